"""Money that buyers paid and got back: one row for each fact that a bank, a till or a card company told us."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.orders.models import Method


class FactKind(LabelledEnum):
    """What happened to the money."""

    CAPTURED = "captured", _l("Paid")
    REFUNDED = "refunded", _l("Given back")


class Payment(Audited, Base):
    """One fact about money of an order, with the entry in the books that it became.

    ``provider_ref`` names the fact where it came from: told twice, it is one row. A refund that is told before its
    payment waits without an entry until the payment is there.
    """

    __tablename__ = "payment"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("entry_id IS NOT NULL OR kind = 'refunded'", name="booked"),
        sa.UniqueConstraint("method", "kind", "provider_ref"),
        sa.Index("ix_payment_order", "order_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_order.id"))
    method: Mapped[Method]
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    entry_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
    received_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"))
    received_at: Mapped[dt.datetime]
    kind: Mapped[FactKind] = mapped_column(default=FactKind.CAPTURED, server_default="captured")
    provider_ref: Mapped[str] = mapped_column(sa.String(90), default="")
