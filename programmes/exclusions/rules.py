"""The parts of a day. Pure."""

from __future__ import annotations

import datetime as dt

from programmes.exclusions.models import DayPart

NOON, EVENING = dt.time(12), dt.time(17)


def part_of(starts_at: dt.time) -> DayPart:
    """The part of the day to which a session belongs, by when it begins."""
    if starts_at < NOON:
        return DayPart.MORNING
    return DayPart.AFTERNOON if starts_at < EVENING else DayPart.EVENING
