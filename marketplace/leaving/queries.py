"""Reading the last payout and the whole stay."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel.db import session
from kernel.errors import NotFound
from kernel.i18n import _
from marketplace.earnings.models import PayoutState
from marketplace.leaving.models import ReleasePayout
from marketplace.ledger.models import EntryKind, OwnerKind, Side
from marketplace.ledger.queries import account, entry, posting

_signed = sa.case((posting.c.side == Side.DEBIT, 1), else_=-1) * posting.c.amount_minor * account.c.sign


def release_payouts_of(person_id: uuid.UUID) -> Sequence[ReleasePayout]:
    """A person's last payouts, the newest first: there is one for each time they left."""
    wanted = sa.select(ReleasePayout).where(ReleasePayout.person_id == person_id)
    return session.scalars(wanted.order_by(ReleasePayout.requested_at.desc(), ReleasePayout.id).limit(20)).all()


def release_payout_of(person_id: uuid.UUID, payout_id: uuid.UUID) -> ReleasePayout:
    """One of them. Raises NotFound."""
    found = session.get(ReleasePayout, payout_id)
    if found is None or found.person_id != person_id:
        raise NotFound(_("There is no such payout."))
    return found


def waiting_count() -> int:
    """How many last payouts wait for a second person."""
    wanted = sa.select(sa.func.count()).where(ReleasePayout.state == PayoutState.REQUESTED)
    return session.scalar(wanted) or 0


@dataclass(frozen=True, kw_only=True)
class StayLine:
    """Everything of one kind in one year: what came in and what went out."""

    year: str
    kind: EntryKind
    currency: str
    came: int
    went: int


def whole_stay(person_id: uuid.UUID) -> tuple[list[StayLine], dt.date | None, dt.date | None]:
    """All that moved on a person's accounts, by year and kind, with the first and the last day.

    Moves between their own accounts cancel out.
    """
    year = sa.func.substr(entry.c.period, 1, 4)
    per_entry = (
        sa.select(
            entry.c.id, year.label("year"), entry.c.kind, account.c.currency, sa.func.sum(_signed).label("net"),
            entry.c.occurred_on,
        )
        .select_from(posting.join(entry, entry.c.id == posting.c.entry_id).join(
            account, account.c.id == posting.c.account_id))
        .where(account.c.owner_kind == OwnerKind.PERSON, account.c.owner_id == person_id)
        .group_by(entry.c.id, year, entry.c.kind, account.c.currency, entry.c.occurred_on)
        .subquery()
    )  # fmt: skip
    one = per_entry.c
    rows: Sequence[Any] = session.execute(
        sa.select(
            one.year, one.kind, one.currency, sa.func.sum(sa.case((one.net > 0, one.net), else_=0)).label("came"),
            sa.func.sum(sa.case((one.net < 0, -one.net), else_=0)).label("went"),
            sa.func.min(one.occurred_on).label("first"), sa.func.max(one.occurred_on).label("last"),
        )
        .group_by(one.year, one.kind, one.currency)
        .order_by(one.currency, one.year, one.kind)
    ).all()  # fmt: skip
    lines = [
        StayLine(year=row.year, kind=EntryKind(row.kind), currency=row.currency, came=int(row.came), went=int(row.went))
        for row in rows if row.came or row.went
    ]  # fmt: skip
    days = [day for row in rows for day in (row.first, row.last)]
    return lines, min(days, default=None), max(days, default=None)
