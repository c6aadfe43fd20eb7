"""Officers who are out alone, and until when."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id

_OUT = sa.text("back_at IS NULL")


class LoneVisit(Audited, Base):
    """An officer out alone: where, since when, back by when. At most one is open for each officer."""

    __tablename__ = "lone_visit"
    __table_args__ = (
        sa.Index("uq_lone_visit_out", "officer_id", unique=True, sqlite_where=_OUT, postgresql_where=_OUT),
        sa.Index("ix_lone_visit_due", "due_at", sqlite_where=_OUT, postgresql_where=_OUT),
        sa.CheckConstraint("due_at > begun_at", name="back_after_going"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    officer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    place: Mapped[str] = mapped_column(sa.String(300))
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    begun_at: Mapped[dt.datetime]
    due_at: Mapped[dt.datetime]
    extended: Mapped[int] = mapped_column(default=0)
    back_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    ended_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")
