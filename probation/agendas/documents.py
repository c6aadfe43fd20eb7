"""An officer's appointments as an iCalendar. Whoever holds the address sees initials, never a name or an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from kernel import clock
from kernel.calendars.documents import Entry, calendar_ics
from kernel.i18n import _
from probation.arranging.rules import USUAL_MINUTES
from probation.contacts.models import ContactKind, ContactState

_GONE = frozenset({ContactState.CANCELLED, ContactState.RESCHEDULED})


def initials(name: str) -> str:
    """The first letter of each part of a name: A. H."""
    return " ".join(f"{part[0]}." for part in name.split())


def agenda_ics(rows: Sequence[Any]) -> bytes:
    """Each appointment as an event; one that was moved or cancelled stands there as cancelled."""
    return calendar_ics(map(_entry, rows), what="Appointments")


def _entry(row: Any) -> Entry:
    starts = clock.local(row.scheduled_at, row.zone)
    ends = clock.local(row.scheduled_at + dt.timedelta(minutes=row.minutes or USUAL_MINUTES), row.zone)
    return Entry(
        uid=str(row.id), changed=row.changed_at or row.received_at, starts=starts, ends=ends,
        summary=_("%(kind)s: %(initials)s", kind=row.kind.label, initials=initials(row.name)),
        location=row.office if row.kind is ContactKind.OFFICE else "", sequence=1 if row.changed_at else 0,
        cancelled=row.state_after in _GONE,
    )  # fmt: skip
