"""Reading the facts about an order's money."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.orders.models import Method
from marketplace.payments.models import FactKind, Payment

payment = table_of(Payment)


def known(method: Method, kind: FactKind, provider_ref: str) -> Any:
    """The row of a fact that was told before, or None."""
    return session.execute(
        sa.select(payment).where(
            payment.c.method == method, payment.c.kind == kind, payment.c.provider_ref == provider_ref
        )
    ).first()


def facts_of(order_id: uuid.UUID) -> Sequence[Any]:
    """What was paid and given back for an order, in the order in which it was booked."""
    return session.execute(
        sa.select(payment).where(payment.c.order_id == order_id).order_by(payment.c.received_at, payment.c.id)
    ).all()


def waiting_facts(order_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Refunds that were told before their payment."""
    wanted = (payment.c.order_id == order_id, payment.c.entry_id.is_(None))
    return session.scalars(sa.select(payment.c.id).where(*wanted).order_by(payment.c.received_at, payment.c.id)).all()


def main_method(order_id: uuid.UUID) -> Method | None:
    """The way by which most of an order's money came, or None: money goes back the way it came."""
    total = sa.func.sum(payment.c.minor)
    return session.scalar(
        sa.select(payment.c.method)
        .where(payment.c.order_id == order_id, payment.c.kind == FactKind.CAPTURED)
        .group_by(payment.c.method)
        .order_by(total.desc(), payment.c.method)
        .limit(1)
    )
