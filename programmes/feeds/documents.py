"""Sessions as an iCalendar (RFC 5545), the same bytes for the same sessions."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Any

from kernel.calendars import documents
from kernel.calendars.documents import Entry
from programmes.intakes.models import SessionState


def calendar_ics(rows: Sequence[Any], since: dt.datetime) -> bytes:
    """Each session as an event: group, workshop, times in the zone of the prison, whether it is cancelled.

    ``since`` stands for when a session was noted that nobody changed. No person of the group is in it.
    """
    return documents.calendar_ics((_entry(row, since) for row in rows), what="Sessions")


def _entry(row: Any, since: dt.datetime) -> Entry:
    zone = zoneinfo.ZoneInfo(row.zone)
    return Entry(
        uid=str(row.id), changed=row.changed_at or since, starts=dt.datetime.combine(row.held_on, row.starts_at, zone),
        ends=dt.datetime.combine(row.held_on, row.ends_at, zone), summary=row.name,
        location=f"{row.workshop}, {row.unit}" if row.workshop else row.unit, sequence=row.sequence,
        cancelled=row.state == SessionState.CANCELLED,
    )  # fmt: skip
