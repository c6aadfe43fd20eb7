"""What the courts imposed, what changes its length, and every calculation ever made."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class SentenceKind(LabelledEnum):
    """How the law of release looks at a sentence."""

    STANDARD = "standard", _l("Standard sentence")
    SERIOUS = "serious", _l("Standard sentence, graver offence")
    EXTENDED = "extended", _l("Extended sentence")
    INDETERMINATE = "indeterminate", _l("Life or no fixed end")


class Sentence(Audited, Base):
    """One sentence on one count, in the units the court used. It stands alone (concurrent) or follows another one."""

    __tablename__ = "sentence"
    __table_args__ = (
        sa.Index("ix_sentence_person", "person_id"),
        sa.CheckConstraint("years >= 0 AND months >= 0 AND weeks >= 0 AND days >= 0", name="no_negative_length"),
        sa.CheckConstraint("kind = 'indeterminate' OR years + months + weeks + days > 0", name="has_a_length"),
        sa.CheckConstraint("extension_months = 0 OR kind = 'extended'", name="only_extended_has_extension"),
        sa.CheckConstraint("consecutive_to_id IS NULL OR consecutive_to_id <> id", name="does_not_follow_itself"),
        sa.CheckConstraint("offence_on IS NULL OR offence_on <= imposed_on", name="offence_before_sentence"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    count: Mapped[int]
    court: Mapped[str] = mapped_column(sa.String(200))
    offence: Mapped[str] = mapped_column(sa.String(300))
    offence_on: Mapped[dt.date | None] = mapped_column(default=None)
    imposed_on: Mapped[dt.date]
    kind: Mapped[SentenceKind] = mapped_column(default=SentenceKind.STANDARD)
    years: Mapped[int] = mapped_column(default=0)
    months: Mapped[int] = mapped_column(default=0)
    weeks: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)
    extension_months: Mapped[int] = mapped_column(default=0)
    consecutive_to_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("sentence.id"), default=None)
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(sa.String(200), default="")


class AdjustmentKind(LabelledEnum):
    """What moves the dates of a sentence."""

    REMAND = "remand", _l("Held before sentence")
    BAIL = "bail", _l("Tagged bail credit")
    AT_LARGE = "at_large", _l("Unlawfully at large")
    ADDED = "added", _l("Days added")
    RESTORED = "restored", _l("Days given back")


class Adjustment(Audited, Base):
    """Days that move the dates, for sentences imposed on ``applies_from`` or later."""

    __tablename__ = "sentence_adjustment"
    __table_args__ = (
        sa.Index("ix_sentence_adjustment_person", "person_id"),
        sa.CheckConstraint("days > 0", name="some_days"),
        sa.CheckConstraint("from_on IS NULL OR to_on IS NULL OR from_on <= to_on", name="in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[AdjustmentKind]
    days: Mapped[int]
    applies_from: Mapped[dt.date]
    from_on: Mapped[dt.date | None] = mapped_column(default=None)
    to_on: Mapped[dt.date | None] = mapped_column(default=None)
    source: Mapped[str] = mapped_column(sa.String(200), default="")
    withdrawn_on: Mapped[dt.date | None] = mapped_column(default=None)


class CalculationState(LabelledEnum):
    """How far a calculation may be relied on."""

    PRELIMINARY = "preliminary", _l("Waits for a second person")
    CONFIRMED = "confirmed", _l("Confirmed")
    SUPERSEDED = "superseded", _l("Replaced")


class CalculationSource(LabelledEnum):
    """Who found the dates."""

    RULE = "rule", _l("By the rule")
    MANUAL = "manual", _l("By hand, with a reason")


_LIVE = sa.text("state <> 'superseded'")


class DateCalculation(Audited, Base):
    """Inputs, every step and the dates they led to, kept for ever.

    A person has at most one in force (confirmed) and one that waits for a second person: dates that stand are not lost
    while new ones are checked.
    """

    __tablename__ = "date_calculation"
    __table_args__ = (
        sa.Index(
            "uq_date_calculation_live", "person_id", "state", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
        sa.Index("ix_date_calculation_person", "person_id", "calculated_at"),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> calculated_by", name="two_people"),
        sa.CheckConstraint("state <> 'confirmed' OR confirmed_by IS NOT NULL", name="confirmed_by_somebody"),
        sa.CheckConstraint("source <> 'manual' OR length(reason) >= 10", name="by_hand_with_a_reason"),
        sa.CheckConstraint("release_on IS NULL OR expiry_on IS NULL OR release_on <= expiry_on", name="in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    source: Mapped[CalculationSource] = mapped_column(default=CalculationSource.RULE)
    rule_version: Mapped[str] = mapped_column(sa.String(40))
    inputs: Mapped[dict[str, Any]]
    inputs_hash: Mapped[str] = mapped_column(sa.String(64))
    steps: Mapped[dict[str, Any]]
    release_on: Mapped[dt.date | None]
    expiry_on: Mapped[dt.date | None]
    unadjusted_expiry_on: Mapped[dt.date | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[CalculationState] = mapped_column(default=CalculationState.PRELIMINARY)
    calculated_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    calculated_at: Mapped[dt.datetime]
    why: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    """What changed since the calculation before, or why it was asked for."""
    given_back: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    """Why a second person did not agree."""
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
