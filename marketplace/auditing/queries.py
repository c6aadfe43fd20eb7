"""What an auditor reads: the trial balance, what lies about, gaps, corrections, pairs that always decide together."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from kernel.accounts.models import Account, Human
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from marketplace.auditing.rules import Opening, account_name
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount, LedgerEntry, LedgerPosting, Side

_account, _entry, _posting = table_of(LedgerAccount), table_of(LedgerEntry), table_of(LedgerPosting)
_staff, _human = table_of(Account), table_of(Human)
WAITING = (AccountRole.SUSPENSE, AccountRole.CLEARING, AccountRole.REMITTANCES, AccountRole.DISPUTED)
MOST_LINES = 200_000
_signed = sa.case((_posting.c.side == Side.DEBIT, _posting.c.amount_minor), else_=-_posting.c.amount_minor)


class Trial(NamedTuple):
    """One line of the trial balance."""

    currency: str
    role: AccountRole
    accounts: int
    debit: int
    credit: int


def trial_balance() -> list[Trial]:
    """Every kind of account with what stands on its debit or its credit side."""
    rows = session.execute(
        sa.select(
            _account.c.currency, _account.c.role, sa.func.count().label("many"),
            sa.func.sum(_account.c.balance * _account.c.sign).label("net"),
        )
        .group_by(_account.c.currency, _account.c.role)
        .order_by(_account.c.currency, _account.c.role)
    )  # fmt: skip
    return [Trial(row.currency, AccountRole(row.role), row.many, max(0, int(row.net)), max(0, -int(row.net)))
            for row in rows]  # fmt: skip


def lying_about(limit: int = 50) -> Sequence[Any]:
    """Accounts of money in between that are not empty, with ``since``: the day they were last filled from nothing."""
    emptied = (
        sa.select(sa.func.coalesce(sa.func.max(_posting.c.nth), 0))
        .where(_posting.c.account_id == _account.c.id, _posting.c.balance_after == 0)
        .correlate(_account)
        .scalar_subquery()
    )
    first = _posting.alias()
    return session.execute(
        sa.select(
            _account.c.number, _account.c.role, _account.c.currency, _account.c.balance,
            _entry.c.occurred_on.label("since"), _entry.c.id.label("entry_id"),
        )
        .select_from(_account)
        .join(first, sa.and_(first.c.account_id == _account.c.id, first.c.nth == emptied + 1))
        .join(_entry, _entry.c.id == first.c.entry_id)
        .where(_account.c.role.in_(WAITING), _account.c.balance != 0)
        .order_by(_entry.c.occurred_on, _account.c.id)
        .limit(limit)
    ).all()  # fmt: skip


def gaps(limit: int = 50) -> Sequence[Any]:
    """Accounts whose postings are not numbered from one without a gap. The database keeps this list empty."""
    counted = (
        sa.select(
            _posting.c.account_id, sa.func.count().label("many"), sa.func.max(_posting.c.nth).label("last"),
        )
        .group_by(_posting.c.account_id)
        .subquery()
    )  # fmt: skip
    legs = sa.func.coalesce(_account.c.legs, 0)
    return session.execute(
        sa.select(_account.c.number, _account.c.role, legs.label("legs"), counted.c.many, counted.c.last)
        .join(counted, counted.c.account_id == _account.c.id, isouter=True)
        .where(sa.or_(sa.func.coalesce(counted.c.many, 0) != legs, sa.func.coalesce(counted.c.last, 0) != legs))
        .limit(limit)
    ).all()


def corrections(limit: int = 30) -> Sequence[Any]:
    """The newest corrections with their reason and who booked them."""
    return session.execute(
        sa.select(_entry.c.id, _entry.c.occurred_on, _entry.c.memo, _entry.c.reverses_id, _human.c.name.label("who"))
        .outerjoin(_staff, _staff.c.id == _entry.c.booked_by)
        .outerjoin(_human, _human.c.id == _staff.c.human_id)
        .where(_entry.c.kind == EntryKind.REVERSAL)
        .order_by(_entry.c.id.desc())
        .limit(limit)
    ).all()


class Line(NamedTuple):
    """One leg of the export, with the name of its account."""

    entry_id: uuid.UUID
    occurred_on: dt.date
    period: str
    kind: str
    memo: str
    reverses_id: uuid.UUID | None
    account: str
    side: str
    amount_minor: int
    currency: str
    balance_after: int


def lines_of(period: str) -> list[Line]:
    """Every leg of a month, entry by entry. Raises DomainError beyond the limit of one file."""
    rows = session.execute(
        sa.select(
            _entry.c.id, _entry.c.occurred_on, _entry.c.period, _entry.c.kind, _entry.c.memo, _entry.c.reverses_id,
            _account.c.type, _account.c.owner_kind, _account.c.number, _account.c.role, _posting.c.side,
            _posting.c.amount_minor, _posting.c.currency, _posting.c.balance_after,
        )
        .join(_posting, _posting.c.entry_id == _entry.c.id)
        .join(_account, _account.c.id == _posting.c.account_id)
        .where(_entry.c.period == period)
        .order_by(_entry.c.occurred_on, _entry.c.id, _posting.c.seq)
        .limit(MOST_LINES + 1)
    ).all()  # fmt: skip
    if len(rows) > MOST_LINES:
        raise DomainError(_("This month has more lines than one file takes. Ask for the books from the database."))
    return [Line._make((*row[:6], account_name(*row[6:10]), *row[10:])) for row in rows]


def openings_of(period: str) -> list[Opening]:
    """What each account stood at before a month, those at nothing left out."""
    names = (_account.c.type, _account.c.owner_kind, _account.c.number, _account.c.role)
    total = sa.func.sum(_signed)
    rows = session.execute(
        sa.select(*names, _account.c.currency, total.label("signed"))
        .join(_posting, _posting.c.account_id == _account.c.id)
        .join(_entry, _entry.c.id == _posting.c.entry_id)
        .where(_entry.c.period < period)
        .group_by(_account.c.id, *names, _account.c.currency)
        .having(total != 0)
        .order_by(_account.c.id)
    )
    return [Opening(account_name(*row[:4]), row.currency, int(row.signed)) for row in rows]
