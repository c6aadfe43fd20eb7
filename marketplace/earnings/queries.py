"""Reading earnings: what a statement prints, what waits, what is on its way."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.i18n import said
from kernel.paging import Page, page_of
from marketplace.earnings.models import (
    EarningLine,
    EarningPart,
    EarningState,
    Mandate,
    Payout,
    PayoutState,
)
from marketplace.earnings.rules import words
from marketplace.holds.queries import held_on
from marketplace.ledger.models import AccountRole, LedgerAccount, LedgerEntry

earning, part, mandate, payout = table_of(EarningLine), table_of(EarningPart), table_of(Mandate), table_of(Payout)
_account, _entry = table_of(LedgerAccount), table_of(LedgerEntry)


def is_payout_waiting(account_ids: Sequence[uuid.UUID]) -> bool:
    """Whether money that was asked from one of these accounts waits for its second person."""
    waits = sa.exists().where(payout.c.account_id.in_(account_ids), payout.c.state == PayoutState.REQUESTED)
    return bool(session.scalar(sa.select(waits)))


def matured(today: dt.date, limit: int = 1000) -> Sequence[uuid.UUID]:
    """Held lines whose day has come, and those that were stuck."""
    come = sa.or_(earning.c.matures_on <= today, sa.and_(earning.c.matures_on.is_(None), earning.c.stuck != ""))
    return session.scalars(
        sa.select(earning.c.id)
        .where(earning.c.state == EarningState.HELD, earning.c.withdrawn_on.is_(None), come)
        .order_by(earning.c.matures_on, earning.c.id)
        .limit(limit)
    ).all()


def lines_in_turn(ids: Sequence[uuid.UUID]) -> list[Any]:
    """What booking reads of these lines, in the order of the ids."""
    columns = (earning.c.id, earning.c.person_id, earning.c.kind, earning.c.source, earning.c.source_id,
               earning.c.minor, earning.c.currency, earning.c.earned_on, earning.c.matures_on)  # fmt: skip
    found = {row.id: row for row in session.execute(sa.select(*columns).where(earning.c.id.in_(ids)))} if ids else {}
    return [found[key] for key in ids]


@dataclass(frozen=True, kw_only=True)
class Part:
    """What a rule gave to a purse, and the arithmetic of the month so far."""

    words: Any
    minor: int
    currency: str
    legal: Any
    working: str
    rule: str = ""
    role: AccountRole | None = None


@dataclass(frozen=True, kw_only=True)
class Earned:
    """One earning with its parts, for the eye."""

    kind: str
    earned_on: dt.date
    matures_on: dt.date | None
    minor: int
    currency: str
    explain: dict[str, Any]
    parts: list[Part]
    arrived: bool
    withdrawn_on: dt.date | None = None


def part_of(row: Any) -> Part:
    """A row of ``earning_part`` for the eye."""
    told, text = row.explain, row.explain.get("text")
    return Part(
        words=said(text, words()) if text else AccountRole(row.role).label, minor=row.minor,
        currency=row.currency, legal=said(told.get("legal", ""), words()), working=told.get("working", ""),
        rule=row.rule, role=AccountRole(row.role),
    )  # fmt: skip


_PAYOUTS = sa.select(
    payout.c.id, payout.c.minor, payout.c.currency, payout.c.reason, payout.c.requested_at, payout.c.requested_by,
    payout.c.state, _account.c.number, _account.c.role,
).select_from(payout.join(_account, _account.c.id == payout.c.account_id))  # fmt: skip


def payouts_page(after: uuid.UUID | None = None) -> Page[Any]:
    """A page of payouts that wait for a second person, the oldest first, by account number."""
    waiting = _PAYOUTS.where(payout.c.state == PayoutState.REQUESTED)
    return page_of(waiting, payout.c.requested_at, row_id=payout.c.id, after=after)


def payouts_waiting() -> int:
    """How many payouts wait for a second person."""
    return session.scalar(sa.select(sa.func.count()).where(payout.c.state == PayoutState.REQUESTED)) or 0


def stuck_lines(limit: int = 50) -> Sequence[Any]:
    """Earnings that could not be shared out, by account number, the oldest first."""
    number = sa.select(_account.c.number).where(_account.c.owner_id == earning.c.person_id).limit(1).scalar_subquery()
    return session.execute(
        sa.select(earning, number.label("number"))
        .where(earning.c.state == EarningState.HELD, earning.c.withdrawn_on.is_(None), earning.c.stuck != "")
        .order_by(earning.c.earned_on, earning.c.id)
        .limit(limit)
    ).all()


def held_total() -> int:
    """How many shares of sales are on their way."""
    wanted = (earning.c.state == EarningState.HELD, earning.c.withdrawn_on.is_(None))
    return session.scalar(sa.select(sa.func.count()).where(*wanted)) or 0


def promised(account_id: uuid.UUID) -> int:
    """What is out of reach on an account: what payouts that wait for a second person will take, and what is held."""
    wanted = (payout.c.account_id == account_id, payout.c.state == PayoutState.REQUESTED)
    waiting = session.scalar(sa.select(sa.func.coalesce(sa.func.sum(payout.c.minor), 0)).where(*wanted)) or 0
    return int(waiting) + held_on([account_id]).get(account_id, 0)


def promised_of(person_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """What is held for waiting payouts, by account of a person."""
    rows = session.execute(
        sa.select(payout.c.account_id, sa.func.sum(payout.c.minor).label("minor"))
        .where(payout.c.person_id == person_id, payout.c.state == PayoutState.REQUESTED)
        .group_by(payout.c.account_id)
    )
    return {row.account_id: int(row.minor) for row in rows}
