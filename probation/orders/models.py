"""Orders of supervision and the versions of their conditions. A condition keeps its text as it was served."""

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
from probation.conditions.models import Asker, ConditionClass, Purpose


class OrderKind(LabelledEnum):
    """What sort of order puts a person under supervision."""

    LICENCE = "licence", _l("Release on licence")
    PAROLE = "parole", _l("Parole")
    PRE_RELEASE = "pre_release", _l("Pre-release supervision")
    PROBATION = "probation", _l("Probation order")
    COMMUNITY = "community", _l("Community order")
    SUSPENDED = "suspended", _l("Suspended sentence")
    VOLUNTARY = "voluntary", _l("Voluntary aftercare")


AFTER_PRISON = frozenset({OrderKind.LICENCE, OrderKind.PAROLE, OrderKind.PRE_RELEASE, OrderKind.VOLUNTARY})
"""Kinds that begin at a prison's gate."""


class OrderState(LabelledEnum):
    """Where an order stands."""

    NOT_STARTED = "not_started", _l("Not started")
    ACTIVE = "active", _l("Active")
    SUSPENDED = "suspended", _l("Suspended")
    IN_BREACH = "in_breach", _l("In breach")
    RECALLED = "recalled", _l("Recalled")
    REVOKED = "revoked", _l("Revoked")
    COMPLETED = "completed", _l("Completed")
    EARLY_TERMINATED = "early_terminated", _l("Ended early")
    TRANSFERRED_OUT = "transferred_out", _l("Transferred out")
    DIED = "died", _l("Ended by death")


RUNNING = frozenset({OrderState.ACTIVE, OrderState.IN_BREACH})
"""States in which contact is owed."""
OPEN = RUNNING | {OrderState.NOT_STARTED, OrderState.SUSPENDED}
"""States in which an appointment may still be made."""


class Signed(LabelledEnum):
    """Whether the person signed that the conditions were explained. Refusing to sign is a right, not a failure."""

    SIGNED = "signed", _l("Signed")
    REFUSED = "refused", _l("Did not want to sign")
    UNABLE = "unable", _l("Could not sign")


class Level(LabelledEnum):
    """How closely a person is supervised, lowest first."""

    LOW = "low", _l("Low")
    MEDIUM = "medium", _l("Medium")
    HIGH = "high", _l("High")
    INTENSIVE = "intensive", _l("Intensive")

    @property
    def rank(self) -> int:
        """0 for the lowest level."""
        return list(type(self)).index(self)


class SupervisionOrder(Audited, Base):
    """One order. It runs only after its conditions were explained by word of mouth and in writing (Tokyo Rule 12.3)."""

    __tablename__ = "supervision_order"
    __table_args__ = (
        sa.Index("ix_supervision_order_person", "person_id", "state"),
        sa.Index("ix_supervision_order_office", "office_id", "state"),
        sa.UniqueConstraint("person_id", "authority", "reference"),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="in_order"),
        sa.CheckConstraint(
            "state IN ('not_started', 'died') OR"
            " (explained_orally_on IS NOT NULL AND explained_in_writing_on IS NOT NULL AND explained_language <> '')",
            name="explained_before_it_runs",
        ),
        sa.CheckConstraint("state IN ('not_started', 'died') OR level IS NOT NULL", name="runs_at_a_level"),
        sa.CheckConstraint(
            "state NOT IN ('active', 'in_breach', 'suspended') OR officer_id IS NOT NULL", name="somebody_answers"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[OrderKind]
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    authority: Mapped[str] = mapped_column(sa.String(200))
    reference: Mapped[str] = mapped_column(sa.String(80))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None] = mapped_column(default=None)
    state: Mapped[OrderState] = mapped_column(default=OrderState.NOT_STARTED)
    failure_limit: Mapped[int | None] = mapped_column(default=None)
    reset_on: Mapped[dt.date | None] = mapped_column(default=None)
    explained_orally_on: Mapped[dt.date | None] = mapped_column(default=None)
    explained_in_writing_on: Mapped[dt.date | None] = mapped_column(default=None)
    explained_language: Mapped[str] = mapped_column(sa.String(10), default="")
    person_signed: Mapped[Signed | None] = mapped_column(default=None)
    level: Mapped[Level | None] = mapped_column(default=None)
    level_since: Mapped[dt.date | None] = mapped_column(default=None)
    level_until: Mapped[dt.date | None] = mapped_column(default=None)
    """The last day of a level away from the rule; after it the level is what the rule gives."""
    level_review_on: Mapped[dt.date | None] = mapped_column(default=None)
    level_review_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    before_death: Mapped[OrderState | None] = mapped_column(default=None)
    """Where an order stood that a death ended: a death that was recorded wrongly gives it back."""
    before_custody: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    """Where an order stood that custody suspended: release resumes it."""
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    officer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    """Who answers for supervision under this order: nobody only before it begins."""
    prepared_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    prepared_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class SetState(LabelledEnum):
    """Where a version of the conditions stands."""

    DRAFT = "draft", _l("Draft")
    SUBMITTED = "submitted", _l("Waiting for approval")
    APPROVED = "approved", _l("Approved")
    ACTIVE = "active", _l("In force")
    SUPERSEDED = "superseded", _l("Replaced")
    REJECTED = "rejected", _l("Given back")
    ENDED = "ended", _l("Ended")


