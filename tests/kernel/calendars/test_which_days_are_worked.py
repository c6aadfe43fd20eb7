"""The days of an establishment: weekdays, holidays in the reader's language, days of its own, counting."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.calendars.models import OwnDayKind
from kernel.calendars.rules import Calendar, OwnDays, add_working_days, parts_of, year_of
from kernel.i18n import speaking

SUNDAY_TO_THURSDAY = frozenset({6, 0, 1, 2, 3})


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("calendar", "day", "why"),
    [
        (Calendar(), "2026-11-20", None),
        (Calendar(), "2026-11-21", "Not a working day of the week here"),
        (Calendar(country="FR"), "2026-07-14", "National Day"),
        (Calendar(country="DE"), "2026-08-15", "Not a working day of the week here"),
        (Calendar(country="DE", subdivision="SL"), "2025-08-15", "Assumption Day"),
        (Calendar(country="DE"), "2025-08-15", None),
        (Calendar(SUNDAY_TO_THURSDAY, "EG"), "2026-11-22", None),
        (Calendar(SUNDAY_TO_THURSDAY, "EG"), "2026-11-20", "Not a working day of the week here"),
        (Calendar(country="TN"), "2027-03-09", "Eid al-Fitr (estimated)"),
        (Calendar(own=(OwnDays(d("2026-12-23"), d("2026-12-27"), OwnDayKind.CLOSED, "Stocktaking"),)),
         "2026-12-24", "Stocktaking"),
        (Calendar(country="FR", own=(OwnDays(d("2026-07-14"), d("2026-07-14"), OwnDayKind.OPENED, "Harvest"),)),
         "2026-07-14", None),
        (Calendar(own=(OwnDays(d("2026-11-21"), d("2026-11-21"), OwnDayKind.OPENED, "Open day"),)), "2026-11-21", None),
    ],
)  # fmt: skip
def test_a_day_says_why_it_is_not_worked(calendar: Calendar, day: str, why: str | None) -> None:
    assert calendar.closed(d(day)) == why
    assert calendar.is_working(d(day)) is (why is None)


def test_a_holiday_is_named_in_the_language_of_the_reader_or_in_english() -> None:
    calendar = Calendar(country="TN")
    with speaking("ar"):
        assert calendar.public_holiday(d("2027-03-09")).name == "عيد الفطر"
    with speaking("zh"):
        assert calendar.public_holiday(d("2027-03-09")).name == "Eid al-Fitr"
    assert calendar.public_holiday(d("2027-03-09")).estimated
    assert not calendar.public_holiday(d("2027-01-01")).estimated


def test_a_saturday_is_no_exception_but_a_holiday_is() -> None:
    calendar = Calendar(country="FR")
    assert calendar.exception(d("2026-11-21")) is None
    assert calendar.exception(d("2026-12-25")) == "Christmas Day"


@pytest.mark.parametrize(
    ("day", "count", "then"),
    [
        ("2026-12-23", 0, "2026-12-23"),
        ("2026-12-23", 1, "2026-12-24"),
        ("2026-12-23", 2, "2026-12-28"),  # over Christmas Day and a weekend
        ("2026-12-28", -2, "2026-12-23"),
        ("2026-12-30", 2, "2027-01-04"),  # over New Year, into the next year
    ],
)
def test_working_days_are_counted_over_what_is_closed(day: str, count: int, then: str) -> None:
    assert add_working_days(Calendar(country="FR"), d(day), count) == d(then)


def test_years_that_nobody_knows_are_said_to_be_unknown() -> None:
    assert Calendar(country="FR").knows(2027)
    assert not Calendar(country="FR").knows(2150)
    assert Calendar().knows(2150)


def test_the_year_has_each_day_once_whatever_the_week_begins_on() -> None:
    for first in range(7):
        shown = [day.day for month in year_of(Calendar(country="FR"), 2028, first) for w in month for day in w if day]
        assert len(shown) == len(set(shown)) == 366
        assert all(len(week) == 7 for month in year_of(Calendar(), 2028, first) for week in month)


def test_parts_of_a_country_have_names() -> None:
    assert parts_of("DE")["BY"] == "Bayern"
    assert parts_of("XX") == {}
