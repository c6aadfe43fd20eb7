"""The days of a series and what an appointment meets. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from kernel.enums import LabelledEnum
from kernel.i18n import _l

MOST = 60
"""Appointments that one series may make."""
USUAL_MINUTES = 30


class Repeat(LabelledEnum):
    """How often an appointment comes again."""

    ONCE = "once", _l("Only once")
    WEEKLY = "weekly", _l("Every week")
    FORTNIGHTLY = "fortnightly", _l("Every two weeks")
    MONTHLY = "monthly", _l("Every month")


@dataclass(frozen=True, kw_only=True)
class Days:
    """The days of a series, and those left out with the reason."""

    kept: tuple[dt.date, ...]
    skipped: tuple[tuple[dt.date, str], ...]


def _every(first: dt.date, repeat: Repeat) -> Iterator[dt.date]:
    for n in range(4 * MOST):
        if repeat is Repeat.MONTHLY:
            month = first.month - 1 + n
            year, month = first.year + month // 12, month % 12 + 1
            yield dt.date(year, month, min(first.day, calendar.monthrange(year, month)[1]))
        else:
            yield first + dt.timedelta(days=n * (7 if repeat is Repeat.WEEKLY else 14))


def _open_day(day: dt.date, closed: Callable[[dt.date], str | None]) -> dt.date:
    week = [day + dt.timedelta(days=n) for n in range(7)]
    return next((one for one in week if not closed(one)), day)


def days_of(
    first: dt.date, repeat: Repeat, times: int | None, until: dt.date | None, closed: Callable[[dt.date], str | None]
) -> Days:
    """The days of a series from ``first``: ``times`` of them, or all until ``until``; closed days are left out.

    The first day stays even when the office is closed: somebody chose it. A month without the day has its last one, and
    one whose day is closed has the next open day, so that nobody goes a whole month without.
    """
    if repeat is Repeat.ONCE:
        return Days(kept=(first,), skipped=())
    kept: list[dt.date] = []
    skipped: list[tuple[dt.date, str]] = []
    for wanted in _every(first, repeat):
        day = _open_day(wanted, closed) if repeat is Repeat.MONTHLY and wanted != first else wanted
        if len(kept) >= min(times or MOST, MOST) or (until is not None and day > until):
            break
        why = closed(day) if day != first else None
        if why:
            skipped.append((day, why))
        else:
            kept.append(day)
    return Days(kept=tuple(kept), skipped=tuple(skipped))


def meeting(wanted: Iterable[tuple[dt.datetime, int | None]], planned: Iterable[Any]) -> list[Any]:
    """The planned rows whose time touches one of those wanted: (start, minutes), half an hour where nobody said."""
    spans = [(at, at + dt.timedelta(minutes=minutes or USUAL_MINUTES)) for at, minutes in wanted]
    return [
        row
        for row in planned
        if any(
            row.scheduled_at < end and start < row.scheduled_at + dt.timedelta(minutes=row.minutes or USUAL_MINUTES)
            for start, end in spans
        )
    ]
