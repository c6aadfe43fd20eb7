"""The order of a list is total, repeatable, blind to the order of arrival in the list, and explained line by line."""

from __future__ import annotations

import datetime as dt
import itertools

from hypothesis import given
from hypothesis import strategies as st

from programmes.ranking.rules import Candidate, rank

TODAY = dt.date(2026, 11, 23)
ENDS = TODAY + dt.timedelta(days=60)
days = st.dates(TODAY - dt.timedelta(days=900), TODAY)
candidate = st.builds(
    Candidate,
    application_id=st.uuids(),
    need=st.none() | st.integers(0, 3),
    release_on=st.none() | st.dates(TODAY, TODAY + dt.timedelta(days=4000)),
    requested_on=days,
    lot=st.integers(0, 2**31 - 1),
)
candidates = st.lists(candidate, max_size=12, unique_by=lambda one: one.application_id)


@given(candidates, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_the_order_given(people, random):
    shuffled = random.sample(people, len(people))
    assert rank(people, ENDS, TODAY) == rank(shuffled, ENDS, TODAY)


@given(candidates)
def test_everyone_stands_on_it_once_and_points_never_rise(people):
    found = rank(people, ENDS, TODAY)
    assert [one.place for one in found] == list(range(1, len(people) + 1))
    assert {one.candidate.application_id for one in found} == {one.application_id for one in people}
    assert all(a.points >= b.points for a, b in itertools.pairwise(found))
    assert all(line.words and line.points >= 0 for one in found for line in one.lines)


@given(candidate, st.integers(1, 800), st.uuids())
def test_of_two_alike_who_asked_first_comes_first(one, later, key):
    asked = one.requested_on + dt.timedelta(days=later)
    other = Candidate(
        application_id=key, need=one.need, release_on=one.release_on, requested_on=min(asked, TODAY), lot=one.lot
    )
    if other.requested_on > one.requested_on:
        assert rank([other, one], ENDS, TODAY)[0].candidate == one
