"""Reading the outbox."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.orders.models import OrderStep, ShopOrder

order = table_of(ShopOrder)


def unclaimed(before: dt.datetime, limit: int = 200) -> Sequence[uuid.UUID]:
    """Packed and paid orders that were paid before this moment, still wait at the gate and were not reminded."""
    paid = order.c.paid_minor - order.c.refunded_minor >= order.c.total_minor - order.c.credited_minor
    wanted = (order.c.step == OrderStep.READY, order.c.way == "pick_up", paid, order.c.warned_at.is_(None),
              order.c.placed_at < before)  # fmt: skip
    return session.scalars(sa.select(order.c.id).where(*wanted).order_by(order.c.placed_at).limit(limit)).all()


def given_up(before: dt.datetime, limit: int = 200) -> Sequence[uuid.UUID]:
    """Packed and paid orders whose buyers were reminded before this moment and still did not come."""
    wanted = (order.c.step == OrderStep.READY, order.c.warned_at < before)
    return session.scalars(sa.select(order.c.id).where(*wanted).order_by(order.c.warned_at).limit(limit)).all()
