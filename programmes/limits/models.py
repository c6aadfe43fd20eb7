"""Limits on hours of work, and what somebody allowed beyond them."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class LimitKind(LabelledEnum):
    """What a limit counts. Days in a row keep the rest day of each week free."""

    DAY = "day", _l("Minutes of work a day")
    WEEK = "week", _l("Minutes of work a week")
    ROW = "row", _l("Work days in a row")
    STUDY = "study", _l("Minutes a week kept for education")


class LimitAnswer(LabelledEnum):
    """What happens beyond a limit."""

    REFUSE = "refuse", _l("Refused")
    REASON = "reason", _l("Refused, unless somebody allows it with a reason")
    WARN = "warn", _l("Shown on the list, not refused")


class WorkLimit(Audited, Base):
    """One limit from a day on. Without a unit it holds for the whole service; ``under_age`` narrows it to the young.

    Of several that reach a person the strictest counts.
    """

    __tablename__ = "work_limit"
    __table_args__ = (
        sa.CheckConstraint("most > 0", name="has_an_amount"),
        sa.CheckConstraint("length(source) >= 10", name="has_a_source"),
        sa.Index("ix_work_limit_kind", "kind", "valid_from"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    kind: Mapped[LimitKind]
    most: Mapped[int]
    answer: Mapped[LimitAnswer]
    source: Mapped[str] = mapped_column(sa.Text)
    valid_from: Mapped[dt.date]
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    under_age: Mapped[int | None] = mapped_column(default=None)
    set_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)


append_only(table_of(WorkLimit))


class LimitOverride(Audited, Base):
    """That somebody allowed a person to work beyond a limit, up to ``amount``: for one session, or for a place."""

    __tablename__ = "limit_override"
    __table_args__ = (
        sa.CheckConstraint("length(reason) >= 10", name="reasoned"),
        sa.Index("ix_limit_override_person", "person_id", "on_day"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    session_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("class_session.id"))
    kind: Mapped[LimitKind]
    on_day: Mapped[dt.date]
    amount: Mapped[int]
    most: Mapped[int]
    source: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)
    allowed_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    allowed_at: Mapped[dt.datetime]


append_only(table_of(LimitOverride))
