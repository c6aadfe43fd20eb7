"""Orders of visitors. A buyer is no user: a name, perhaps an address to write to, a code and a secret link."""

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


class OrderStep(LabelledEnum):
    """How far the work on an order is. Whether it is paid is never a step: it follows from the amounts."""

    PLACED = "placed", _l("Placed")
    READY = "ready", _l("Packed")
    PARTLY = "partly", _l("Handed over in part")
    HANDED_OVER = "handed_over", _l("Handed over")
    CLOSED = "closed", _l("Closed")
    CANCELLED = "cancelled", _l("Cancelled")
    EXPIRED = "expired", _l("Expired")


OPEN_STEPS = (OrderStep.PLACED, OrderStep.READY)
GIVEN_UP = (OrderStep.CANCELLED, OrderStep.EXPIRED)


class Way(LabelledEnum):
    """How the pieces reach the buyer."""

    PICK_UP = "pick_up", _l("I collect it")
    DELIVERY = "delivery", _l("Send it to me")


class Method(LabelledEnum):
    """How a buyer pays."""

    CASH = "cash", _l("Cash at the gate")
    MOBILE = "mobile", _l("Mobile money at the gate")
    BANK = "bank", _l("Bank transfer")
    INVOICE = "invoice", _l("Invoice, for public bodies")
    CARD = "card", _l("Card")


class ShopOrder(Audited, Base):
    """An order. ``code`` is said at the gate; ``token_hash`` is the SHA-256 of the secret in the buyer's link.

    Amounts in minor units: ``total`` holds the pieces, ``delivery`` and the ``tax`` in both; ``credited`` is what no
    longer has to be paid (pieces that came back or never went); ``paid`` and ``refunded`` are sums of ``payment``.
    """

    __tablename__ = "shop_order"
    __table_args__ = (
        sa.CheckConstraint("total_minor > 0 AND paid_minor >= 0", name="amounts_are_not_negative"),
        sa.CheckConstraint(
            "step NOT IN ('partly', 'handed_over', 'closed') OR method = 'invoice' "
            "OR paid_minor >= total_minor - credited_minor",
            name="nothing_leaves_unpaid",
        ),
        sa.CheckConstraint("refunded_minor BETWEEN 0 AND paid_minor", name="refunds_what_was_paid"),
        sa.CheckConstraint("credited_minor BETWEEN 0 AND total_minor", name="credits_what_was_sold"),
        sa.CheckConstraint(
            "delivery_minor >= 0 AND tax_minor >= 0 AND delivery_minor + tax_minor <= total_minor",
            name="total_holds_the_rest",
        ),
        sa.CheckConstraint("(way = 'delivery') = (address <> '')", name="sent_somewhere"),
        sa.Index("ix_shop_order_work", "place_id", "step", "placed_at"),
        sa.Index("ix_shop_order_expiry", "step", "expires_at"),
        sa.Index("ix_shop_order_placed", "placed_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(sa.String(6), unique=True)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    place_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    buyer: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(200))
    phone: Mapped[str] = mapped_column(sa.String(40))
    currency: Mapped[str] = mapped_column(sa.String(3))
    total_minor: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(default=0)
    refunded_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    step: Mapped[OrderStep] = mapped_column(default=OrderStep.PLACED)
    placed_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    handed_over_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    method: Mapped[Method] = mapped_column(default=Method.CASH, server_default="cash")
    way: Mapped[Way] = mapped_column(default=Way.PICK_UP, server_default="pick_up")
    address: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="", server_default="")
    delivery_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    tax_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    credited_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    language: Mapped[str] = mapped_column(sa.String(10), default="en", server_default="en")
    warned_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    disputed_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class OrderLine(Base):
    """A product as it was when it was ordered: later prices and titles change nothing here."""

    __tablename__ = "shop_order_line"
    __table_args__ = (sa.CheckConstraint("quantity > 0 AND unit_minor > 0", name="something_is_sold"),)

    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_order.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    stock_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stock.id"))
    sku: Mapped[str] = mapped_column(sa.String(30))
    title: Mapped[str] = mapped_column(sa.String(120))
    quantity: Mapped[int]
    unit_minor: Mapped[int]
    labour_minor: Mapped[int]
    tax_permille: Mapped[int] = mapped_column(default=0, server_default="0")


append_only(table_of(OrderLine))
