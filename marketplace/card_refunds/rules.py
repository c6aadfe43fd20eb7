"""When the card company is asked again. Pure."""

from __future__ import annotations

import datetime as dt

PATIENCE = dt.timedelta(minutes=1)
LONGEST = dt.timedelta(days=1)
MOST_DOUBLINGS = 11


def may_ask(asked_at: dt.datetime | None, tries: int, now: dt.datetime) -> bool:
    """Whether enough time has passed: a minute, then twice as long each time, at the longest a day."""
    if asked_at is None:
        return True
    doublings = max(0, min(tries - 1, MOST_DOUBLINGS))
    return asked_at + min(PATIENCE * (1 << doublings), LONGEST) <= now
