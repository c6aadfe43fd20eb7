"""Reading counts and proofs: what the books said on a day, what is not explained, which nights were not right."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from marketplace.counts.models import BalanceAssertion, TrustProof
from marketplace.counts.rules import COUNTED
from marketplace.ledger.models import LedgerAccount, LedgerEntry, LedgerPosting, Side

_count, _proof, _human = table_of(BalanceAssertion), table_of(TrustProof), table_of(Human)
_account, _entry, _posting = table_of(LedgerAccount), table_of(LedgerEntry), table_of(LedgerPosting)
_signed = sa.case((_posting.c.side == Side.DEBIT, _posting.c.amount_minor), else_=-_posting.c.amount_minor)


def booked_on(account_id: uuid.UUID, day: dt.date) -> int:
    """What an account stood at when a day was over: its balance less what happened on later days."""
    later = (
        sa.select(sa.func.coalesce(sa.func.sum(_signed), 0))
        .select_from(_posting.join(_entry, _entry.c.id == _posting.c.entry_id))
        .where(_posting.c.account_id == account_id, _entry.c.occurred_on > day)
        .scalar_subquery()
    )
    found = session.scalar(sa.select(_account.c.balance - later * _account.c.sign).where(_account.c.id == account_id))
    return int(found or 0)


def _latest() -> sa.Subquery:
    rank = sa.func.row_number().over(
        partition_by=_count.c.account_id, order_by=(_count.c.counted_at.desc(), _count.c.id.desc())
    )
    return sa.select(_count.c.id, rank.label("rank")).subquery()


def unexplained() -> Sequence[Any]:
    """Accounts whose newest count differs from the books and says not why."""
    latest = _latest()
    return session.execute(
        sa.select(_count, _account.c.role, _account.c.currency)
        .join(latest, sa.and_(latest.c.id == _count.c.id, latest.c.rank == 1))
        .join(_account, _account.c.id == _count.c.account_id)
        .where(_count.c.counted != _count.c.booked, _count.c.explanation == "")
        .order_by(_count.c.counted_at)
    ).all()


_RIGHT = sa.and_(
    _proof.c.held == _proof.c.people + _proof.c.funds, _proof.c.drifted == 0, _proof.c.unbalanced == 0,
    _proof.c.prisons_wrong == 0,
)  # fmt: skip


def alarms(today: dt.date) -> int:
    """What shouts: the newest proof of a currency or of a prison that is not right, and counts nobody explained."""
    newest = sa.select(sa.func.max(_proof.c.day)).where(_proof.c.day <= today).scalar_subquery()
    wrong = sa.select(sa.func.count()).select_from(_proof).where(_proof.c.day == newest, sa.not_(_RIGHT))
    return (session.scalar(wrong) or 0) + len(unexplained())


def proofs_page(after: uuid.UUID | None = None) -> Page[Any]:
    """A page of the proofs night by night, newest first, each with ``right``."""
    return page_of(
        sa.select(_proof, _RIGHT.label("right")), _proof.c.day, row_id=_proof.c.id, after=after, size=31,
        newest_first=True,
    )  # fmt: skip


def counts_newest(limit: int = 20) -> Sequence[Any]:
    """The newest counts with who counted."""
    return session.execute(
        sa.select(_count, _account.c.role, _account.c.currency, _human.c.name.label("who"))
        .join(_account, _account.c.id == _count.c.account_id)
        .join(_human, _human.c.id == _count.c.counted_by)
        .order_by(_count.c.counted_at.desc(), _count.c.id.desc())
        .limit(limit)
    ).all()


def countable() -> Sequence[Any]:
    """The accounts that can be counted: cash, bank, what is on its way to the bank."""
    return session.execute(
        sa.select(_account.c.id, _account.c.role, _account.c.currency)
        .where(_account.c.role.in_(COUNTED))
        .order_by(_account.c.currency, _account.c.role)
    ).all()
