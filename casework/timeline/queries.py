"""One line of events from every module, newest first. Each module contributes its own source."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kernel.authz import Actor

LENGTH = 40


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
_sources: list[Source] = []


def contribute_timeline(source: Source) -> None:
    """Add a module's events to every person's timeline. Called from ``handlers.connect()``."""
    if source not in _sources:
        _sources.append(source)


def timeline_of(actor: Actor, person_id: uuid.UUID, before: dt.datetime) -> list[TimelineEntry]:
    """The newest entries before an instant, all modules together; what shares the last one's instant stays with it.

    The caller has fetched the person already.
    """
    entries = [entry for source in _sources for entry in source(actor, person_id, before, LENGTH)]
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
