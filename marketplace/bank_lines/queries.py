"""Reading statements and lines."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.bank_lines.models import BankLine, BankMapping, BankStatement, LineState, Outcome
from marketplace.orders.models import OPEN_STEPS, Method, ShopOrder
from marketplace.payments.queries import moved_from

line, statement, order = table_of(BankLine), table_of(BankStatement), table_of(ShopOrder)
mapping = table_of(BankMapping)
_suggested = order.alias("suggested")
_LINES = sa.select(line, order.c.code, _suggested.c.code.label("suggested"), statement.c.imported_by).select_from(
    line.join(statement, statement.c.id == line.c.statement_id)
    .outerjoin(order, order.c.id == line.c.order_id)
    .outerjoin(_suggested, _suggested.c.id == line.c.suggested_id)
)


def known(checksums: Sequence[str]) -> set[str]:
    """Which of these lines were read in before."""
    found: set[str] = set()
    for at in range(0, len(checksums), 500):
        found |= set(session.scalars(sa.select(line.c.checksum).where(line.c.checksum.in_(checksums[at : at + 500]))))
    return found


def read_before(digest: str) -> Any:
    """The statement with these bytes, or None."""
    return session.execute(sa.select(statement).where(statement.c.digest == digest)).first()


def orders_by_codes(codes: Sequence[str]) -> Sequence[uuid.UUID]:
    """The orders with these codes."""
    return session.scalars(sa.select(order.c.id).where(order.c.code.in_(codes)).limit(10)).all() if codes else []


def waiting_orders(currency: str) -> Sequence[Any]:
    """Orders that wait for a transfer: key, buyer, what is owed."""
    owed = order.c.total_minor - order.c.credited_minor - order.c.paid_minor + order.c.refunded_minor
    wanted = (
        order.c.currency == currency, owed > 0,
        sa.or_(sa.and_(order.c.method == Method.BANK, order.c.step.in_(OPEN_STEPS)), order.c.method == Method.INVOICE),
    )  # fmt: skip
    return session.execute(
        sa.select(order.c.id, order.c.buyer, owed.label("owed")).where(*wanted).order_by(order.c.id).limit(2000)
    ).all()


def lines_page(
    states: Sequence[LineState], outcome: Outcome | None = None, after: uuid.UUID | None = None
) -> Page[Any]:
    """A page of lines in these states, the oldest first."""
    wanted = _LINES.where(line.c.state.in_(states))
    if outcome:
        wanted = wanted.where(line.c.outcome == outcome)
    return page_of(wanted, line.c.booked_on, row_id=line.c.id, after=after)


def line_row(line_id: uuid.UUID) -> Any:
    """One line. Raises NotFound."""
    found = session.execute(_LINES.where(line.c.id == line_id)).first()
    if found is None:
        raise NotFound(_("There is no such line."))
    return found


def line_of(line_id: uuid.UUID) -> BankLine:
    """One line, to be changed. Raises NotFound."""
    found = session.get(BankLine, line_id)
    if found is None:
        raise NotFound(_("There is no such line."))
    return found


def counts() -> dict[LineState, int]:
    """How many lines wait, by state."""
    wanted = (LineState.OPEN, LineState.BACK, LineState.APPROVED)
    rows = session.execute(
        sa.select(line.c.state, sa.func.count().label("number")).where(line.c.state.in_(wanted)).group_by(line.c.state)
    )
    return {row.state: row.number for row in rows}


def statements() -> Sequence[Any]:
    """The newest statements."""
    return session.execute(
        sa.select(statement).order_by(statement.c.imported_at.desc(), statement.c.id).limit(20)
    ).all()


def mappings() -> Sequence[Any]:
    """How banks' spreadsheets are read, by name."""
    return session.execute(sa.select(mapping).order_by(mapping.c.name).limit(50)).all()


def account_for(order_id: uuid.UUID) -> bytes | None:
    """The sealed account that paid an order, or the one whose money pays it; None where it is not known."""
    wanted = (line.c.order_id == order_id, line.c.account.is_not(None))
    found = session.scalar(sa.select(line.c.account).where(*wanted).order_by(line.c.booked_on.desc()).limit(1))
    before = None if found else moved_from(order_id)
    return account_for(before) if before else found


def to_shred(before: dt.datetime, limit: int = 500) -> Sequence[uuid.UUID]:
    """Settled lines whose payer's account is needed no more."""
    settled = (LineState.TAKEN, LineState.SPLIT, LineState.SENT_BACK, LineState.DISCARDED)
    wanted = (line.c.account.is_not(None), line.c.state.in_(settled), line.c.decided_at < before)
    return session.scalars(sa.select(line.c.id).where(*wanted).order_by(line.c.id).limit(limit)).all()


def to_send(currency: str, limit: int = 200) -> Sequence[Any]:
    """Lines that go back and stand in no file yet."""
    wanted = (line.c.state == LineState.APPROVED, line.c.file_id.is_(None), line.c.currency == currency)
    return session.execute(sa.select(line).where(*wanted).order_by(line.c.booked_on, line.c.id).limit(limit)).all()
