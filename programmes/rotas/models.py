"""Rotas and the slot times of an establishment."""

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


class SlotPart(LabelledEnum):
    """The slots of a day."""

    MORNING = "morning", _l("Morning")
    AFTERNOON = "afternoon", _l("Afternoon")
    EVENING = "evening", _l("Evening")


class SlotTime(Audited, Base):
    """When the morning, the afternoon and the evening slot of an establishment lie."""

    __tablename__ = "slot_time"
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "part"),
        sa.CheckConstraint("ends_at > starts_at", name="in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    part: Mapped[SlotPart]
    starts_at: Mapped[dt.time]
    ends_at: Mapped[dt.time]


class Rota(Audited, Base):
    """When a group meets from a day on, until its next rota begins: a pattern of one or more weeks that repeats.

    Week 1 is the week (Monday first) in which ``from_on`` lies.
    """

    __tablename__ = "rota"
    __table_args__ = (
        sa.UniqueConstraint("intake_id", "from_on"),
        sa.CheckConstraint("weeks BETWEEN 1 AND 6", name="weeks"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id"))
    weeks: Mapped[int]
    from_on: Mapped[dt.date]
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    made_at: Mapped[dt.datetime]


class RotaSlot(Audited, Base):
    """One meeting of a rota. ``week`` counts from 0, ``weekday`` 0 is Monday; ``part`` None: times of its own."""

    __tablename__ = "rota_slot"
    __table_args__ = (
        sa.UniqueConstraint("rota_id", "week", "weekday", "starts_at"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("week BETWEEN 0 AND 5", name="week"),
        sa.CheckConstraint("ends_at > starts_at", name="in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    rota_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("rota.id"))
    week: Mapped[int]
    weekday: Mapped[int]
    starts_at: Mapped[dt.time]
    ends_at: Mapped[dt.time]
    part: Mapped[SlotPart | None] = mapped_column(default=None)
