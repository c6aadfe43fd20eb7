"""What a late entry changes, and what looks like the same visit twice. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

NEAR = dt.timedelta(minutes=30)
"""Two records of one kind this close together, by two authors, are probably one meeting."""


@dataclass(frozen=True)
class Turned:
    """From which day on the contact owed counts as met, where it had counted as overdue."""

    on: dt.date


def turned(due_before: dt.date | None, due_after: dt.date | None, met_on: dt.date, today: dt.date) -> Turned | None:
    """What a visit of ``met_on`` that arrives ``today`` changes.

    The contact was owed by ``due_before``, and every day after that counted as overdue until now. If with the visit
    nothing is overdue any more, the first of those days on which the visit had taken place already turns to met.
    """
    was_late = due_before is not None and due_before < today
    is_late = due_after is not None and due_after < today
    if due_before is None or not was_late or is_late or met_on >= today:
        return None
    return Turned(max(due_before + dt.timedelta(days=1), met_on))


def hours_and_minutes(gap: dt.timedelta) -> tuple[int, int]:
    """How much later something was written down, in whole hours and minutes."""
    minutes = int(gap.total_seconds()) // 60
    return minutes // 60, minutes % 60
