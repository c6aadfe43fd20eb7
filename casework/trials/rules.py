"""What a changed law would do to one person, and how much it matters. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from casework.trials.models import Cause

Dates = tuple[dt.date | None, dt.date | None]
SOON = dt.timedelta(days=30)
PRIORITY = {
    Cause.OVERDUE: 1, Cause.SOON: 2, Cause.REFUSED: 3, Cause.EARLIER: 4, Cause.LATER: 5, Cause.COVERED: 6,
    Cause.END_ONLY: 7,
}  # fmt: skip
"""What must be looked at first: liberty already due, then what no rule covers, then what moves."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """Before and after for one person."""

    cause: Cause
    priority: int
    days: int | None
    """How many days release moves: negative is earlier; None where one side has no date."""


def triage(before: Dates, after: Dates, today: dt.date, *, held: bool) -> Difference | None:
    """Why two pairs of (release, expiry) differ and how urgent that is; None where they do not."""
    if before == after:
        return None
    cause = _cause(before, after, today, held=held)
    days = (after[0] - before[0]).days if before[0] and after[0] else None
    return Difference(cause=cause, priority=PRIORITY[cause], days=days)


def _cause(before: Dates, after: Dates, today: dt.date, *, held: bool) -> Cause:
    if after[0] is None:
        return Cause.REFUSED
    if before[0] is None:
        return Cause.COVERED
    if after[0] == before[0]:
        return Cause.END_ONLY
    if after[0] > before[0]:
        return Cause.LATER
    if held and after[0] <= today:
        return Cause.OVERDUE
    return Cause.SOON if held and after[0] <= today + SOON else Cause.EARLIER
