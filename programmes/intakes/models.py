"""Groups with seats and when they meet."""

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


class Intake(Audited, Base):
    """A group taught by one version.

    ``taken`` moves only by one conditional statement, so a seat is never given twice.
    """

    __tablename__ = "intake"
    __table_args__ = (
        sa.CheckConstraint("taken >= 0 AND taken <= capacity", name="seats"),
        sa.CheckConstraint("capacity > 0", name="has_seats"),
        sa.CheckConstraint("ends_on >= starts_on", name="in_order"),
        sa.Index("ix_intake_unit", "unit_id", "ends_on"),
        sa.Index("ix_intake_instructor", "instructor_id", "ends_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    programme_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("programme_version.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    workshop_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("workshop.id"), default=None)
    instructor_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    name: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(10), default="")
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)


class Slot(Audited, Base):
    """A weekly meeting time of a group on its establishment's clock. ``weekday`` 0 is Monday.

    Where the group has a rota of several weeks, these are the times of all its weeks together.
    """

    __tablename__ = "slot"
    __table_args__ = (
        sa.UniqueConstraint("intake_id", "weekday", "starts_at"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("ends_at > starts_at", name="in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id"))
    weekday: Mapped[int]
    starts_at: Mapped[dt.time]
    ends_at: Mapped[dt.time]


class SessionState(LabelledEnum):
    """What became of a planned session. Held means that its register is complete."""

    PLANNED = "planned", _l("Planned")
    HELD = "held", _l("Register complete")
    CANCELLED = "cancelled", _l("Cancelled")


class ClassSession(Audited, Base):
    """One meeting of a group on one day.

    ``sequence`` counts how often it was moved, cancelled or brought back, for calendars that follow it.
    ``catch_up``: only the people named in ``catch_up`` are expected.
    """

    __tablename__ = "class_session"
    __table_args__ = (
        sa.UniqueConstraint("intake_id", "held_on", "starts_at"),
        sa.CheckConstraint("minutes > 0", name="has_minutes"),
        sa.Index("ix_class_session_day", "held_on", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id"))
    held_on: Mapped[dt.date]
    starts_at: Mapped[dt.time]
    ends_at: Mapped[dt.time]
    minutes: Mapped[int]
    state: Mapped[SessionState] = mapped_column(default=SessionState.PLANNED)
    cancel_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    pay_on_cancel: Mapped[bool] = mapped_column(default=False)
    completed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    completed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    sequence: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    catch_up: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
