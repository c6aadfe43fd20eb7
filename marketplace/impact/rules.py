"""Which figures of a quarter may be shown. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

LEAST = 5
QUARTERS = 8


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The figures of one quarter in one currency; None is hidden."""

    quarter: dt.date
    currency: str
    sold_minor: int | None
    pieces: int | None
    makers_minor: int | None
    makers: int | None
    collected_minor: int
    disbursed_minor: int
    trained: int | None


def safe(one: Figures) -> Figures:
    """The figures as the public may read them.

    Where one to four makers were paid, their number is hidden, with it what they got and also what was sold: the
    fairness label says which part of a price is the makers', so a sum of sales would tell their pay. Quarters are not
    added up anywhere, so no total gives a hidden one away.
    """
    few = one.makers is not None and 0 < one.makers < LEAST
    told = replace(one, makers=None, makers_minor=None, sold_minor=None, pieces=None) if few else one
    return replace(told, trained=None) if told.trained is not None and 0 < told.trained < LEAST else told


def first_of_quarter(day: dt.date) -> dt.date:
    """The first day of the quarter of a day."""
    return dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def last_of_quarter(first: dt.date) -> dt.date:
    """The last day of the quarter that begins on ``first``."""
    return first_of_quarter(first + dt.timedelta(days=95)) - dt.timedelta(days=1)


def whole_quarters(today: dt.date, many: int = QUARTERS) -> list[dt.date]:
    """The first days of the last whole quarters, the newest first.

    The running quarter is never shown: whoever looks every day would see one person's pay arrive.
    """
    found, day = [], first_of_quarter(today)
    for _n in range(many):
        day = first_of_quarter(day - dt.timedelta(days=1))
        found.append(day)
    return found
