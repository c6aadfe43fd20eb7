"""Check-ins of visitors who go in alone."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base


class FieldCheckin(Audited, Base):
    """Somebody went in alone and said when they would be back. ``id`` was minted on the device."""

    __tablename__ = "field_checkin"
    __table_args__ = (
        sa.Index("ix_field_checkin_open", "office_id", "back_at", "back_by"),
        sa.CheckConstraint("back_by > begun_at", name="back_after_going_in"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    op_id: Mapped[uuid.UUID]
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"), index=True)
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    order_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("supervision_order.id"), default=None)
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    begun_at: Mapped[dt.datetime]
    back_by: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    back_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    back_heard_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    back_from: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")
