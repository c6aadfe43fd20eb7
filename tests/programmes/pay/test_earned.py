"""Pay is whole minor units, grows with time and pieces, and a correction never makes money out of nothing."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from programmes.pay.models import RateBasis
from programmes.pay.rules import earned

rates = st.integers(1, 10_000_000)
minutes = st.integers(0, 1440)
pieces = st.integers(0, 100_000)


@given(rates, minutes)
def test_an_hourly_wage_is_the_nearest_unit_and_halves_go_up(rate, time):
    exact = Fraction(rate * time, 60)
    got = earned(RateBasis.HOUR, rate, minutes=time, pieces=0)
    assert -Fraction(1, 2) < got - exact <= Fraction(1, 2)


@given(st.sampled_from(RateBasis), rates, st.tuples(minutes, pieces), st.tuples(minutes, pieces))
def test_more_work_never_earns_less(basis, rate, work, more):
    (time, made), (more_time, more_made) = work, more
    less = earned(basis, rate, minutes=time, pieces=made)
    most = earned(basis, rate, minutes=time + more_time, pieces=made + more_made)
    assert 0 <= less <= most


@given(rates, minutes, minutes)
def test_a_wage_paid_in_two_lines_differs_by_a_unit_at_most(rate, first, second):
    apart = sum(earned(RateBasis.HOUR, rate, minutes=time, pieces=0) for time in (first, second))
    assert abs(apart - earned(RateBasis.HOUR, rate, minutes=first + second, pieces=0)) <= 1


@given(rates, minutes, pieces)
def test_sessions_and_pieces_are_exact(rate, time, made):
    assert earned(RateBasis.SESSION, rate, minutes=time, pieces=made) == (rate if time else 0)
    assert earned(RateBasis.PIECE, rate, minutes=time, pieces=made) == rate * made
