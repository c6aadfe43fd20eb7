"""Reading what was asked of the card company and what it said."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.cards.models import CardEvent, CardSession, Outcome
from marketplace.orders.models import Method, ShopOrder
from marketplace.payments.models import FactKind, Payment
from marketplace.payments.queries import MOVED

asked, event, order, payment = table_of(CardSession), table_of(CardEvent), table_of(ShopOrder), table_of(Payment)


def session_behind(session_ref: str) -> Any:
    """What we asked for under this name, with the order's code, or None."""
    return session.execute(
        sa.select(asked, order.c.code).join(order, order.c.id == asked.c.order_id).where(
            asked.c.session_ref == session_ref
        )
    ).first()  # fmt: skip


def waiting_behind(payment_ref: str) -> Sequence[Any]:
    """Refunds that were told before this payment."""
    wanted = (event.c.payment_ref == payment_ref, event.c.outcome == Outcome.WAITS, event.c.kind == FactKind.REFUNDED)
    return session.execute(sa.select(event).where(*wanted).order_by(event.c.received_at, event.c.id)).all()


def code_behind(payment_ref: str) -> str:
    """The code of the order that this payment was for, or nothing."""
    paid = (payment.c.method == Method.CARD, payment.c.provider_ref == payment_ref)
    return session.scalar(sa.select(order.c.code).join(payment, payment.c.order_id == order.c.id).where(*paid)) or ""


def payment_behind(order_id: uuid.UUID) -> str:
    """The company's name of the payment of an order, or nothing."""
    paid = (payment.c.method == Method.CARD, payment.c.kind == FactKind.CAPTURED, payment.c.order_id == order_id)
    name = session.scalar(sa.select(payment.c.provider_ref).where(*paid).limit(1)) or ""
    return payment_behind(uuid.UUID(name.removeprefix(MOVED))) if name.startswith(MOVED) else name


def mismatches(limit: int = 50) -> Sequence[Any]:
    """Messages whose sum or order was another one, the newest first."""
    wanted = event.c.outcome == Outcome.MISMATCH
    return session.execute(sa.select(event).where(wanted).order_by(event.c.received_at.desc()).limit(limit)).all()
