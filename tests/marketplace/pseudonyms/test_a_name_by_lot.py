"""Names are drawn by lot: never one in use or at rest, never like the person's own."""

from __future__ import annotations

import re

import pytest

from marketplace.pseudonyms.rules import all_names, draw


def test_there_are_enough_and_each_is_once():
    names = all_names()
    assert len(names) == len(set(names)) > 3000
    assert all(re.fullmatch(r"[A-Z][a-z]+ [A-Z][a-z]+", name) for name in names)


def test_a_taken_name_is_never_drawn():
    taken = set(all_names()[:-1])
    assert draw(taken) == all_names()[-1]
    with pytest.raises(LookupError):
        draw(set(all_names()))


def test_nothing_of_the_persons_own_name():
    for at in range(0, len(all_names()), 97):
        words = draw(set(), "STONE-Meadow Quiet", lambda many, at=at: at % many).split()
        assert not {"Stone", "Meadow", "Quiet"} & set(words)
