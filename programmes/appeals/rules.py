"""The time limits of an appeal. Pure."""

from __future__ import annotations

import datetime as dt

MADE_WITHIN = dt.timedelta(days=21)
"""How long after a declined wish a person may appeal."""
DECIDED_WITHIN = dt.timedelta(days=14)
"""How long the decision may take."""


def in_time(closed_on: dt.date | None, today: dt.date) -> bool:
    """Whether an appeal against an answer of that day is still in time."""
    return closed_on is not None and closed_on <= today <= closed_on + MADE_WITHIN


def due_on(made_on: dt.date) -> dt.date:
    """The last day for the decision."""
    return made_on + DECIDED_WITHIN
