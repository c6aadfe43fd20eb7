"""Proposed and decided changes of the rules by which earnings are shared out."""

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


class ChangeState(LabelledEnum):
    """Where a change stands."""

    DRAFT = "draft", _l("Waits for a second person")
    IN_FORCE = "in_force", _l("Decided")
    REFUSED = "refused", _l("Refused")


_DECIDED = sa.text("state = 'in_force'")


class RuleChange(Audited, Base):
    """A whole rule set as its author wrote it, of which the last version counts from ``begins_on``.

    Who writes and who decides are two humans: the database holds it. What was in force stays for the days before.
    """

    __tablename__ = "rule_change"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name="two_humans"),
        sa.CheckConstraint("(state = 'draft') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.Index(
            "uq_rule_change_day", "name", "begins_on", unique=True, sqlite_where=_DECIDED, postgresql_where=_DECIDED,
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(sa.String(40))
    begins_on: Mapped[dt.date]
    text: Mapped[str] = mapped_column(sa.Text)
    why: Mapped[str] = mapped_column(sa.String(300))
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    written_at: Mapped[dt.datetime]
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.DRAFT)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class RuleStop(Audited, Base):
    """A rule that a court has stopped from a day on. It counts once a second human has confirmed it."""

    __tablename__ = "rule_stop"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name="two_humans"),
        sa.CheckConstraint("(state = 'draft') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.Index("ix_rule_stop_name", "name", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(sa.String(40))
    rule: Mapped[str] = mapped_column(sa.String(40))
    from_on: Mapped[dt.date]
    court: Mapped[str] = mapped_column(sa.String(300))
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    written_at: Mapped[dt.datetime]
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.DRAFT)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
