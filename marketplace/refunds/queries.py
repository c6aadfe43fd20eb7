"""Reading refunds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.paging import Page, page_of
from marketplace.orders.models import Method, ShopOrder
from marketplace.refunds.models import Refund, RefundLine, RefundState

refund, order, line = table_of(Refund), table_of(ShopOrder), table_of(RefundLine)
_ROWS = sa.select(
    refund.c.id, refund.c.minor, refund.c.currency, refund.c.reason, refund.c.pieces_back, refund.c.requested_by,
    refund.c.requested_at, refund.c.state, refund.c.kind, refund.c.method, order.c.code, order.c.step,
).select_from(refund.join(order, order.c.id == refund.c.order_id))  # fmt: skip


def waiting_page(after: uuid.UUID | None = None) -> Page[Any]:
    """A page of refunds that wait for a second person, the oldest first. No buyer's name: finance needs none."""
    wanted = _ROWS.where(refund.c.state == RefundState.REQUESTED)
    return page_of(wanted, refund.c.requested_at, row_id=refund.c.id, after=after)


def waiting_count() -> int:
    """How many refunds wait for a second person."""
    return session.scalar(sa.select(sa.func.count()).where(refund.c.state == RefundState.REQUESTED)) or 0


def waiting_for(order_id: uuid.UUID) -> bool:
    """Whether a refund of this order waits."""
    wanted = (refund.c.order_id == order_id, refund.c.state == RefundState.REQUESTED)
    return session.scalar(sa.select(refund.c.id).where(*wanted)) is not None


def refunds_of(order_id: uuid.UUID) -> Sequence[Any]:
    """What was asked for and decided about the money of an order, oldest first."""
    return session.execute(
        sa.select(refund).where(refund.c.order_id == order_id).order_by(refund.c.requested_at, refund.c.id)
    ).all()


def taken_off(order_id: uuid.UUID, but: uuid.UUID | None = None) -> dict[int, tuple[int, int]]:
    """By line: (pieces that no longer have to be paid, those of them that had left), refused refunds apart.

    ``but`` is a refund that is left out.
    """
    rows = session.execute(
        sa.select(line.c.seq, sa.func.sum(line.c.quantity).label("pieces"), sa.func.sum(line.c.out).label("out"))
        .select_from(line.join(refund, refund.c.id == line.c.refund_id))
        .where(refund.c.order_id == order_id, refund.c.state != RefundState.REFUSED, refund.c.id.is_distinct_from(but))
        .group_by(line.c.seq)
    )
    return {row.seq: (int(row.pieces), int(row.out)) for row in rows}


def promised_back(order_id: uuid.UUID) -> tuple[int, int]:
    """(money, delivery) in refunds that were asked for and not refused, and whose money has not gone yet."""
    total = sa.func.coalesce(sa.func.sum(sa.case((refund.c.state != RefundState.PAID, refund.c.minor), else_=0)), 0)
    delivery = sa.func.coalesce(sa.func.sum(refund.c.delivery_minor), 0)
    wanted = (refund.c.order_id == order_id, refund.c.state != RefundState.REFUSED)
    row = session.execute(sa.select(total, delivery).where(*wanted)).one()
    return int(row[0]), int(row[1])


def tax_taken(order_id: uuid.UUID) -> int:
    """The tax that refunds of an order have taken back so far."""
    total = sa.select(sa.func.coalesce(sa.func.sum(refund.c.tax_minor), 0))
    return int(session.scalar(total.where(refund.c.order_id == order_id)) or 0)


def lines_of(refund_id: uuid.UUID) -> Sequence[Any]:
    """The pieces of a refund."""
    return session.execute(sa.select(line).where(line.c.refund_id == refund_id).order_by(line.c.seq)).all()


def for_the_bank(limit: int = 200) -> Sequence[Any]:
    """Approved refunds by transfer that are in no file yet, the oldest first."""
    wanted = (refund.c.state == RefundState.APPROVED, refund.c.method == Method.BANK, refund.c.file_id.is_(None))
    return session.execute(
        sa.select(refund, order.c.code, order.c.buyer)
        .join(order, order.c.id == refund.c.order_id)
        .where(*wanted)
        .order_by(refund.c.decided_at, refund.c.id)
        .limit(limit)
    ).all()
