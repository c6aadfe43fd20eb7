"""The parts of an earning: published vectors, path independence, nothing lost."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.earnings.rules import due, parts, rules_on

DAY = dt.date(2026, 11, 3)
FRANCE, GENERAL = rules_on("france", DAY), rules_on("general", DAY)
ALL = frozenset({"family", "obligation"})


@pytest.mark.parametrize(
    ("gross", "victims", "release", "free"),
    [(150, 0, 0, 150), (200, 0, 0, 200), (300, 20, 10, 270), (400, 40, 20, 340), (500, 65, 30, 405), (600, 90, 40, 470),
     (700, 120, 50, 530), (1000, 210, 80, 710)],
)  # fmt: skip
def test_the_french_table(gross, victims, release, free):
    assert parts(FRANCE, gross * 100, ALL) == {
        "obligation": victims * 100,
        "release": release * 100,
        "spend": free * 100,
    }


def test_350_then_350_equals_700():
    first = due(FRANCE, 35000, {}, ALL)
    second = due(FRANCE, 35000, first, ALL)
    assert first == {"obligation": 3000, "release": 1500, "spend": 30500}
    assert (second["obligation"], second["release"]) == (9000, 3500)


def test_without_a_family_to_pay_its_part_is_to_spend():
    assert parts(GENERAL, 10000, frozenset()) == {"release": 2000, "spend": 8000}
    assert parts(GENERAL, 10000, frozenset({"family"})) == {"family": 3000, "release": 2000, "spend": 5000}


def test_the_court_debt_leaves_the_floor_alone():
    assert parts(GENERAL, 10000, frozenset({"obligation"}))["obligation"] == 0
    assert parts(GENERAL, 20000, frozenset({"obligation"}))["obligation"] == 1000


@given(
    st.lists(st.integers(1, 90_000), min_size=1, max_size=12),
    st.sampled_from([FRANCE, GENERAL]),
    st.sampled_from([ALL, frozenset()]),
)
def test_every_part_is_there_and_none_is_negative(earned, rules, has):
    got: dict[str, int] = {}
    for minor in earned:
        shared = due(rules, minor, got, has)
        assert sum(shared.values()) == minor
        assert min(shared.values()) > 0
        got = {code: got.get(code, 0) + shared.get(code, 0) for code in {*got, *shared}}
    whole = parts(rules, sum(earned), has)
    assert all(abs(got.get(code, 0) - share) <= 1 for code, share in whole.items())
