"""How deltas that lower earlier pay are taken off what a run pays. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any


def paid_parts(lines: Sequence[Any]) -> dict[uuid.UUID, int] | None:
    """What is announced for each line (``id``, ``minor``) of one person in one currency, in the order given.

    Sums to exactly what the lines sum to, none below zero: what lowers earlier pay is taken off the last lines
    first. None when the lines sum to less than nothing: they wait for the next run, nobody is asked for money.
    """
    if sum(line.minor for line in lines) < 0:
        return None
    owed = -sum(line.minor for line in lines if line.minor < 0)
    found = {}
    for line in reversed(lines):
        off = min(owed, max(0, line.minor))
        owed -= off
        found[line.id] = max(0, line.minor) - off
    return found
