"""Months in the books, and what must be looked at before one closes. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from marketplace.ledger.models import EntryKind

SHOWN = 13
CORRECTED_BY_HAND = frozenset({EntryKind.CASH_RECEIVED, EntryKind.WAGE_GRANT, EntryKind.TRANSFER, EntryKind.PAYOUT})
"""Entries that stand for themselves. Wages are corrected in the register, orders by a refund."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """One thing to look at: ``left`` is what is open. A blocking one must be at zero before the month closes."""

    title: Any
    left: int
    blocks: bool = False
    what: Any = ""
    endpoint: str = ""

    @property
    def is_clear(self) -> bool:
        """Nothing is open."""
        return self.left == 0


def may_close(looks: Sequence[Look]) -> bool:
    """Whether nothing that blocks is open."""
    return all(look.is_clear for look in looks if look.blocks)


def days_of(code: str) -> tuple[dt.date, dt.date]:
    """The first and last day of a month such as "2026-10". Raises ValueError."""
    first = dt.date.fromisoformat(f"{code}-01")
    return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)


def months_back(today: dt.date, many: int = SHOWN) -> list[str]:
    """The codes of the running month and those before it, newest first."""
    found, first = [], today.replace(day=1)
    for _n in range(many):
        found.append(f"{first:%Y-%m}")
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return found
