"""Appeals that nobody answered in time: each step up the line stays on record."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class AppealEscalation(Audited, Base):
    """An appeal went to the next in line, because ``missed_on`` passed without an answer."""

    __tablename__ = "appeal_escalation"
    __table_args__ = (
        sa.UniqueConstraint("classification_id", "rung"),
        sa.Index("ix_appeal_escalation_person", "person_id"),
        sa.CheckConstraint("rung > 0", name="goes_up"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    classification_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("classification.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    rung: Mapped[int]
    role: Mapped[str] = mapped_column(sa.String(40))
    missed_on: Mapped[dt.date]
    due_on: Mapped[dt.date | None] = mapped_column(default=None)
    at: Mapped[dt.datetime]
