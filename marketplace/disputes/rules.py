"""When a contested deduction is answered, and what can be contested. Pure."""

from __future__ import annotations

import datetime as dt

from marketplace.ledger.models import AccountRole, EntryKind

DAYS = 14
"""An answer within fourteen days: Mandela Rule 57 (1) asks for one without delay."""
KINDS = (EntryKind.WAGE, EntryKind.SALE_SHARE, EntryKind.FINE, EntryKind.PURCHASE)
OWN_PURSES = frozenset({AccountRole.FAMILY, AccountRole.OBLIGATION})
"""What is put aside for the family or a debt may be contested; else what a fund or the canteen's supplier got."""


def answer_by(raised_on: dt.date) -> dt.date:
    """The last day for the decision."""
    return raised_on + dt.timedelta(days=DAYS)
