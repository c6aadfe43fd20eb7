"""Reading deposits that wait, with whom they may be for."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.deposits.models import Deposit, DepositState
from marketplace.deposits.rules import numbers_in
from marketplace.ledger.models import LedgerAccount, OwnerKind

deposit = table_of(Deposit)
_account = table_of(LedgerAccount)


def deposit_of(deposit_id: uuid.UUID) -> Deposit:
    """One deposit. Raises NotFound."""
    found = session.get(Deposit, deposit_id)
    if found is None:
        raise NotFound(_("There is no such deposit."))
    return found


def deposits_page(state: DepositState, after: uuid.UUID | None = None) -> Page[Any]:
    """Deposits in a state: those that wait oldest first, the others newest first."""
    wanted = sa.select(deposit).where(deposit.c.state == state)
    newest_first = state is not DepositState.WAITING
    return page_of(wanted, deposit.c.received_on, row_id=deposit.c.id, after=after, newest_first=newest_first, size=25)


def candidates(page: Page[Any]) -> dict[uuid.UUID, list[str]]:
    """Account numbers that are named in a deposit's message and really exist, by deposit."""
    named = {row.id: numbers_in(row.message) for row in page.rows}
    every = {number for numbers in named.values() for number in numbers}
    known = set(session.scalars(sa.select(_account.c.number).where(
        _account.c.number.in_(every), _account.c.owner_kind == OwnerKind.PERSON)))  # fmt: skip
    return {key: [number for number in numbers if number in known] for key, numbers in named.items()}


def waiting() -> tuple[int, Any]:
    """How many wait, and since when the oldest does."""
    row = session.execute(
        sa.select(sa.func.count().label("n"), sa.func.min(deposit.c.received_on).label("oldest")).where(
            deposit.c.state == DepositState.WAITING
        )
    ).one()
    return row.n, row.oldest


def currencies() -> list[str]:
    """The currencies in which there are accounts."""
    return list(session.scalars(sa.select(_account.c.currency).distinct().order_by(_account.c.currency))) or ["EUR"]
