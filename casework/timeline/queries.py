"""One line of events from every module, newest first. Each module contributes its own source."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kernel.authz import Actor
from kernel.enums import LabelledEnum
from kernel.i18n import _l

LENGTH = 40


class Topic(LabelledEnum):
    """What a source of events is about: the timeline can be read one topic at a time."""

    CUSTODY = "custody", _l("Custody")
    DATES = "dates", _l("Sentence and dates")
    SAFETY = "safety", _l("Safety")
    LEVEL = "level", _l("Security level")
    NOTES = "notes", _l("Notes")
    FAMILY = "family", _l("Family")
    REQUESTS = "requests", _l("Requests")
    PROGRAMMES = "programmes", _l("Programmes")
    SUPERVISION = "supervision", _l("Supervision")
    MONEY = "money", _l("Money")


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """One event: when, what in a few translated words, a sentence, where to read more (a URL or ""), and who."""

    at: dt.datetime
    title: str
    text: str = ""
    href: str = ""
    who: str = ""
    tone: str = "note"
    day_only: bool = False
    """Only the day is known: ``at`` is its first instant in UTC and no hour is shown."""


def day_entry(day: dt.date, title: str, text: str = "", **more: str) -> TimelineEntry:
    """An event of which only the day is known."""
    return TimelineEntry(at=dt.datetime.combine(day, dt.time(), dt.UTC), title=title, text=text, day_only=True, **more)


Source = Callable[[Actor, uuid.UUID, dt.datetime, int], Sequence[TimelineEntry]]
"""(actor, person, strictly before this instant, at most so many) → newest first; ``[]`` if the role may not."""
_sources: dict[Source, Topic] = {}


def contribute_timeline(topic: Topic, source: Source) -> None:
    """Add a module's events on a topic to every person's timeline. Called from ``handlers.connect()``."""
    _sources[source] = topic


def timeline_of(
    actor: Actor, person_id: uuid.UUID, before: dt.datetime, topic: Topic | None = None
) -> list[TimelineEntry]:
    """The newest entries before an instant, of one topic or all; what shares the last one's instant stays with it.

    The caller has fetched the person already.
    """
    wanted = [source for source, its in _sources.items() if topic in {None, its}]
    entries = [entry for source in wanted for entry in source(actor, person_id, before, LENGTH)]
    entries.sort(key=lambda entry: entry.at, reverse=True)
    return entries if len(entries) <= LENGTH else [e for e in entries if e.at >= entries[LENGTH - 1].at]


UnpaidWork = Callable[[dt.date, dt.date], int]
"""(first day, last day) → how many pieces of work of those days are not paid yet."""
_unpaid: list[UnpaidWork] = []


def contribute_unpaid_work(count: UnpaidWork) -> None:
    """Add a module's count of work that waits for its pay. Called from ``handlers.connect()``."""
    if count not in _unpaid:
        _unpaid.append(count)


def unpaid_work(first: dt.date, last: dt.date) -> int:
    """How much work of these days is not paid yet, all modules together: finance asks before it closes a month."""
    return sum(count(first, last) for count in _unpaid)


@dataclass(frozen=True, kw_only=True)
class Room:
    """A workshop as other modules name it: its id, its name and the prison it lies in."""

    id: uuid.UUID
    name: str
    unit_id: uuid.UUID


Rooms = Callable[[Actor], Sequence[Room]]
_rooms: list[Rooms] = []


def contribute_rooms(rooms: Rooms) -> None:
    """Add a module's workshops. Called from ``handlers.connect()``."""
    if rooms not in _rooms:
        _rooms.append(rooms)


def rooms_for(actor: Actor) -> list[Room]:
    """The workshops that this actor covers, all modules together: where something for the shop may be made."""
    return [room for rooms in _rooms for room in rooms(actor)]


PeopleBetween = Callable[[dt.date, dt.date], int]
_trained: list[PeopleBetween] = []


def contribute_trained(count: PeopleBetween) -> None:
    """Add a module's count of people who completed training between two days. Called from ``handlers.connect()``."""
    if count not in _trained:
        _trained.append(count)


def people_trained(first: dt.date, last: dt.date) -> int:
    """How many people completed training in these days, all modules together: a number, for the public."""
    return sum(count(first, last) for count in _trained)
