"""Names are drawn by lot: never one in use or at rest, never like the person's own."""

from __future__ import annotations

import re

import pytest

from marketplace.pseudonyms.rules import LANGUAGES, all_names, draw, shown


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
        words = draw(set(), "RIVER-Meadow عجلة Pont", lambda many, at=at: at % many).split()
        assert not {"River", "Meadow", "Wheel", "Bridge"} & set(words)


def test_a_name_is_said_in_the_readers_language():
    assert shown("Birch River", "en") == "Birch River"
    assert shown("Birch River", "ar") == "بتولا · نهر"
    assert shown("Birch River", "zh") == "桦树 · 河流"
    assert shown("Quiet Birch", "fr") == "Quiet Birch"  # drawn from the list of another year
    for language in LANGUAGES:
        said = {shown(name, language) for name in all_names()}
        assert len(said) == len(all_names())  # two names are never one
