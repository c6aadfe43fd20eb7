"""When the next contact is owed by a clock, and how many days count as failures. Pure decisions over dates.

The rolling clock is the published one of Idaho and North Dakota: no counting contact yet, then the first is owed by the
start plus the first deadline; fewer than the quantity, then the start plus one period; else the Nth-last plus one
period. A fixed clock asks for the quantity in each calendar period; a one-off clock is owed once.
"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kernel.enums import LabelledEnum
from kernel.i18n import _l

Working = Callable[[dt.date], bool]
"""Whether a day is a working day, by the calendar of an office."""
SATURDAY = 5


class Window(LabelledEnum):
    """From where a period is counted."""

    ROLLING = "rolling", _l("counted from the contacts that were held")
    MONTH_END = "month_end", _l("counted from the contacts that were held, due at the end of the month")
    FIXED = "fixed", _l("in each calendar period")
    ONCE = "once", _l("once")


@dataclass(frozen=True, kw_only=True)
class Clock:
    """How many contacts in how long; ``months``: whether ``period`` is months or days.

    ``first`` None: no deadline of its own for the first contact, so it is owed at the end of the first period.
    """

    quantity: int
    period: int
    months: bool
    window: Window
    first: int | None
    first_business: bool = False


@dataclass(frozen=True, kw_only=True)
class Met:
    """A contact as failures are counted from it. ``acceptable`` None: its evidence is still awaited."""

    on: dt.date
    complied: bool
    acceptable: bool | None
    counts: bool = True
    by_person: bool = True


def weekday(day: dt.date) -> bool:
    """Monday to Friday: the working days of an office whose calendar says nothing else."""
    return day.weekday() < SATURDAY


def add_business_days(day: dt.date, count: int, working: Working = weekday) -> dt.date:
    """``count`` working days later."""
    while count:
        day += dt.timedelta(days=1)
        count -= working(day)
    return day


def end_of_month(day: dt.date, months: int) -> dt.date:
    """The last day of the month ``months`` after the one ``day`` lies in."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day ``months`` later, or the last day of that month where it is shorter."""
    last = end_of_month(day, months)
    return last.replace(day=min(day.day, last.day))


def first_deadline(clock: Clock, start: dt.date, working: Working = weekday) -> dt.date:
    """By when the first contact is owed."""
    if clock.first is None:
        return fixed_period(clock, start)[1] if clock.window is Window.FIXED else _later(clock, start)
    if clock.first_business:
        return add_business_days(start, clock.first, working)
    return start + dt.timedelta(days=clock.first)


def next_due(clock: Clock, start: dt.date, days: Sequence[dt.date], working: Working = weekday) -> dt.date | None:
    """The day by which the next contact is owed, or None when nothing is.

    ``days`` are those of the contacts that count, oldest first, none before the start.
    """
    if clock.quantity == 0:
        return None
    if not days:
        return first_deadline(clock, start, working)
    if clock.window is Window.ONCE:
        return None
    if clock.window is Window.FIXED:
        return _fixed_due(clock, start, days)
    base = start if len(days) < clock.quantity else days[-clock.quantity]
    return _later(clock, base)


def _later(clock: Clock, base: dt.date) -> dt.date:
    if clock.window is Window.MONTH_END:
        return end_of_month(base, clock.period)
    return add_months(base, clock.period) if clock.months else base + dt.timedelta(days=clock.period)


def _fixed_due(clock: Clock, start: dt.date, days: Sequence[dt.date]) -> dt.date:
    begins, ends = fixed_period(clock, days[-1])
    held = sum(day >= begins for day in days)
    if held < asked_in(clock, start, begins, ends):
        return ends
    return end_of_month(ends, clock.period)


def part_due(clock: Clock, start: dt.date, days: Sequence[dt.date], last: dt.date) -> dt.date | None:
    """By when a part of a quantity is owed; ``days`` are those of the part, ``last`` the last one of the whole.

    In a fixed period the part belongs to the period of the last contact.
    """
    if clock.quantity == 0 or clock.window is not Window.FIXED:
        return next_due(clock, start, days)
    begins, ends = fixed_period(clock, last)
    held = sum(day >= begins for day in days)
    return ends if held < asked_in(clock, start, begins, ends) else None


def fixed_period(clock: Clock, day: dt.date) -> tuple[dt.date, dt.date]:
    """First and last day of the calendar period of a fixed clock that ``day`` lies in; periods begin with January."""
    before = (day.month - 1) % clock.period
    ends = end_of_month(day, clock.period - 1 - before)
    return end_of_month(day, -before - 1) + dt.timedelta(days=1), ends


def asked_in(clock: Clock, start: dt.date, begins: dt.date, ends: dt.date) -> int:
    """How many contacts a fixed clock asks for in a period: its share, at least one, where supervision began inside."""
    if start <= begins:
        return clock.quantity
    part = ((ends - start).days + 1) / ((ends - begins).days + 1)
    return max(1, math.ceil(clock.quantity * part))


def failure_days(met: Iterable[Met], start: dt.date, resets: Iterable[dt.date] = ()) -> int:
    """How many distinct days failed since the later of the start and the last reset, both days included.

    A failure was not complied with, has no acceptable reason, belongs to a contact that counts and lay with the person.
    Two missed things on one day are one failure; what waits for its evidence is none yet.
    """
    since = max((start, *resets))
    failed = (one for one in met if not one.complied and one.acceptable is False and one.counts and one.by_person)
    return len({one.on for one in failed if one.on >= since})
