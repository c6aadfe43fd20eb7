"""The pure rules of rotas: weeks that repeat, days that are skipped and said to be, what changes, what clashes."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.calendars.models import OwnDayKind
from kernel.calendars.rules import Calendar, OwnDays
from kernel.fields import moment_of
from programmes.rotas.rules import (
    Meeting,
    Other,
    Pattern,
    Planned,
    Room,
    Slotted,
    changes,
    clashes,
    following,
    in_force,
    plan,
    refusal,
)

NINE, ELEVEN, NOON, TWO = dt.time(9), dt.time(11), dt.time(12), dt.time(14)


def d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def weekly(*days: int, weeks: int = 1, from_on: str = "2026-11-23") -> Pattern:
    return Pattern(weeks, d(from_on), tuple(Slotted(0, day, NINE, ELEVEN) for day in days))


def never(_day: dt.date) -> None:
    return None


def test_two_weeks_take_turns_across_the_end_of_the_year() -> None:
    pattern = Pattern(2, d("2026-12-16"), (Slotted(0, 0, NINE, ELEVEN), Slotted(1, 4, NINE, ELEVEN)))
    found = plan(pattern, never, d("2026-12-16"), d("2027-01-20"))
    assert [one.day.isoformat() for one in found.meetings] == [
        "2026-12-25", "2026-12-28", "2027-01-08", "2027-01-11",
    ]  # fmt: skip


def test_a_holiday_on_a_day_of_the_rota_is_skipped_and_named() -> None:
    found = plan(weekly(4), Calendar(country="FR").exception, d("2026-12-18"), d("2027-01-08"))
    assert [one.day for one in found.meetings] == [d("2026-12-18"), d("2027-01-08")]
    assert [(one.meeting.day, one.why) for one in found.skipped] == [
        (d("2026-12-25"), "Christmas Day"), (d("2027-01-01"), "New Year's Day"),
    ]  # fmt: skip


def test_a_saturday_class_meets_where_offices_rest() -> None:
    assert len(plan(weekly(5), Calendar().exception, d("2026-11-23"), d("2026-12-06")).meetings) == 2


@pytest.mark.parametrize(("day", "hours"), [("2027-03-26", 24), ("2027-03-27", 23), ("2027-10-30", 25)])
def test_the_night_the_clocks_change_moves_no_session(day: str, hours: int) -> None:
    pattern = Pattern(1, d("2027-01-04"), tuple(Slotted(0, n, NINE, ELEVEN) for n in range(7)))
    first, second = plan(pattern, never, d(day), d(day) + dt.timedelta(days=1)).meetings
    begins = [moment_of(one.day, one.starts_at, "Europe/Paris") for one in (first, second)]
    assert first.starts_at == second.starts_at == NINE
    assert begins[1] - begins[0] == dt.timedelta(hours=hours)


def test_a_new_rota_drops_what_nobody_marked_and_keeps_the_rest() -> None:
    same, plain, marked, cancelled = (
        Planned(uuid.uuid4(), Meeting(d("2026-11-23"), NINE, ELEVEN)),
        Planned(uuid.uuid4(), Meeting(d("2026-11-24"), NINE, ELEVEN)),
        Planned(uuid.uuid4(), Meeting(d("2026-11-25"), NINE, ELEVEN), fixed=True),
        Planned(uuid.uuid4(), Meeting(d("2026-11-26"), NINE, ELEVEN), fixed=True, gone=True),
    )
    wanted = [
        same.meeting,
        Meeting(d("2026-11-25"), dt.time(10), NOON),  # runs into what is marked
        Meeting(d("2026-11-26"), NINE, NOON),  # the hour of a cancelled session is its own
        Meeting(d("2026-11-26"), dt.time(10), NOON),
    ]
    found = changes([same, plain, marked, cancelled], wanted)
    assert found.drop == (plain,)
    assert found.stay == (same, marked, cancelled)
    assert found.add == (wanted[3],)


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        ((), "at least one"),
        ((Slotted(0, 0, NINE, ELEVEN), Slotted(0, 0, dt.time(10), NOON)), "run into each other"),
        ((Slotted(0, 0, ELEVEN, NINE),), "ends before"),
        (tuple(Slotted(0, n, NINE, ELEVEN) for n in range(7)), "rest"),
        ((Slotted(0, 0, dt.time(6), dt.time(15)),), "8 hours"),
        (tuple(Slotted(1, n, dt.time(8), dt.time(16)) for n in range(6)), "44 hours"),
    ],
)
def test_what_no_rota_may_be(slots: tuple[Slotted, ...], words: str) -> None:
    assert words in refusal(Pattern(2, d("2026-11-23"), slots))


def test_hours_are_counted_for_each_week_by_itself() -> None:
    slots = tuple(Slotted(week, n, dt.time(8), dt.time(15)) for week in (0, 1) for n in range(6))
    assert refusal(Pattern(2, d("2026-11-23"), slots)) == ""


def test_a_workshop_that_is_full_and_an_instructor_who_is_elsewhere() -> None:
    me, shop, meeting = uuid.uuid4(), uuid.uuid4(), Meeting(d("2026-11-23"), NINE, ELEVEN)
    beside = Other(Meeting(d("2026-11-23"), dt.time(10), NOON), "Metal", uuid.uuid4(), shop, 6)
    mine = Other(Meeting(d("2026-11-23"), dt.time(10), NOON), "Letters", me, None, 6)
    later = Other(Meeting(d("2026-11-23"), ELEVEN, NOON), "Later", me, shop, 6)
    found = clashes([meeting], [beside, mine, later], Room(me, shop, 6, 12))
    assert [(one.name, one.instructor, one.workshop, one.too_many) for one in found] == [
        ("Metal", False, True, False), ("Letters", True, False, False),
    ]  # fmt: skip
    assert clashes([meeting], [beside], Room(me, shop, 7, 12))[0].too_many


def test_the_rota_in_force_changes_with_the_day() -> None:
    on = in_force([weekly(0), weekly(2, from_on="2026-12-07")])
    assert on(d("2026-11-30"))
    assert not on(d("2026-12-07"))
    assert on(d("2026-12-09"))


days = st.dates(d("2026-01-01"), d("2028-12-31"))
slot = st.builds(lambda week, day, hour, long: Slotted(week, day, dt.time(hour), dt.time(hour + long)),
                 st.integers(0, 2), st.integers(0, 6), st.integers(6, 19), st.integers(1, 3))  # fmt: skip
patterns = st.builds(lambda n, day, slots: Pattern(n, day, tuple(one for one in slots if one.week < n)),
                     st.integers(1, 3), days, st.lists(slot, min_size=1, max_size=8))  # fmt: skip
patterns = patterns.filter(lambda pattern: not refusal(pattern))
shut = st.lists(st.tuples(days, st.integers(0, 20)), max_size=6).map(
    lambda found: Calendar(country="TN", own=tuple(
        OwnDays(day, day + dt.timedelta(days=n), OwnDayKind.CLOSED, "Shut") for day, n in found)))  # fmt: skip


@settings(deadline=None)  # the first look at a country's holidays takes longer
@given(patterns, shut, days, st.integers(0, 120))
def test_nothing_is_lost_nothing_is_twice_and_nothing_meets_on_a_closed_day(pattern, calendar, first, length) -> None:
    last = first + dt.timedelta(days=length)
    found = plan(pattern, calendar.exception, first, last)
    everything = plan(pattern, never, first, last).meetings
    assert sorted([*found.meetings, *(one.meeting for one in found.skipped)]) == sorted(everything)
    assert all(calendar.exception(one.day) is None for one in found.meetings)
    assert all(calendar.exception(one.meeting.day) == one.why for one in found.skipped)
    assert not any(a.meets(b) for a, b in itertools.pairwise(found.meetings))


@settings(deadline=None)  # the first look at a country's holidays takes longer
@given(patterns, shut, days)
def test_what_follows_comes_in_order_and_on_open_days(pattern, calendar, day) -> None:
    after = Meeting(day, NINE, ELEVEN)
    stream = following(pattern.on, calendar.exception, after)
    found = [one for _n, one in zip(range(10), stream, strict=False)]
    assert found == sorted(found)
    assert all(one > after and not one.meets(after) and calendar.exception(one.day) is None for one in found)
