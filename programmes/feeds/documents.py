"""Sessions as an iCalendar (RFC 5545), the same bytes for the same sessions."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Any

from icalendar import Calendar, Event

from programmes.intakes.models import SessionState

REFRESH = dt.timedelta(hours=4)
"""How often a calendar programme is asked to come back."""


def calendar_ics(rows: Sequence[Any], since: dt.datetime) -> bytes:
    """Each session as an event: group, workshop, times in the zone of the prison, whether it is cancelled.

    ``since`` stands for when a session was noted that nobody changed. No person of the group is in it.
    """
    made = Calendar()
    for name, value in (("prodid", "-//Throughcare//Sessions//EN"), ("version", "2.0"), ("method", "PUBLISH"),
                        ("x-wr-calname", "Throughcare"), ("refresh-interval", REFRESH)):  # fmt: skip
        made.add(name, value)
    made.add("x-published-ttl", "PT4H")
    for row in rows:
        made.add_component(_event(row, since))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(row: Any, since: dt.datetime) -> Event:
    zone, changed = zoneinfo.ZoneInfo(row.zone), row.changed_at or since
    event = Event()
    event.add("uid", f"{row.id}@throughcare")
    event.add("dtstamp", changed)
    event.add("last-modified", changed)
    event.add("dtstart", dt.datetime.combine(row.held_on, row.starts_at, zone))
    event.add("dtend", dt.datetime.combine(row.held_on, row.ends_at, zone))
    event.add("summary", row.name)
    event.add("location", f"{row.workshop}, {row.unit}" if row.workshop else row.unit)
    event.add("sequence", row.sequence)
    event.add("status", "CANCELLED" if row.state == SessionState.CANCELLED else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
