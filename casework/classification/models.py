"""Instruments as data, assessments made with them, and the decisions that two people take on them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casework.people.models import SecurityLevel
from kernel.audit import Audited
from kernel.db import Base, lock_rows, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class InstrumentKind(LabelledEnum):
    """What a form may be used for. Needs are never scored for the unconvicted."""

    SECURITY = "security", _l("Security and safety")
    NEEDS = "needs", _l("Needs")
    RISK = "risk", _l("Likelihood of a new offence")
    SCREENING = "screening", _l("Screening")
    PRETRIAL = "pretrial", _l("Before trial")
    EARNED_TIME = "earned_time", _l("Earned time")
    SUPERVISION = "supervision", _l("Supervision level")


class Instrument(Audited, Base):
    """A scoring form, through all its versions."""

    __tablename__ = "instrument"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[InstrumentKind]


class InstrumentVersion(Audited, Base):
    """One version: its definition, its own test vectors, and the two humans who put it in force."""

    __tablename__ = "instrument_version"
    __table_args__ = (
        sa.UniqueConstraint("instrument_id", "number"),
        sa.CheckConstraint("first_human_id IS NULL OR first_human_id <> second_human_id", name="two_humans"),
        sa.CheckConstraint(
            "activated_at IS NULL OR (first_human_id IS NOT NULL AND second_human_id IS NOT NULL)",
            name="activated_by_two",
        ),
        sa.CheckConstraint("in_force_to IS NULL OR in_force_to >= in_force_from", name="dates_in_order"),
        sa.CheckConstraint("activated_at IS NULL OR vectors_passed = true", name="examples_came_out"),
        sa.CheckConstraint("activated_at IS NULL OR withdrawn_at IS NULL", name="active_or_withdrawn"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    instrument_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("instrument.id"))
    number: Mapped[int]
    definition: Mapped[dict[str, Any]]
    definition_hash: Mapped[str] = mapped_column(sa.String(64))
    vectors: Mapped[dict[str, Any]]
    in_force_from: Mapped[dt.date]
    in_force_to: Mapped[dt.date | None] = mapped_column(default=None)
    first_human_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    second_human_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    activated_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    text: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    """As its author typed it, so that the next version can begin from it."""
    vectors_passed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(sa.String(400), default="", server_default="")


class AssessmentState(LabelledEnum):
    """How far a scored form is: provisional while missing answers could change the level."""

    DRAFT = "draft", _l("Begun")
    PROVISIONAL = "provisional", _l("Provisional")
    COMPLETE = "complete", _l("Final")
    LOCKED = "locked", _l("Signed")


_IN_HAND = sa.text("state <> 'locked' AND ended_at IS NULL")


class Assessment(Audited, Base):
    """Answers with their evidence, and the score between its extremes. Locked by its signature, in the database too.

    "Not known" is absent from ``answers``, never zero. A draft is one author's; ``ended_at`` is when it was set aside.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        sa.Index("ix_assessment_person", "person_id", "id"),
        sa.CheckConstraint("low IS NULL OR low <= high", name="interval_in_order"),
        sa.CheckConstraint("score IS NULL OR (score >= low AND score <= high)", name="score_inside"),
        sa.Index("uq_assessment_in_hand", "person_id", "version_id", "begun_by", unique=True,
                 sqlite_where=_IN_HAND, postgresql_where=_IN_HAND),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("instrument_version.id"))
    answers: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    state: Mapped[AssessmentState] = mapped_column(default=AssessmentState.DRAFT)
    score: Mapped[int | None] = mapped_column(default=None)
    low: Mapped[int | None] = mapped_column(default=None)
    high: Mapped[int | None] = mapped_column(default=None)
    band: Mapped[SecurityLevel | None] = mapped_column(default=None)
    begun_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    begun_at: Mapped[dt.datetime]
    scored_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    scored_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    as_of_on: Mapped[dt.date | None] = mapped_column(default=None)
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    supersedes_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("assessment.id"), default=None)
    row_version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": row_version}  # noqa: RUF012 - read by SQLAlchemy


lock_rows(table_of(Assessment), "OLD.state = 'locked'", free=("person_id", "row_version"))


class ClassificationState(LabelledEnum):
    """Where a classification stands between the two people who make it."""

    DRAFT = "draft", _l("Being prepared")
    RECOMMENDED = "recommended", _l("Waiting for a decision")
    GIVEN_BACK = "given_back", _l("Given back")
    DECIDED = "decided", _l("Decided")
    APPEALED = "appealed", _l("Under appeal")
    SUPERSEDED = "superseded", _l("Replaced by a newer one")
    CANCELLED = "cancelled", _l("Cancelled")


class AccountKind(LabelledEnum):
    """How the person's own account came about."""

    SAID = "said", _l("Said to the officer")
    WROTE = "wrote", _l("Written by the person")
    DECLINED = "declined", _l("Did not wish to say anything")


