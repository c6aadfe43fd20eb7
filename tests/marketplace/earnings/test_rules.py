"""The parts of a month's earnings: standing instructions count, nothing is lost, nothing is taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.errors import DomainError
from marketplace.earnings.rules import due, law_for
from marketplace.rulesets.schemas import shipped

DAY = dt.date(2026, 11, 3)
ALL = frozenset({"family", "obligation"})


def law(name, has, **balances):
    return law_for(shipped()[name], DAY, has, balances, "EUR")


def parts(name, minor, has, before=()):
    return due(law(name, has), minor, dict(before), "half_up")


def test_350_then_350_equals_700():
    first = parts("france", 35000, ALL)
    second = parts("france", 35000, ALL, first)
    assert first == {"victims": 3000, "release": 1500, "free": 30500}
    assert (second["victims"], second["release"]) == (9000, 3500)


def test_without_a_family_to_pay_its_part_is_to_spend():
    assert parts("general", 10000, frozenset()) == {"release": 2000, "spend": 8000}
    assert parts("general", 10000, frozenset({"family"})) == {"family": 3000, "release": 2000, "spend": 5000}


def test_the_court_debt_leaves_the_floor_alone():
    assert "obligation" not in parts("general", 10000, frozenset({"obligation"}))
    assert parts("general", 20000, frozenset({"obligation"}))["obligation"] == 1000


def test_the_victims_part_stops_when_it_is_full_and_nobody_is_owed():
    full = law("france", frozenset(), obligation=100_000)
    assert due(full, 70000, {}, "half_up") == {"release": 5000, "free": 65000}
    assert due(law("france", ALL, obligation=100_000), 70000, {}, "half_up")["victims"] == 12000


def test_a_law_that_asks_for_something_each_time_says_so():
    with pytest.raises(DomainError, match="asks for victims each time"):
        law("us-piecp", ALL)


def test_a_payee_that_is_gone_within_the_month_takes_nothing_back():
    first = parts("general", 10000, ALL)
    second = parts("general", 100, frozenset(), first)
    assert sum(second.values()) == 100
    assert min(second.values()) > 0


@given(
    st.lists(st.integers(1, 90_000), min_size=1, max_size=12),
    st.sampled_from(["france", "general"]),
    st.sampled_from([ALL, frozenset()]),
)
def test_many_earnings_are_one(earned, name, has):
    got: dict[str, int] = {}
    for minor in earned:
        shared = parts(name, minor, has, got)
        assert sum(shared.values()) == minor
        assert min(shared.values()) > 0
        got = {code: got.get(code, 0) + shared.get(code, 0) for code in {*got, *shared}}
    assert got == parts(name, sum(earned), has)
