"""Reductions of an officer's points, with dates."""

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


class ReductionReason(LabelledEnum):
    """Why somebody has fewer points. No reason says anything of health."""

    NEW = "new", _l("New in the work")
    TRAINING = "training", _l("Training")
    LEAVE = "leave", _l("Leave")
    PART_TIME = "part_time", _l("Fewer hours")
    OTHER_TASK = "other_task", _l("Another task")


class Reduction(Audited, Base):
    """So many percent less for somebody from a day on, until a day. Somebody else sets it."""

    __tablename__ = "workload_reduction"
    __table_args__ = (
        sa.Index("ix_workload_reduction_officer", "officer_id", "ends_on"),
        sa.CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),
        sa.CheckConstraint("ends_on >= begins_on", name="in_order"),
        sa.CheckConstraint("set_by <> officer_id", name="two_humans"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    officer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    percent: Mapped[int]
    reason: Mapped[ReductionReason]
    begins_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    set_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    set_at: Mapped[dt.datetime]
