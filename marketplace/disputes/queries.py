"""Reading what was contested, and what can be."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.disputes.models import Dispute, DisputeState
from marketplace.disputes.rules import KINDS, OWN_PURSES
from marketplace.earnings.models import EarningLine
from marketplace.ledger.models import FUND_ROLES, AccountRole, EntryKind, OwnerKind, Side
from marketplace.ledger.queries import account, entry, posting

dispute = table_of(Dispute)
_earning = table_of(EarningLine)
_to = account.alias()
MONTHS = 13


def _about(person_id: uuid.UUID) -> sa.CompoundSelect[Any]:
    """The entries that touched a person's accounts, or shared out an earning of theirs."""
    own = sa.select(posting.c.entry_id).join(account, account.c.id == posting.c.account_id)
    mine = own.where(account.c.owner_kind == OwnerKind.PERSON, account.c.owner_id == person_id)
    return mine.union(sa.select(_earning.c.entry_id).where(_earning.c.person_id == person_id))


def _taken(person_id: uuid.UUID, since: str) -> sa.Select[Any]:
    mirror = entry.alias()
    theirs = sa.and_(_to.c.role.in_(OWN_PURSES), _to.c.owner_id == person_id)
    supplier = sa.and_(_to.c.role == AccountRole.REMITTANCES, entry.c.kind == EntryKind.PURCHASE)
    went = sa.or_(_to.c.role.in_(FUND_ROLES), theirs, supplier)
    return (
        sa.select(
            entry.c.period, entry.c.kind, _to.c.id.label("account_id"), _to.c.role, _to.c.currency,
            sa.func.sum(posting.c.amount_minor).label("minor"),
        )
        .select_from(posting)
        .join(entry, entry.c.id == posting.c.entry_id)
        .join(_to, _to.c.id == posting.c.account_id)
        .where(
            entry.c.id.in_(_about(person_id)), posting.c.side == Side.CREDIT, entry.c.period >= since,
            entry.c.kind.in_(KINDS), went, ~sa.exists().where(mirror.c.reverses_id == entry.c.id),
        )
        .group_by(entry.c.period, entry.c.kind, _to.c.id, _to.c.role, _to.c.currency)
        .order_by(entry.c.period.desc(), entry.c.kind, _to.c.role, _to.c.id)
    )  # fmt: skip


def contestable(person_id: uuid.UUID) -> Sequence[Any]:
    """What was taken from somebody within a year, by month, kind and account, with what is ``left`` to contest."""
    since = f"{(clock.today().replace(day=1) - dt.timedelta(days=30 * MONTHS)):%Y-%m}"
    gone = sa.select(dispute.c.period, dispute.c.kind, dispute.c.account_id, sa.func.sum(dispute.c.minor)).where(
        dispute.c.person_id == person_id, dispute.c.state != DisputeState.LET_GO
    )
    held = {row[:3]: int(row[3]) for row in session.execute(gone.group_by(*dispute.c["period", "kind", "account_id"]))}
    found = []
    for row in session.execute(_taken(person_id, since)).mappings():
        left = int(row["minor"]) - held.get((row["period"], row["kind"], row["account_id"]), 0)
        if left > 0:
            found.append({**row, "left": left})
    return found


def disputes_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What somebody contested, the newest first."""
    wanted = _rows().where(dispute.c.person_id == person_id).order_by(dispute.c.raised_at.desc(), dispute.c.id)
    return session.execute(wanted.limit(60)).all()


def _rows() -> sa.Select[Any]:
    number = sa.select(account.c.number).where(account.c.owner_id == dispute.c.person_id).limit(1).scalar_subquery()
    return sa.select(dispute, _to.c.role, number.label("number")).join(_to, _to.c.id == dispute.c.account_id)


def dispute_page(after: uuid.UUID | None = None, *, is_open: bool = True) -> Page[Any]:
    """Those that wait, the most urgent first; else those that were decided, the newest first."""
    wanted = _rows().where((dispute.c.state == DisputeState.OPEN) == is_open)
    by = dispute.c.answer_by if is_open else dispute.c.raised_at
    return page_of(wanted, by, row_id=dispute.c.id, after=after, newest_first=not is_open, size=25)


def dispute_of(dispute_id: uuid.UUID) -> Dispute:
    """One of them. Raises NotFound."""
    found = session.get(Dispute, dispute_id)
    if found is None:
        raise NotFound(_("Nothing like this was contested."))
    return found


def role_of(account_id: uuid.UUID) -> AccountRole:
    """What the account is for that the money had gone to."""
    return AccountRole(session.execute(sa.select(account.c.role).where(account.c.id == account_id)).scalar_one())


def waiting(today: dt.date) -> tuple[int, int]:
    """(how many wait for a decision, how many of them longer than they may)."""
    late = sa.func.sum(sa.case((dispute.c.answer_by < today, 1), else_=0))
    row = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(late, 0)).where(dispute.c.state == DisputeState.OPEN)
    ).one()
    return int(row[0]), int(row[1])
