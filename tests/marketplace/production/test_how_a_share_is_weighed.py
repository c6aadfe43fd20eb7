"""Minutes, good pieces or all pieces weigh; the parts always sum to what there is to share."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.production.models import ShareRule
from marketplace.production.rules import Part, may_inspect, per_piece, shares, waste, weights
from marketplace.sale_shares.rules import from_newest, kept_parts

A, B = uuid.UUID(int=1), uuid.UUID(int=2)
TWO = [Part(person_id=A, minutes=120, pieces=1, rejected=3), Part(person_id=B, minutes=60, pieces=3)]
made = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 500), st.integers(0, 50)), max_size=12)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (ShareRule.MINUTES, {A: 1200, B: 600}),
        (ShareRule.GOOD_PIECES, {A: 450, B: 1350}),
        (ShareRule.ALL_PIECES, {A: 1029, B: 771}),
    ],
)
def test_a_rejected_piece_pays_as_its_rule_says(rule, expected):
    assert shares(1800, TWO, rule) == expected


def test_where_nobody_has_minutes_pieces_weigh():
    assert weights(ShareRule.MINUTES, [Part(person_id=A, pieces=2), Part(person_id=B, rejected=9)]) == [2, 0]
    assert weights(ShareRule.MINUTES, [Part(person_id=A, rejected=2)]) == [2]
    assert weights(ShareRule.GOOD_PIECES, [Part(person_id=A, minutes=7, rejected=2)]) == [7]
    assert shares(1800, []) == {}


@given(st.integers(1, 10**9), made, st.sampled_from(ShareRule))
def test_nothing_is_lost_or_invented(minor, told, rule):
    makers = [
        Part(person_id=uuid.UUID(int=at), minutes=one[0], pieces=one[1], rejected=one[2]) for at, one in enumerate(told)
    ]
    found = shares(minor, makers, rule)
    weighed = weights(rule, makers)
    assert sum(found.values()) == (minor if any(weighed) else 0)
    assert all(part > 0 for part in found.values())
    for maker, weight in zip(makers, weighed, strict=True):
        assert abs(found.get(maker.person_id, 0) - (minor * weight / sum(weighed) if any(weighed) else 0)) < 1


@given(st.integers(1, 10**6), st.integers(1, 60), st.lists(st.integers(1, 10**6), min_size=1, max_size=20), st.data())
def test_what_is_kept_sums_exactly(labour, pieces, before, data):
    kept = data.draw(st.integers(0, pieces))
    assert sum(kept_parts(labour, kept, before)) == labour * kept


@given(st.integers(0, 100), st.lists(st.integers(0, 20), max_size=8))
def test_pieces_come_back_from_the_last_batch_first(wanted, kept):
    taken = from_newest(wanted, kept)
    assert sum(taken) == min(wanted, sum(kept))
    assert all(0 <= one <= most for one, most in zip(taken, kept, strict=True))
    first = next((at for at, one in enumerate(taken) if one), len(taken))
    assert taken[first + 1 :] == kept[first + 1 :]


def test_figures_of_a_batch():
    assert (per_piece(1001, 2), per_piece(5, 0)) == (501, None)
    assert (waste(7, 1), waste(0, 0)) == (13, None)
    assert may_inspect(A, {B})
    assert not may_inspect(A, {A, B})
