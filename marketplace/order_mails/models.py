"""The outbox of order mails. One of each kind for an order and what caused it: the database refuses a second."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.mailing.models import MailState


class MailKind(LabelledEnum):
    """What is said."""

    PLACED = "placed", _l("Your order is here")
    PAID = "paid", _l("Your money is here")
    PART = "part", _l("A part of your money is here")
    READY = "ready", _l("Your order is packed")
    SENT = "sent", _l("Your order is on its way")
    UNCLAIMED = "unclaimed", _l("Your order still waits at the gate")
    EXPIRED = "expired", _l("Your order was let go")
    LATE = "late", _l("Your money came late")
    REFUNDED = "refunded", _l("Your money goes back")
    INSTEAD = "instead", _l("Another order in place of yours")


class OrderMail(Base):
    """One mail. Address and text leave the row when it is sent."""

    __tablename__ = "order_mail"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "kind", "about"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),
        sa.Index("ix_order_mail_state", "state", "made_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_order.id"))
    kind: Mapped[MailKind]
    about: Mapped[str] = mapped_column(sa.String(40))
    address: Mapped[str] = mapped_column(sa.String(200))
    language: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[dt.datetime]
    state: Mapped[MailState] = mapped_column(default=MailState.PREPARED)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    sent_at: Mapped[dt.datetime | None] = mapped_column(default=None)
