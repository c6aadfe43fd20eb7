"""Reading the funds for others: what was collected, what was handed on, what waits."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.earnings.models import PayoutState
from marketplace.funds.models import FundPayment
from marketplace.ledger.models import FUND_ROLES, AccountRole, Side
from marketplace.ledger.queries import account, entry, posting

payment = table_of(FundPayment)
MONTHS = 24


@dataclass(frozen=True, kw_only=True)
class FundMonth:
    """A month of a fund."""

    period: str
    collected: int
    handed_on: int


@dataclass(frozen=True, kw_only=True)
class Fund:
    """A fund in one currency with what stands there and its last months, the newest first."""

    role: AccountRole
    currency: str
    balance: int
    months: list[FundMonth]


def funds() -> list[Fund]:
    """Every fund that has an account."""
    held = session.execute(
        sa.select(account.c.id, account.c.role, account.c.currency, account.c.balance)
        .where(account.c.role.in_(FUND_ROLES))
        .order_by(account.c.role, account.c.currency)
    ).all()
    moved: dict[uuid.UUID, list[FundMonth]] = {}
    for row in _moved([one.id for one in held]):
        made = FundMonth(period=row.period, collected=int(row.collected), handed_on=int(row.handed_on))
        moved.setdefault(row.account_id, []).append(made)
    return [
        Fund(role=AccountRole(one.role), currency=one.currency, balance=one.balance,
             months=moved.get(one.id, [])[:MONTHS])
        for one in held
    ]  # fmt: skip


def _moved(accounts: Sequence[uuid.UUID]) -> Sequence[Any]:
    came = posting.c.side == Side.CREDIT
    contested = sa.and_(entry.c.source == "dispute", ~came)  # goes back to the person, so it was not collected
    collected = sa.case((came, posting.c.amount_minor), (contested, -posting.c.amount_minor), else_=0)
    handed_on = sa.case((sa.or_(came, contested), 0), else_=posting.c.amount_minor)
    return session.execute(
        sa.select(posting.c.account_id, entry.c.period, sa.func.sum(collected).label("collected"),
                  sa.func.sum(handed_on).label("handed_on"))
        .join(entry, entry.c.id == posting.c.entry_id)
        .where(posting.c.account_id.in_(accounts))
        .group_by(posting.c.account_id, entry.c.period)
        .order_by(entry.c.period.desc())
    ).all()  # fmt: skip


def payment_of(payment_id: uuid.UUID) -> FundPayment:
    """One payment. Raises NotFound."""
    found = session.get(FundPayment, payment_id)
    if found is None:
        raise NotFound(_("There is no such payment."))
    return found


def payments_page(after: uuid.UUID | None = None) -> Page[Any]:
    """Payments of all funds, the newest first."""
    return page_of(
        sa.select(payment), payment.c.requested_at, row_id=payment.c.id, after=after, newest_first=True, size=25
    )


def balance_of(role: AccountRole, currency: str) -> tuple[int, int]:
    """What stands to a fund, and how much of it waits for a second person."""
    stands = session.scalar(sa.select(account.c.balance).where(account.c.role == role, account.c.currency == currency))
    waits = session.scalar(
        sa.select(sa.func.sum(payment.c.minor)).where(
            payment.c.fund == role, payment.c.currency == currency, payment.c.state == PayoutState.REQUESTED
        )
    )
    return stands or 0, int(waits or 0)
