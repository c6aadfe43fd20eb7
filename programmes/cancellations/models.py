"""What is promised to whom for a session that does not take place."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class CancelledPay(Audited, Base):
    """The planned minutes promised to one person for a cancelled session; taken back when it takes place after all."""

    __tablename__ = "cancelled_pay"
    __table_args__ = (
        sa.Index("ix_cancelled_pay_session", "session_id"),
        sa.Index("ix_cancelled_pay_person", "person_id"),
        sa.CheckConstraint("minutes > 0", name="has_minutes"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("class_session.id"))
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    held_on: Mapped[dt.date]
    minutes: Mapped[int]
    taken_back_at: Mapped[dt.datetime | None] = mapped_column(default=None)
