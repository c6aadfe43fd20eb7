"""What was moved, from when to when."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class Reschedule(Audited, Base):
    """One deed that moved one or more sessions of a group. ``ended_on``: the group's last day before it."""

    __tablename__ = "reschedule"
    __table_args__ = (sa.Index("ix_reschedule_intake", "intake_id", "moved_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id"))
    reason: Mapped[str] = mapped_column(sa.String(200))
    ended_on: Mapped[dt.date]
    moved_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    moved_at: Mapped[dt.datetime]
    undone_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class SessionMove(Base):
    """One session of such a deed: the trail tells of the session itself. It may be gone: a later rota plans anew."""

    __tablename__ = "session_move"
    __table_args__ = (sa.UniqueConstraint("reschedule_id", "session_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    reschedule_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("reschedule.id"))
    session_id: Mapped[uuid.UUID]
    from_on: Mapped[dt.date]
    from_starts_at: Mapped[dt.time]
    from_ends_at: Mapped[dt.time]
    to_on: Mapped[dt.date]
    to_starts_at: Mapped[dt.time]
    to_ends_at: Mapped[dt.time]
