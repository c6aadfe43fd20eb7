"""Reading refunds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.paging import Page, page_of
from marketplace.orders.models import ShopOrder
from marketplace.payments.models import Payment
from marketplace.refunds.models import Refund, RefundState

refund, order, payment = table_of(Refund), table_of(ShopOrder), table_of(Payment)
_ROWS = sa.select(
    refund.c.id, refund.c.minor, refund.c.currency, refund.c.reason, refund.c.pieces_back, refund.c.requested_by,
    refund.c.requested_at, refund.c.state, order.c.code, order.c.step,
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


def entries_of(order_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The entries in the books by which an order was paid."""
    return session.scalars(
        sa.select(payment.c.entry_id).where(payment.c.order_id == order_id).order_by(payment.c.id)
    ).all()
