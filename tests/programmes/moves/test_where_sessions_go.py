"""The pure rules of moving: along the rota, over holidays, round what is fixed, and always in an order that works."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kernel.calendars.rules import Calendar
from kernel.errors import DomainError
from programmes.moves.rules import Move, in_order, lasting, moves
from programmes.rotas.rules import Meeting, Pattern, Planned, Slotted, plan

NINE, ELEVEN = dt.time(9), dt.time(11)
FRANCE = Calendar(country="FR").exception
MONDAYS = Pattern(1, dt.date(2026, 11, 30), (Slotted(0, 0, NINE, ELEVEN),))


def at(text: str, hour: int = 9) -> Meeting:
    return Meeting(dt.date.fromisoformat(text), dt.time(hour), dt.time(hour + 2))


def sessions(pattern: Pattern = MONDAYS, last: str = "2026-12-21") -> list[Planned]:
    found = plan(pattern, FRANCE, pattern.from_on, dt.date.fromisoformat(last)).meetings
    return [Planned(uuid.UUID(int=n), one) for n, one in enumerate(found)]


def told(found: list[Move]) -> list[tuple[str, str]]:
    return [(one.old.day.isoformat(), one.new.day.isoformat()) for one in found]


def test_one_session_alone() -> None:
    there = sessions()
    found = moves(there[0], at("2026-12-02"), there, MONDAYS.on, FRANCE, follow=False)
    assert told(found) == [("2026-11-30", "2026-12-02")]


def test_all_that_follow_go_to_the_next_time_of_the_rota() -> None:
    there = sessions()
    found = moves(there[0], at("2026-12-07"), there, MONDAYS.on, FRANCE, follow=True)
    assert told(found) == [
        ("2026-11-30", "2026-12-07"), ("2026-12-07", "2026-12-14"), ("2026-12-14", "2026-12-21"),
        ("2026-12-21", "2026-12-28"),
    ]  # fmt: skip


def test_a_holiday_is_skipped_on_the_way() -> None:
    fridays = Pattern(1, dt.date(2026, 12, 4), (Slotted(0, 4, NINE, ELEVEN),))
    there = sessions(fridays, "2026-12-18")
    found = moves(there[0], at("2026-12-11"), there, fridays.on, FRANCE, follow=True)
    assert told(found)[-1] == ("2026-12-18", "2027-01-08")  # over Christmas Day and New Year's Day


def test_what_is_fixed_stays_and_keeps_its_time() -> None:
    there = sessions()
    there[2] = Planned(there[2].id, there[2].meeting, fixed=True)
    found = moves(there[0], at("2026-12-07"), there, MONDAYS.on, FRANCE, follow=True)
    assert told(found) == [
        ("2026-11-30", "2026-12-07"), ("2026-12-07", "2026-12-21"), ("2026-12-21", "2026-12-28"),
    ]  # fmt: skip


def test_a_closed_day_and_a_time_that_is_taken_are_refused() -> None:
    there = sessions()
    with pytest.raises(DomainError, match="Christmas Day"):
        moves(there[0], at("2026-12-25"), there, MONDAYS.on, FRANCE, follow=False)
    with pytest.raises(DomainError, match="at that time already"):
        moves(there[0], at("2026-12-07", 10), there, MONDAYS.on, FRANCE, follow=False)
    with pytest.raises(DomainError, match="no further times"):
        moves(there[0], at("2026-12-07"), there, lambda _day: [], FRANCE, follow=True)


def test_no_session_runs_past_midnight() -> None:
    with pytest.raises(DomainError, match="midnight"):
        lasting(at("2026-11-30"), dt.date(2026, 12, 1), dt.time(23))


@settings(deadline=None)  # the first look at a country's holidays takes longer
@given(st.integers(0, 9), st.integers(0, 60), st.sampled_from((6, 9, 14)), st.sets(st.integers(0, 9)), st.booleans())
def test_as_many_as_before_never_two_at_once_never_on_a_closed_day(which, shift, hour, fixed, follow) -> None:
    pattern = Pattern(2, dt.date(2026, 11, 30), (
        Slotted(0, 0, NINE, ELEVEN), Slotted(0, 3, NINE, ELEVEN), Slotted(1, 4, dt.time(13), dt.time(15)),
    ))  # fmt: skip
    there = [
        Planned(one.id, one.meeting, fixed=n in fixed and n != which)
        for n, one in enumerate(sessions(pattern, "2027-01-31")[:10])
    ]
    to = Meeting(dt.date(2026, 11, 30) + dt.timedelta(days=shift), dt.time(hour), dt.time(hour + 2))
    try:
        found = moves(there[which], to, there, pattern.on, FRANCE, follow=follow)
    except DomainError:
        return
    now = {one.id: one.meeting for one in there}
    for one in in_order(found):
        assert one.new not in {meeting for key, meeting in now.items() if key != one.id}
        now[one.id] = one.new
    after = sorted(now.values())
    assert len(now) == len(there)
    assert not any(a.meets(b) for a, b in itertools.pairwise(after))
    assert all(FRANCE(one.new.day) is None for one in found)
    assert all(now[one.id] == one.meeting for one in there if one.fixed)