class AppealOutcome(LabelledEnum):
    """What came of an appeal."""

    UPHELD = "upheld", _l("The decision stands")
    CHANGED = "changed", _l("Another level was decided")
    RETURNED = "returned", _l("Sent back for a new assessment")


_OPEN = sa.text("state IN ('draft', 'recommended', 'given_back')")
_CURRENT = sa.text("state IN ('decided', 'appealed')")
_RANK = "CASE {} " + " ".join(f"WHEN '{one.value}' THEN {one.rank}" for one in SecurityLevel) + " END"


class Classification(Audited, Base):
    """One decision on a security level, from draft to decision. Author and approver are two humans.

    ``steps`` says how many levels the decision lies from the score: beyond one, a third human signs too (None for
    decisions from before that was counted). ``suggested_level`` of a ``provisional`` score is its cautious end.
    """

    __tablename__ = "classification"
    __table_args__ = (
        sa.Index("uq_classification_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index(
            "uq_classification_current", "person_id", unique=True, sqlite_where=_CURRENT, postgresql_where=_CURRENT
        ),
        sa.Index("ix_classification_person", "person_id", "id"),
        sa.Index("ix_classification_state", "state", "id"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> author_id", name="two_humans"),
        sa.CheckConstraint(
            "decided_level IS NULL OR decided_level = suggested_level OR (override_code IS NOT NULL "
            "AND override_words <> '')",
            name="override_with_words",
        ),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'appealed', 'superseded') OR "
            "(decided_level IS NOT NULL AND decided_by IS NOT NULL AND decided_at IS NOT NULL "
            "AND next_review_on IS NOT NULL)",
            name="decision_is_whole",
        ),
        sa.CheckConstraint("state <> 'given_back' OR note <> ''", name="given_back_says_why"),
        sa.CheckConstraint(
            "state <> 'appealed' OR (appealed_on IS NOT NULL AND appeal_due_on IS NOT NULL)", name="appeal_is_dated"
        ),
        sa.CheckConstraint(
            "appeal_by IS NULL OR (appeal_by <> author_id AND appeal_by <> decided_by AND appeal_answer <> '' "
            "AND (second_by IS NULL OR appeal_by <> second_by))",
            name="third_human_answers",
        ),
        sa.CheckConstraint("(appeal_by IS NULL) = (appeal_outcome IS NULL)", name="appeal_has_its_outcome"),
        sa.CheckConstraint(
            "second_by IS NULL OR (decided_by IS NOT NULL AND second_by <> decided_by AND second_by <> author_id)",
            name="second_is_a_third_human",
        ),
        sa.CheckConstraint(
            f"steps IS NULL OR steps = ABS({_RANK.format('decided_level')} - {_RANK.format('suggested_level')})",
            name="steps_are_counted",
        ),
        sa.CheckConstraint(
            "state NOT IN ('decided', 'appealed', 'superseded') OR steps IS NULL OR steps <= 1 "
            "OR second_by IS NOT NULL",
            name="far_from_the_score_takes_two",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    assessment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("assessment.id"))
    state: Mapped[ClassificationState] = mapped_column(default=ClassificationState.DRAFT)
    suggested_level: Mapped[SecurityLevel | None] = mapped_column(default=None)
    recommended_level: Mapped[SecurityLevel | None] = mapped_column(default=None)
    recommendation: Mapped[str] = mapped_column(sa.Text, default="")
    account: Mapped[str] = mapped_column(sa.Text, default="")
    account_kind: Mapped[AccountKind] = mapped_column(default=AccountKind.SAID)
    provisional: Mapped[bool] = mapped_column(default=False)
    mandatory_code: Mapped[str] = mapped_column(sa.String(40), default="")
    author_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recommended_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    decided_level: Mapped[SecurityLevel | None] = mapped_column(default=None)
    override_code: Mapped[str | None] = mapped_column(sa.String(40), default=None)
    override_words: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    steps: Mapped[int | None] = mapped_column(default=None)
    second_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    second_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    next_review_on: Mapped[dt.date | None] = mapped_column(default=None)
    previous_level: Mapped[SecurityLevel | None] = mapped_column(default=None)
    appeal_words: Mapped[str] = mapped_column(sa.Text, default="")
    appealed_on: Mapped[dt.date | None] = mapped_column(default=None)
    appeal_due_on: Mapped[dt.date | None] = mapped_column(default=None)
    appeal_answer: Mapped[str] = mapped_column(sa.Text, default="")
    appeal_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    appeal_answered_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    appeal_outcome: Mapped[AppealOutcome | None] = mapped_column(default=None)
    appeal_rung: Mapped[int] = mapped_column(default=0)
    appeal_rung_due_on: Mapped[dt.date | None] = mapped_column(default=None)
    appeal_new_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("classification.id"), default=None)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy
