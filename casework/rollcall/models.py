"""A roll check and its lines."""

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

_OPEN = sa.text("closed_at IS NULL")


class RollCheck(Audited, Base):
    """One count of everybody in a prison at an instant. At most one is open in each prison."""

    __tablename__ = "roll_check"
    __table_args__ = (
        sa.Index("uq_roll_check_open", "prison_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_roll_check_prison", "prison_id", "at"),
        sa.CheckConstraint("closed_at IS NULL OR closed_by IS NOT NULL", name="closed_by_somebody"),
        sa.CheckConstraint(
            "closed_at IS NULL OR found = expected OR length(words) >= 10", name="a_difference_is_explained"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    prison_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    at: Mapped[dt.datetime]
    opened_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    opened_at: Mapped[dt.datetime]
    expected: Mapped[int]
    found: Mapped[int] = mapped_column(default=0)
    closed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")


class Mark(LabelledEnum):
    """What was seen of a person on the list."""

    UNSEEN = "unseen", _l("Not ticked yet")
    PRESENT = "present", _l("Here")
    OUT = "out", _l("Out, with a reason")
    MISSING = "missing", _l("Missing")


class RollLine(Base):
    """One person on the list. Written while the check is open; the check's own entries stand in the trail."""

    __tablename__ = "roll_line"
    __table_args__ = (
        sa.UniqueConstraint("check_id", "person_id"),
        sa.Index("ix_roll_line_wing", "check_id", "wing_id"),
        sa.CheckConstraint("mark <> 'out' OR reason <> ''", name="out_with_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    check_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("roll_check.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    wing_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    listed: Mapped[bool] = mapped_column(default=True)
    mark: Mapped[Mark] = mapped_column(default=Mark.UNSEEN)
    reason: Mapped[str] = mapped_column(sa.String(200), default="")
    marked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    marked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
