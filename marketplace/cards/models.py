"""What we asked the card company for, and every message of theirs: a message counts once."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.payments.models import FactKind


class Outcome(LabelledEnum):
    """What became of a message."""

    TAKEN = "taken", _l("Taken")
    IGNORED = "ignored", _l("Nothing to do")
    WAITS = "waits", _l("Waits for its payment")
    MISMATCH = "mismatch", _l("Another sum or order than we asked for")


class CardSession(Base):
    """A page of payment that we opened: its sum is ours, from the order."""

    __tablename__ = "card_session"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_order.id"), index=True)
    session_ref: Mapped[str] = mapped_column(sa.String(90), unique=True)
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    opened_at: Mapped[dt.datetime]


class CardEvent(Base):
    """A message, under the company's own name for it. What stands in it beyond these figures is not kept."""

    __tablename__ = "card_event"
    __table_args__ = (sa.Index("ix_card_event_payment", "payment_ref", "outcome"),)

    id: Mapped[str] = mapped_column(sa.String(90), primary_key=True)
    received_at: Mapped[dt.datetime]
    outcome: Mapped[Outcome]
    kind: Mapped[FactKind | None] = mapped_column(default=None)
    provider_ref: Mapped[str] = mapped_column(sa.String(90), default="")
    payment_ref: Mapped[str] = mapped_column(sa.String(90), default="")
    code: Mapped[str] = mapped_column(sa.String(12), default="")
    minor: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(sa.String(3), default="")
