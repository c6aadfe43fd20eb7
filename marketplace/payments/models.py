"""Money that buyers paid."""

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


class Method(LabelledEnum):
    """How a buyer pays."""

    CASH = "cash", _l("Cash at the gate")


class Payment(Audited, Base):
    """One payment for an order, with the entry in the books that it became."""

    __tablename__ = "payment"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.Index("ix_payment_order", "order_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_order.id"))
    method: Mapped[Method]
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    entry_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
    received_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    received_at: Mapped[dt.datetime]
