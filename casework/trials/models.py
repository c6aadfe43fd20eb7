"""Dry runs of a proposed law: who would be moved, by how much, and why it matters."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Cause(LabelledEnum):
    """Why a person's dates would differ, the most urgent first."""

    OVERDUE = "overdue", _l("Release due at once")
    SOON = "soon", _l("Release within 30 days")
    REFUSED = "refused", _l("No longer covered by the rule")
    EARLIER = "earlier", _l("Release earlier")
    LATER = "later", _l("Release later")
    COVERED = "covered", _l("Covered by the rule at last")
    END_ONLY = "end_only", _l("Only the end moves")


class Trial(Base):
    """One dry run. It counts everybody and keeps those who differ; it changes nobody."""

    __tablename__ = "law_trial"
    __table_args__ = (sa.Index("ix_law_trial_version", "version_id", "asked_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("law_version.id"))
    against: Mapped[int]
    """Number of the version that was in force."""
    definition_hash: Mapped[str] = mapped_column(sa.String(64))
    """Which text was tried, to the letter."""
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_at: Mapped[dt.datetime]
    people: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class TrialDifference(Base):
    """One person who would be moved."""

    __tablename__ = "law_trial_difference"
    __table_args__ = (
        sa.UniqueConstraint("trial_id", "person_id"),
        sa.Index("ix_law_trial_difference_list", "trial_id", "cause", "days", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    trial_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("law_trial.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    cause: Mapped[Cause]
    priority: Mapped[int]
    days: Mapped[int]
    before_release: Mapped[dt.date | None]
    after_release: Mapped[dt.date | None]
    before_expiry: Mapped[dt.date | None]
    after_expiry: Mapped[dt.date | None]
    code: Mapped[str] = mapped_column(sa.String(40), default="")
