"""Numbered papers about sales. A number is taken in the deed's own transaction, so that none is ever lost."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class ReceiptKind(LabelledEnum):
    """What a paper says."""

    RECEIPT = "receipt", _l("Receipt")
    INVOICE = "invoice", _l("Invoice")
    CREDIT = "credit", _l("Credit note")


class ReceiptCounter(Base):
    """The last number of an establishment's year."""

    __tablename__ = "receipt_counter"

    establishment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    year: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    last: Mapped[int]


class Receipt(Base):
    """One paper, never changed. ``source_id`` is what it is about: the order, or the refund of a credit note."""

    __tablename__ = "receipt"
    __table_args__ = (
        sa.UniqueConstraint("establishment_id", "year", "number"),
        sa.UniqueConstraint("kind", "source_id"),
        sa.CheckConstraint("number > 0 AND minor >= 0 AND tax_minor >= 0", name="counts_upwards"),
        sa.Index("ix_receipt_order", "order_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    establishment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(sa.SmallInteger)
    number: Mapped[int]
    kind: Mapped[ReceiptKind]
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_order.id"))
    source_id: Mapped[uuid.UUID]
    minor: Mapped[int]
    tax_minor: Mapped[int]
    issued_on: Mapped[dt.date]


append_only(table_of(Receipt))
