"""Reading payees, and what is on its way to them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.earnings.models import Payout, PayoutState
from marketplace.ledger.models import LedgerAccount
from marketplace.payees.models import Payee, PayeeState, Remittance

payee, remittance = table_of(Payee), table_of(Remittance)
_payout, _account, _human = table_of(Payout), table_of(LedgerAccount), table_of(Human)


def payee_of(payee_id: uuid.UUID) -> Payee:
    """One payee. Raises NotFound."""
    found = session.get(Payee, payee_id)
    if found is None:
        raise NotFound(_("There is no such payee."))
    return found


def payees_of(person_id: uuid.UUID) -> Sequence[Any]:
    """A person's payees with who wrote them, those in use first."""
    return session.execute(
        sa.select(payee, _human.c.name.label("author"))
        .join(_human, _human.c.id == payee.c.written_by)
        .where(payee.c.person_id == person_id)
        .order_by(payee.c.state.in_([PayeeState.ENDED, PayeeState.REFUSED]), payee.c.written_at.desc(), payee.c.id)
        .limit(100)
    ).all()


def waiting_page(after: uuid.UUID | None = None) -> Page[Any]:
    """Payees that wait for a second person, the oldest first, by account number."""
    number = sa.select(_account.c.number).where(_account.c.owner_id == payee.c.person_id).limit(1).scalar_subquery()
    wanted = (
        sa.select(payee, _human.c.name.label("author"), number.label("number"))
        .join(_human, _human.c.id == payee.c.written_by)
        .where(payee.c.state == PayeeState.WRITTEN)
    )
    return page_of(wanted, payee.c.written_at, row_id=payee.c.id, after=after)


def waiting_count() -> int:
    """How many payees wait for a second person."""
    return session.scalar(sa.select(sa.func.count()).where(payee.c.state == PayeeState.WRITTEN)) or 0


def payee_for_payout(payout_id: uuid.UUID) -> Payee | None:
    """To whom a payout goes by bank; None for cash."""
    wanted = sa.select(Payee).join(Remittance, Remittance.payee_id == Payee.id)
    return session.scalar(wanted.where(Remittance.id == payout_id))


def to_send_page(after: uuid.UUID | None = None) -> Page[Any]:
    """Approved and not sent by the bank yet, the oldest first."""
    wanted = (
        sa.select(
            _payout.c.id, _payout.c.minor, _payout.c.currency, _payout.c.reason, _payout.c.decided_at, payee.c.name,
            payee.c.bank_account, _account.c.number,
        )
        .select_from(remittance.join(_payout, _payout.c.id == remittance.c.id).join(
            payee, payee.c.id == remittance.c.payee_id).join(_account, _account.c.id == _payout.c.account_id))
        .where(_payout.c.state == PayoutState.PAID, remittance.c.sent_on.is_(None), payee.c.in_cash.is_(False))
    )  # fmt: skip
    return page_of(wanted, _payout.c.requested_at, row_id=_payout.c.id, after=after)
