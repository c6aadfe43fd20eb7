"""Pure decisions on rotas: which days they meet, which they skip and why, what changes, what clashes."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kernel.i18n import _
from programmes.intakes.rules import WeeklySlot, hours_refusal

MOST_WEEKS, WEEK, FURTHEST = 6, 7, 800
"""``FURTHEST``: how many days ahead a free meeting is looked for."""
Closed = Callable[[dt.date], str | None]


@dataclass(frozen=True, order=True)
class Meeting:
    """A time on a day, on the establishment's clock."""

    day: dt.date
    starts_at: dt.time
    ends_at: dt.time

    @property
    def minutes(self) -> int:
        """Its length on the clock."""
        return WeeklySlot(0, self.starts_at, self.ends_at).minutes

    def meets(self, other: Meeting) -> bool:
        """Whether the two run into each other."""
        return self.day == other.day and self.starts_at < other.ends_at and other.starts_at < self.ends_at


@dataclass(frozen=True)
class Slotted:
    """One meeting of a pattern: in which of its weeks (from 0), on which weekday (0 is Monday)."""

    week: int
    weekday: int
    starts_at: dt.time
    ends_at: dt.time


@dataclass(frozen=True)
class Pattern:
    """Weeks that repeat; the first is the one (Monday first) in which ``from_on`` lies."""

    weeks: int
    from_on: dt.date
    slots: tuple[Slotted, ...]

    def week_of(self, day: dt.date) -> int:
        """Which of its weeks a day lies in, from 0."""
        return ((_monday(day) - _monday(self.from_on)).days // WEEK) % self.weeks

    def on(self, day: dt.date) -> list[Meeting]:
        """The meetings of a day, in order."""
        week = self.week_of(day)
        return sorted(
            Meeting(day, one.starts_at, one.ends_at)
            for one in self.slots
            if one.week == week and one.weekday == day.weekday()
        )


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


@dataclass(frozen=True)
class Skipped:
    """A meeting that does not take place, and why."""

    meeting: Meeting
    why: str


@dataclass(frozen=True)
class Plan:
    """What a pattern comes to between two days."""

    meetings: tuple[Meeting, ...]
    skipped: tuple[Skipped, ...]


def plan(pattern: Pattern, closed: Closed, first: dt.date, last: dt.date) -> Plan:
    """Every meeting from ``first`` to ``last``, both included; those of closed days are listed as skipped."""
    meetings: list[Meeting] = []
    skipped: list[Skipped] = []
    for offset in range((last - first).days + 1):
        found = pattern.on(first + dt.timedelta(days=offset))
        why = closed(found[0].day) if found else None
        if why is None:
            meetings += found
        else:
            skipped += [Skipped(one, why) for one in found]
    return Plan(tuple(meetings), tuple(skipped))


def in_force(patterns: Sequence[Pattern]) -> Callable[[dt.date], list[Meeting]]:
    """The meetings of any day by the pattern that is in force then; ``patterns`` in the order in which they begin."""

    def on(day: dt.date) -> list[Meeting]:
        begun = [one for one in patterns if one.from_on <= day]
        return (begun or patterns)[-1 if begun else 0].on(day) if patterns else []

    return on


def following(on: Callable[[dt.date], list[Meeting]], closed: Closed, after: Meeting) -> Iterator[Meeting]:
    """The meetings after one, closed days left out, as far as anybody looks ahead."""
    for offset in range(FURTHEST):
        day = after.day + dt.timedelta(days=offset)
        if closed(day) is None:
            yield from (one for one in on(day) if one > after and not one.meets(after))


def refusal(pattern: Pattern) -> str:
    """Why a pattern cannot be: nothing in it, two at one time, or more hours than the law allows (Mandela Rule 102)."""
    if not pattern.slots:
        return _("Choose at least one time.")
    for week in range(pattern.weeks):
        slots = sorted((s for s in pattern.slots if s.week == week), key=lambda s: (s.weekday, s.starts_at))
        if any(slot.ends_at <= slot.starts_at for slot in slots):
            return _("A time ends before it begins. Mend it.")
        if any(a.weekday == b.weekday and b.starts_at < a.ends_at for a, b in itertools.pairwise(slots)):
            return _("Two times of one day run into each other. Mend one of them.")
        if words := hours_refusal([WeeklySlot(s.weekday, s.starts_at, s.ends_at) for s in slots]):
            return words
    return ""


@dataclass(frozen=True)
class Planned:
    """A session that is there. ``fixed``: no rota moves it, since it is written on, cancelled or for catching up.

    ``gone``: cancelled, so that nobody meets then. ``written``: attendance, a mark or pay is noted, so nobody moves it.
    """

    id: uuid.UUID
    meeting: Meeting
    fixed: bool = False
    gone: bool = False
    written: bool = False


@dataclass(frozen=True)
class Changes:
    """What a new rota does to the sessions that are there."""

    add: tuple[Meeting, ...]
    drop: tuple[Planned, ...]
    stay: tuple[Planned, ...]


def changes(there: Sequence[Planned], wanted: Sequence[Meeting]) -> Changes:
    """Sessions of the same time stay; what is fixed stays and keeps its time free; the others go."""
    asked = set(wanted)
    stay = tuple(one for one in there if one.fixed or one.meeting in asked)
    kept = {one.id for one in stay}
    begins = {(one.meeting.day, one.meeting.starts_at) for one in stay}
    held = [one.meeting for one in stay if not one.gone]
    add = tuple(
        one for one in wanted if (one.day, one.starts_at) not in begins and not any(one.meets(other) for other in held)
    )
    return Changes(add, tuple(one for one in there if one.id not in kept), stay)


@dataclass(frozen=True)
class Other:
    """A planned session of another group."""

    meeting: Meeting
    name: str
    instructor_id: uuid.UUID
    workshop_id: uuid.UUID | None
    capacity: int


@dataclass(frozen=True)
class Clash:
    """A meeting beside another group's. ``too_many``: the workshop has no places for both."""

    meeting: Meeting
    name: str
    instructor: bool
    workshop: bool
    too_many: bool


@dataclass(frozen=True)
class Room:
    """Who teaches a group where: what a clash is measured by. ``seats`` None: no workshop."""

    instructor_id: uuid.UUID
    workshop_id: uuid.UUID | None
    capacity: int
    seats: int | None


def clashes(meetings: Sequence[Meeting], others: Sequence[Other], room: Room) -> list[Clash]:
    """Each meeting that shares its instructor or its workshop with another group's, in order of time."""
    by_day: dict[dt.date, list[Other]] = {}
    for one in others:
        by_day.setdefault(one.meeting.day, []).append(one)
    found = []
    for meeting in meetings:
        beside = [other for other in by_day.get(meeting.day, ()) if other.meeting.meets(meeting)]
        here = [other for other in beside if room.workshop_id and other.workshop_id == room.workshop_id]
        full = room.seats is not None and room.capacity + max((_beside(o, here) for o in here), default=0) > room.seats
        found += [
            Clash(meeting, o.name, o.instructor_id == room.instructor_id, o in here, o in here and full) for o in beside
        ]
    return found


def _beside(one: Other, here: Sequence[Other]) -> int:
    """The seats of the groups that are in the workshop while this one is."""
    return sum(other.capacity for other in here if other.meeting.meets(one.meeting))
