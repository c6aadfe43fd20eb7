"""Pure decisions on leases, second tries and turns."""

from __future__ import annotations

import datetime as dt

LEASE = dt.timedelta(seconds=60)
"""A worker that says nothing this long is taken for dead; a living one says so three times in it."""
CLASH_TRIES = 12
"""How often a part is begun anew when the database reports a clash. Nobody waits at a screen for it, and giving up
costs the job a try and ten seconds: two busy workers on PostgreSQL used up the usual six in one job of 300."""


def wait_before(attempt: int) -> dt.timedelta:
    """How long a failed job rests before try ``attempt + 1``: 10 s, 40 s, then up to 10 minutes."""
    return min(dt.timedelta(seconds=10 * 4 ** (attempt - 1)), dt.timedelta(minutes=10))


def next_turn(due: dt.datetime, every: dt.timedelta, now: dt.datetime) -> dt.datetime:
    """The first turn after ``now`` on the grid of ``due``: turns missed while all was off are made up once."""
    missed = max(0, (now - due) // every)
    return due + (missed + 1) * every
