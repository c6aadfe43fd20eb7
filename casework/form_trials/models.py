"""Dry runs of a proposed form: what everybody's level would be by it, and which questions move it."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casework.people.models import SecurityLevel
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Move(LabelledEnum):
    """Which way the new form takes somebody's score."""

    HIGHER = "higher", _l("Higher")
    LOWER = "lower", _l("Lower")
    OPEN = "open", _l("Answers missing")
    SAME = "same", _l("As before")


class FormTrial(Base):
    """One dry run. It scores everybody anew beside their decision; it changes nobody's level."""

    __tablename__ = "form_trial"
    __table_args__ = (
        sa.Index("ix_form_trial_version", "version_id", "asked_at"),
        sa.CheckConstraint("version_id <> against_id", name="two_versions"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("instrument_version.id"))
    against_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("instrument_version.id"))
    """The version that was in force."""
    definition_hash: Mapped[str] = mapped_column(sa.String(64))
    """Which text was tried, to the letter."""
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class FormTrialLine(Base):
    """One person: the level their score gave, and the lowest and highest that the new form allows them."""

    __tablename__ = "form_trial_line"
    __table_args__ = (
        sa.UniqueConstraint("trial_id", "person_id"),
        sa.Index("ix_form_trial_line_move", "trial_id", "move", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    trial_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("form_trial.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    before: Mapped[SecurityLevel]
    lowest: Mapped[SecurityLevel]
    highest: Mapped[SecurityLevel]
    low: Mapped[int]
    high: Mapped[int]
    move: Mapped[Move]


class FormTrialReason(Base):
    """One question that counts otherwise for a person who is not where they were."""

    __tablename__ = "form_trial_reason"
    __table_args__ = (sa.UniqueConstraint("line_id", "item"), sa.Index("ix_form_trial_reason_item", "trial_id", "item"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    trial_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("form_trial.id"))
    line_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("form_trial_line.id"))
    item: Mapped[str] = mapped_column(sa.String(80))