_ACTIVE = sa.text("state = 'active'")


class ConditionSet(Audited, Base):
    """One version of an order's conditions. Exactly one is in force.

    A variation is a linked copy of the version before; it and bespoke conditions need the yes of a second human.
    """

    __tablename__ = "condition_set"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "n"),
        sa.Index("uq_condition_set_active", "order_id", unique=True, sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
        sa.Index("ix_condition_set_state", "state"),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> prepared_by", name="two_humans"),
        sa.CheckConstraint(
            "NOT bespoke OR state NOT IN ('approved', 'active') OR approved_by IS NOT NULL", name="bespoke_is_approved"
        ),
        sa.CheckConstraint(
            "varies_id IS NULL OR state NOT IN ('approved', 'active') OR approved_by IS NOT NULL",
            name="variation_is_approved",
        ),
        sa.CheckConstraint(
            "asked_by IS NULL OR (talked_on IS NOT NULL AND not_talked = '')"
            " OR (talked_on IS NULL AND length(not_talked) >= 10)",
            name="talked_over_or_why_not",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    n: Mapped[int]
    state: Mapped[SetState] = mapped_column(default=SetState.DRAFT)
    policy: Mapped[str] = mapped_column(sa.String(40))
    bespoke: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    prepared_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    prepared_at: Mapped[dt.datetime]
    submitted_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    approved_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    decision_words: Mapped[str] = mapped_column(sa.Text, default="")
    activated_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    superseded_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    varies_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("condition_set.id"), default=None)
    """The version that this one is a changed copy of."""
    asked_by: Mapped[Asker | None] = mapped_column(default=None)
    """Who asked for a variation; None for a first version, and where it was not asked yet when it was written."""
    talked_on: Mapped[dt.date | None] = mapped_column(default=None)
    not_talked: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    """Why a variation was not talked over with the person."""
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    explained_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    explained_on: Mapped[dt.date | None] = mapped_column(default=None)
    explained_language: Mapped[str] = mapped_column(sa.String(10), default="", server_default="")
    person_signed: Mapped[Signed | None] = mapped_column(default=None)


class Condition(Audited, Base):
    """One condition as served, with its plain words.

    Beyond the standard ones each has its reason and its review date.
    """

    __tablename__ = "supervision_condition"
    __table_args__ = (
        sa.UniqueConstraint("set_id", "sequence"),
        sa.CheckConstraint(
            "kind = 'standard' OR (length(proportionality) >= 10 AND review_on IS NOT NULL)", name="proportionate"
        ),
        sa.CheckConstraint("length(text) > 0 AND length(plain) > 0", name="has_words"),
        sa.CheckConstraint("necessity = '' OR length(necessity) >= 10", name="needed"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    set_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("condition_set.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[ConditionClass]
    sequence: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40), default="")
    text: Mapped[str] = mapped_column(sa.Text)
    plain: Mapped[str] = mapped_column(sa.Text)
    purpose: Mapped[Purpose]
    proportionality: Mapped[str] = mapped_column(sa.Text, default="")
    review_on: Mapped[dt.date | None] = mapped_column(default=None)
    necessity: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    inputs: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")
    """What was filled into the catalogue's words, by name."""
    policy: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    """The version of the catalogue whose words it has; a copy keeps that of its original."""
    copy_of_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("supervision_condition.id"), default=None)
    """The condition of the version before that this one was copied from."""
