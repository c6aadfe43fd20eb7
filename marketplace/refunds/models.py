"""Money that goes back to buyers."""

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


class RefundState(LabelledEnum):
    """Where a refund stands."""

    REQUESTED = "requested", _l("Waits for a second person")
    PAID = "paid", _l("Money given back")
    REFUSED = "refused", _l("Refused")


_NOT_REFUSED = sa.text("state <> 'refused'")


class Refund(Audited, Base):
    """All that a buyer paid for an order, given back once. Who asks and who approves are two humans.

    ``pieces_back``: the pieces came back whole and may be sold again.
    """

    __tablename__ = "shop_refund"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("length(reason) >= 5", name="reasoned"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_humans"),
        sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.Index(
            "uq_shop_refund_order", "order_id", unique=True, sqlite_where=_NOT_REFUSED, postgresql_where=_NOT_REFUSED
        ),
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
