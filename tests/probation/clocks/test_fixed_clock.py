"""A fixed clock asks for its quantity in each calendar period; where supervision begins inside one, for its share."""

from __future__ import annotations

import datetime as dt

import pytest

from probation.clocks.rules import Clock, Window, add_business_days, asked_in, fixed_period, next_due

D = dt.date
MONTHLY = Clock(quantity=4, period=1, months=True, window=Window.FIXED, first=None)


@pytest.mark.parametrize(
    ("start", "held", "due"),
    [
        (D(2026, 1, 1), [], D(2026, 1, 31)),
        (D(2026, 1, 1), [D(2026, 1, 5)], D(2026, 1, 31)),
        (D(2026, 1, 1), [D(2026, 1, d) for d in (5, 12, 19)], D(2026, 1, 31)),
        (D(2026, 1, 1), [D(2026, 1, d) for d in (5, 12, 19, 26)], D(2026, 2, 28)),
        (D(2025, 1, 1), [D(2025, 12, 30), D(2026, 1, 5)], D(2026, 1, 31)),
        (D(2026, 1, 16), [D(2026, 1, 20)], D(2026, 1, 31)),
        (D(2026, 1, 16), [D(2026, 1, 20), D(2026, 1, 22), D(2026, 1, 23)], D(2026, 2, 28)),
        (D(2026, 1, 31), [D(2026, 1, 31)], D(2026, 2, 28)),
    ],
)
def test_due_by_the_end_of_the_period_that_is_not_full(start, held, due):
    assert next_due(MONTHLY, start, held) == due


def test_periods_of_several_months_begin_with_january():
    clock = Clock(quantity=1, period=2, months=True, window=Window.FIXED, first=None)
    assert fixed_period(clock, D(2026, 4, 9)) == (D(2026, 3, 1), D(2026, 4, 30))
    assert fixed_period(clock, D(2026, 12, 31)) == (D(2026, 11, 1), D(2026, 12, 31))
    assert asked_in(clock, D(2026, 4, 30), D(2026, 3, 1), D(2026, 4, 30)) == 1


def test_working_days_are_those_of_the_calendar_given():
    sunday_to_thursday = lambda day: day.weekday() not in {4, 5}  # noqa: E731 - a calendar in one line
    assert add_business_days(D(2026, 3, 4), 3, sunday_to_thursday) == D(2026, 3, 9)
    assert add_business_days(D(2026, 3, 4), 3) == D(2026, 3, 9)
    assert add_business_days(D(2026, 3, 5), 1, sunday_to_thursday) == D(2026, 3, 8)
