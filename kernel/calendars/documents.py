"""Calendars to subscribe to (iCalendar, RFC 5545): the same bytes for the same entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar, Event

REFRESH = dt.timedelta(hours=4)
"""How often a calendar programme is asked to come back."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry. ``starts`` and ``ends`` are aware, in the zone of the establishment."""

    uid: str
    changed: dt.datetime
    starts: dt.datetime
    ends: dt.datetime
    summary: str
    location: str
    sequence: int = 0
    cancelled: bool = False


def calendar_ics(entries: Iterable[Entry], *, what: str) -> bytes:
    """The calendar; ``what`` names the kind of entries in the product id."""
    made = Calendar()
    for name, value in (("prodid", f"-//Throughcare//{what}//EN"), ("version", "2.0"), ("method", "PUBLISH"),
                        ("x-wr-calname", "Throughcare"), ("refresh-interval", REFRESH)):  # fmt: skip
        made.add(name, value)
    made.add("x-published-ttl", "PT4H")
    for entry in entries:
        made.add_component(_event(entry))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@throughcare")
    event.add("dtstamp", entry.changed)
    event.add("last-modified", entry.changed)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("summary", entry.summary)
    event.add("location", entry.location)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
