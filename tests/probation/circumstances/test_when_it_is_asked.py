"""The five points by the calendar, and what may be answered on which day."""

from __future__ import annotations

import datetime as dt

import pytest

from probation.circumstances.models import Point
from probation.circumstances.rules import asked_now, due_on, interval, point_open

START = dt.date(2026, 8, 31)


@pytest.mark.parametrize(
    ("point", "day"),
    [
        (Point.START, dt.date(2026, 8, 31)), (Point.M3, dt.date(2026, 11, 30)), (Point.M6, dt.date(2027, 2, 28)),
        (Point.M12, dt.date(2027, 8, 31)), (Point.M24, dt.date(2028, 8, 31)),
    ],
)  # fmt: skip
def test_the_day_of_each_point(point, day):
    assert due_on(START, point) == day


@pytest.mark.parametrize(
    ("today", "point"),
    [
        (dt.date(2026, 8, 16), None), (dt.date(2026, 8, 17), Point.START), (dt.date(2026, 11, 15), Point.START),
        (dt.date(2026, 11, 16), Point.M3), (dt.date(2027, 2, 13), Point.M3), (dt.date(2027, 2, 14), Point.M6),
        (dt.date(2028, 8, 17), Point.M24), (dt.date(2031, 1, 1), Point.M24),
    ],
)  # fmt: skip
def test_which_point_is_open(today, point):
    assert point_open(START, today) is point
    assert asked_now(START, today, set()) is point
    if point:
        assert asked_now(START, today, {point}) is None


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(part, whole, low, high):
    assert interval(part, whole) == pytest.approx((low, high), abs=0.0001)


def test_of_nobody_there_is_none():
    assert interval(0, 0) is None
