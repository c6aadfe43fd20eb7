"""No cent is made and none is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernel.money import parse_minor, split

weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any)


@given(st.integers(0, 10**12), weights)
def test_parts_sum_to_the_whole(minor, shares):
    assert sum(split(minor, shares)) == minor


@given(st.integers(0, 10**12), weights)
def test_no_part_strays_a_unit_from_its_exact_share(minor, shares):
    total = sum(shares)
    assert all(
        abs(part * total - minor * share) < total for part, share in zip(split(minor, shares), shares, strict=True)
    )


@given(st.integers(0, 10**9), weights)
def test_who_has_no_weight_gets_nothing(minor, shares):
    assert all(part == 0 for part, share in zip(split(minor, shares), shares, strict=True) if share == 0)


@given(st.integers(-(10**9), 10**9), weights)
def test_a_reversal_still_sums(minor, shares):
    assert sum(split(minor, shares)) == minor


@pytest.mark.parametrize(
    ("minor", "shares", "parts"),
    [(100, [1, 1, 1], [34, 33, 33]), (1, [50, 30, 20], [1, 0, 0]), (7, [50, 30, 20], [4, 2, 1]), (0, [1], [0])],
)
def test_ties_go_to_the_earlier_part(minor, shares, parts):
    assert split(minor, shares) == parts


@pytest.mark.parametrize("shares", [[], [0, 0], [1, -1]])
def test_shares_that_make_no_sense_are_refused(shares):
    with pytest.raises(ValueError, match="weights"):
        split(100, shares)


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("12", "EUR", 1200), ("12.5", "EUR", 1250), (" 12,50 ", "EUR", 1250), ("1 234,50", "EUR", 123450),
        ("500", "JPY", 500), ("1.250", "TND", 1250), ("0", "EUR", 0),
    ],
)  # fmt: skip
def test_amounts_as_people_type_them(typed, currency, minor):
    assert parse_minor(typed, currency) == minor


@pytest.mark.parametrize(
    ("typed", "currency"), [("", "EUR"), ("12.345", "EUR"), ("1.5", "JPY"), ("-1", "EUR"), ("x", "EUR")]
)
def test_what_is_no_amount_is_refused(typed, currency):
    with pytest.raises(ValueError, match="amount"):
        parse_minor(typed, currency)


@pytest.mark.parametrize(("minor", "weights", "parts"), [
    (1000, [7, 5, 3], [467, 333, 200]), (100, [1, 1, 1], [34, 33, 33]),
])  # fmt: skip
def test_the_worked_apportionments(minor, weights, parts):
    assert split(minor, weights) == parts
