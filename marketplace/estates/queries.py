"""Reading estates."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.paging import Page, page_of
from marketplace.estates.models import Estate
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount, LedgerEntry, LedgerPosting, OwnerKind, Side

_estate, _account = table_of(Estate), table_of(LedgerAccount)
_entry, _posting = table_of(LedgerEntry), table_of(LedgerPosting)
KEPT = (AccountRole.ESTATE, AccountRole.DISPUTED)
"""What stays where it is: the estate itself, and what somebody disputes until that is decided."""
_own = (_account.c.owner_kind == OwnerKind.PERSON, _account.c.balance > 0)


def open_estate(person_id: uuid.UUID) -> Estate | None:
    """The estate of a person, to be changed by a command; None for the living."""
    return session.scalar(sa.select(Estate).where(Estate.person_id == person_id, Estate.withdrawn_at.is_(None)))


def to_sweep(person_id: uuid.UUID) -> Sequence[Any]:
    """(id, role, currency, balance) of a person's accounts that still hold something for the estate."""
    return session.execute(
        sa.select(_account.c.id, _account.c.role, _account.c.currency, _account.c.balance)
        .where(*_own, _account.c.owner_id == person_id, _account.c.role.not_in(KEPT))
        .order_by(_account.c.currency, _account.c.id)
    ).all()


def unswept(limit: int = 500) -> Sequence[uuid.UUID]:
    """People with an open estate whose other accounts hold something: it came, or was let go, since."""
    filled = sa.exists().where(*_own, _account.c.owner_id == _estate.c.person_id, _account.c.role.not_in(KEPT))
    return session.scalars(
        sa.select(_estate.c.person_id).where(_estate.c.withdrawn_at.is_(None), filled)
        .order_by(_estate.c.opened_at, _estate.c.id).limit(limit)
    ).all()  # fmt: skip


def entries_to_undo(estate: Estate) -> Sequence[Any]:
    """(id, account_id, currency, minor) of what was taken over for an estate and not put back, oldest first."""
    undone = _entry.alias("undone")
    return session.execute(
        sa.select(_entry.c.id, _posting.c.account_id, _posting.c.currency, _posting.c.amount_minor.label("minor"))
        .join(_posting, sa.and_(_posting.c.entry_id == _entry.c.id, _posting.c.side == Side.CREDIT))
        .where(
            _entry.c.kind == EntryKind.ESTATE, _entry.c.source == "estate", _entry.c.source_id == estate.id,
            ~sa.exists().where(undone.c.reverses_id == _entry.c.id),
        )
        .order_by(_entry.c.id)
    ).all()  # fmt: skip


def estate_accounts(person_id: uuid.UUID) -> Sequence[Any]:
    """(id, currency, balance) of the estate accounts of a person that hold something."""
    return session.execute(
        sa.select(_account.c.id, _account.c.currency, _account.c.balance)
        .where(*_own, _account.c.owner_id == person_id, _account.c.role == AccountRole.ESTATE)
    ).all()  # fmt: skip


def estates_page(after: uuid.UUID | None = None) -> Page[Any]:
    """Open estates of people who had an account, by its number, the newest death first: no name, no case file."""
    number = sa.select(_account.c.number).where(_account.c.owner_id == _estate.c.person_id).limit(1).scalar_subquery()
    anyone = sa.select(_account.c.id).where(_account.c.owner_id == _estate.c.person_id).limit(1).scalar_subquery()
    wanted = sa.select(_estate, number.label("number"), anyone.label("account_id"))
    return page_of(
        wanted.where(_estate.c.withdrawn_at.is_(None), anyone.is_not(None)), _estate.c.opened_at, row_id=_estate.c.id,
        after=after, size=30, newest_first=True,
    )  # fmt: skip


def left_of(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """What stands on the accounts of people who died: (role, currency, balance) by person."""
    rows = session.execute(
        sa.select(_account.c.owner_id, _account.c.role, _account.c.currency, _account.c.balance)
        .where(*_own, _account.c.owner_id.in_(people)).order_by(_account.c.currency, _account.c.role)
    )  # fmt: skip
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.owner_id].append(row)
    return found
