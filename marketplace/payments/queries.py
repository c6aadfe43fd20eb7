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


MOVED = "moved:"
"""How the money of one order is named that pays another one, with the other order's id."""


def moved_to(order_id: uuid.UUID) -> uuid.UUID | None:
    """The order that the money of this one pays, or None."""
    wanted = (payment.c.kind == FactKind.CAPTURED, payment.c.provider_ref == f"{MOVED}{order_id}")
    return session.scalar(sa.select(payment.c.order_id).where(*wanted))


def moved_from(order_id: uuid.UUID) -> uuid.UUID | None:
    """The order whose money pays this one, or None."""
    wanted = (payment.c.order_id == order_id, payment.c.kind == FactKind.CAPTURED)
    name = session.scalar(sa.select(payment.c.provider_ref).where(*wanted, payment.c.provider_ref.startswith(MOVED)))
    return uuid.UUID(name.removeprefix(MOVED)) if name else None


def holder_of(order_id: uuid.UUID) -> uuid.UUID:
    """Where the money of an order is now: with itself, or at the end of a row of exchanges."""
    while after := moved_to(order_id):
        order_id = after
    return order_id


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
