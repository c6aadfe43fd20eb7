"""Pure decisions on groups: meeting dates and legal hours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kernel.i18n import _

DAY_MINUTES, WEEK_MINUTES, DAYS_A_WEEK = 8 * 60, 44 * 60, 6
"""Mandela Rule 102: hours fixed as for free workers, one rest day a week, time left for education."""


@dataclass(frozen=True)
class WeeklySlot:
    """A weekly meeting time; ``weekday`` 0 is Monday."""

    weekday: int
    starts_at: dt.time
    ends_at: dt.time

    @property
    def minutes(self) -> int:
        """Its length."""
        return (self.ends_at.hour - self.starts_at.hour) * 60 + self.ends_at.minute - self.starts_at.minute


def hours_refusal(slots: Sequence[WeeklySlot]) -> str:
    """Why these weekly hours are too many, or "" when they are within the limits (Mandela Rule 102)."""
    by_day: dict[int, int] = {}
    for slot in slots:
        by_day[slot.weekday] = by_day.get(slot.weekday, 0) + slot.minutes
    if len(by_day) > DAYS_A_WEEK:
        return _("Leave one day a week free for rest.")
    if max(by_day.values(), default=0) > DAY_MINUTES:
        return _("Plan no more than 8 hours on one day.")
    if sum(by_day.values()) > WEEK_MINUTES:
        return _("Plan no more than 44 hours in one week.")
    return ""


def overlaps(slots: Sequence[WeeklySlot], new: WeeklySlot) -> bool:
    """Whether a new slot runs into one that is there."""
    return any(s.weekday == new.weekday and s.starts_at < new.ends_at and new.starts_at < s.ends_at for s in slots)
