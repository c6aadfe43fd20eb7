"""Which refunds the card company still has to carry out."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.card_refunds.rules import may_ask
from marketplace.orders.models import Method, ShopOrder
from marketplace.refunds.models import Refund, RefundState

refund, order = table_of(Refund), table_of(ShopOrder)
_OPEN = (
    sa.select(refund, order.c.code)
    .join(order, order.c.id == refund.c.order_id)
    .where(refund.c.state == RefundState.APPROVED, refund.c.method == Method.CARD, refund.c.minor > 0)
    .order_by(refund.c.decided_at, refund.c.id)
)


def with_the_company(limit: int = 100) -> Sequence[Any]:
    """Approved refunds of cards whose money has not gone, the oldest first."""
    return session.execute(_OPEN.limit(limit)).all()


def open_refund(refund_id: uuid.UUID) -> Any:
    """One of them, or None."""
    return session.execute(_OPEN.where(refund.c.id == refund_id)).first()


def due(now: dt.datetime) -> Sequence[uuid.UUID]:
    """Those that it is time to ask about, again or for the first time."""
    return [row.id for row in with_the_company() if may_ask(row.asked_at, row.tries, now)]
