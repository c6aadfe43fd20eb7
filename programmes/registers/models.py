"""Attendance, and what was put right afterwards."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class Attendance(Audited, Base):
    """One person in one session, as the register said when it was completed: never changed, only corrected by delta.

    The code's meaning is kept with it, so that a later change of the list of codes moves nothing of the past.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "allocation_id"),
        sa.Index("ix_attendance_person", "person_id", "held_on"),
        sa.Index("ix_attendance_allocation", "allocation_id"),
        sa.CheckConstraint("minutes >= 0 AND pieces >= 0", name="not_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("class_session.id"))
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    held_on: Mapped[dt.date]
    code: Mapped[str] = mapped_column(sa.String(30))
    attended: Mapped[bool]
    complied: Mapped[bool]
    pays: Mapped[bool]
    counts: Mapped[bool]
    minutes: Mapped[int]
    pieces: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0, server_default="0")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    fitness_unchecked: Mapped[bool] = mapped_column(default=False)
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]


append_only(table_of(Attendance))


class AttendanceCorrection(Audited, Base):
    """A difference to an attendance row: its last code stands, minutes and pieces add up."""

    __tablename__ = "attendance_correction"
    __table_args__ = (
        sa.UniqueConstraint("attendance_id", "seq"),
        sa.CheckConstraint("length(reason) >= 5", name="reasoned"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    attendance_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("attendance.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    seq: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(30))
    attended: Mapped[bool]
    complied: Mapped[bool]
    pays: Mapped[bool]
    counts: Mapped[bool]
    minutes_delta: Mapped[int]
    pieces_delta: Mapped[int]
    rejected_delta: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(sa.Text)
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]


append_only(table_of(AttendanceCorrection))
