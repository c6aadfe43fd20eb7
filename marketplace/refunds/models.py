"""Money that goes back to buyers."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.orders.models import Method


class RefundState(LabelledEnum):
    """Where a refund stands."""

    REQUESTED = "requested", _l("Waits for a second person")
    APPROVED = "approved", _l("Approved, the money is on its way")
    PAID = "paid", _l("Money given back")
    REFUSED = "refused", _l("Refused")


class RefundKind(LabelledEnum):
    """Why money goes back."""

    RETURN = "return", _l("Pieces come back, or never went")
    SURPLUS = "surplus", _l("Paid too much")
    FAULT = "fault", _l("Part of the price, because something is wrong")


class Refund(Audited, Base):
    """Money of an order that goes back. Who asks and who approves are two humans.

    ``value_minor`` no longer has to be paid (pieces and delivery), ``tax_minor`` of it tax, known once it is approved;
    ``minor`` is the money that goes back. ``asked_at`` and ``tries``: when and how often the card company was asked.
    ``pieces_back``: the pieces came back whole and may be sold again. ``account``: a sealed IBAN, until it is paid.
    """

    __tablename__ = "shop_refund"
    __table_args__ = (
        sa.CheckConstraint("minor >= 0 AND value_minor >= 0 AND minor + value_minor > 0", name="is_positive"),
        sa.CheckConstraint("delivery_minor BETWEEN 0 AND value_minor", name="delivery_is_part_of_it"),
        sa.CheckConstraint("tax_minor BETWEEN 0 AND value_minor", name="tax_is_part_of_it"),
        sa.CheckConstraint("length(reason) >= 5", name="reasoned"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_humans"),
        sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.Index("ix_shop_refund_order", "order_id"),
        sa.Index("ix_shop_refund_state", "state", "requested_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_order.id"))
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    reason: Mapped[str] = mapped_column(sa.String(300))
    pieces_back: Mapped[bool]
    requested_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    requested_at: Mapped[dt.datetime]
    state: Mapped[RefundState] = mapped_column(default=RefundState.REQUESTED)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    kind: Mapped[RefundKind] = mapped_column(default=RefundKind.RETURN, server_default="return")
    method: Mapped[Method] = mapped_column(default=Method.CASH, server_default="cash")
    value_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    delivery_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    tax_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    account: Mapped[bytes | None] = mapped_column(default=None)
    asked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")
    file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("bank_file.id"), default=None)


class RefundLine(Base):
    """Pieces of an order's line that no longer have to be paid; ``out`` of them had left the house."""

    __tablename__ = "shop_refund_line"
    __table_args__ = (sa.CheckConstraint("quantity > 0 AND out BETWEEN 0 AND quantity", name="some_pieces"),)

    refund_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_refund.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    quantity: Mapped[int]
    out: Mapped[int]


append_only(table_of(RefundLine))
