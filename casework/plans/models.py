"""Needs, and the plan that answers them: goals in the person's own words, steps with who and when, agreed versions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Area(LabelledEnum):
    """The eight areas of life that a need can lie in."""

    ACCOMMODATION = "accommodation", _l("A place to live")
    EMPLOYMENT = "employment", _l("Work and education")
    FINANCE = "finance", _l("Money")
    DRUGS = "drugs", _l("Drugs")
    ALCOHOL = "alcohol", _l("Alcohol")
    HEALTH = "health", _l("Health and wellbeing")
    RELATIONSHIPS = "relationships", _l("Family and relationships")
    THINKING = "thinking", _l("Thinking and behaviour")


class NeedLevel(LabelledEnum):
    """How much help an area calls for, as people say it."""

    NONE = "0", _l("No need")
    SOME = "1", _l("Some need")
    CLEAR = "2", _l("Clear need")
    HIGH = "3", _l("High need")


class Need(Audited, Base):
    """One look at one area: 0 no need to 3 high need, and what is strong there.

    The newest look of an area counts; earlier ones stay.
    """

    __tablename__ = "need"
    __table_args__ = (
        sa.CheckConstraint("level BETWEEN 0 AND 3", name="level_in_range"),
        sa.Index("ix_need_person", "person_id", "area", "assessed_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    area: Mapped[Area]
    level: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    strengths: Mapped[str] = mapped_column(sa.Text, default="")
    assessed_on: Mapped[dt.date]
    assessed_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))


_OPEN = sa.text("closed_on IS NULL")


class Plan(Audited, Base):
    """The one open plan of a person. It goes on under supervision: its owner moves, its ids stay."""

    __tablename__ = "plan"
    __table_args__ = (
        sa.Index("uq_plan_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_plan_owner", "owner_id", "review_on", sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    opened_on: Mapped[dt.date]
    review_on: Mapped[dt.date]
    changed_at: Mapped[dt.datetime]
    agreed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    closed_on: Mapped[dt.date | None] = mapped_column(default=None)


class GoalState(LabelledEnum):
    """Where a goal stands. Nothing disappears: a removed goal keeps its reason."""

    ACTIVE = "active", _l("Working on it")
    FUTURE = "future", _l("For later")
    ACHIEVED = "achieved", _l("Achieved")
    REMOVED = "removed", _l("Taken out")


class Goal(Audited, Base):
    """What the person wants to reach, in their words. It answers an assessed need, or is the person's ``own_wish``."""

    __tablename__ = "goal"
    __table_args__ = (
        sa.Index("ix_goal_plan", "plan_id", "id"),
        sa.CheckConstraint("state <> 'removed' OR reason <> ''", name="removed_with_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    plan_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    area: Mapped[Area]
    state: Mapped[GoalState] = mapped_column(default=GoalState.ACTIVE)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    target_on: Mapped[dt.date | None] = mapped_column(default=None)
    own_wish: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class StepActor(LabelledEnum):
    """Who does the step."""

    PERSON = "person", _l("I do this")
    CASE_MANAGER = "case_manager", _l("Case manager")
    PROBATION_OFFICER = "probation_officer", _l("Probation officer")
    PROGRAMME_STAFF = "programme_staff", _l("Programme staff")
    HEALTH = "health", _l("Health service")
    PARTNER = "partner", _l("Partner organisation")
    FAMILY = "family", _l("Family")
    SOMEONE_ELSE = "someone_else", _l("Someone else")


class StepState(LabelledEnum):
    """Where a step stands. "Cannot be done yet" (a waiting list) differs from "no longer needed"."""

    NOT_STARTED = "not_started", _l("Not started")
    IN_PROGRESS = "in_progress", _l("In progress")
    COMPLETED = "completed", _l("Completed")
    CANNOT_YET = "cannot_yet", _l("Cannot be done yet")
    NOT_NEEDED = "not_needed", _l("No longer needed")


class Step(Audited, Base):
    """Who does what by when. Tied to a real allocation, appointment or savings target, it closes when that does.

    ``link_words`` say what it is tied to, as it was called then; a savings target is ``target_minor`` units of
    ``target_currency``.
    """

    __tablename__ = "step"
    __table_args__ = (
        sa.Index("ix_step_goal", "goal_id", "id"),
        sa.Index("ix_step_link", "link_kind", "link_id"),
        sa.Index("ix_step_due", "state", "due_on"),
        sa.CheckConstraint("(link_id IS NULL) = (link_kind = '')", name="link_is_whole"),
        sa.CheckConstraint("state NOT IN ('cannot_yet', 'not_needed') OR words <> ''", name="stuck_says_why"),
        sa.CheckConstraint("(state = 'completed') = (completed_at IS NOT NULL)", name="completed_has_its_moment"),
        sa.CheckConstraint("link_kind <> 'savings' OR coalesce(target_minor, 0) > 0", name="savings_have_a_target"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    goal_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("goal.id"))
    plan_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    actor_code: Mapped[StepActor]
    text: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[StepState] = mapped_column(default=StepState.NOT_STARTED)
    words: Mapped[str] = mapped_column(sa.Text, default="")
    due_on: Mapped[dt.date | None] = mapped_column(default=None)
    link_kind: Mapped[str] = mapped_column(sa.String(40), default="")
    link_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    link_words: Mapped[str] = mapped_column(sa.String(200), default="")
    target_minor: Mapped[int | None] = mapped_column(sa.BigInteger, default=None)
    target_currency: Mapped[str] = mapped_column(sa.String(3), default="")
    completed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    closed_itself: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class Agreement(LabelledEnum):
    """What the person said of the plan. Disagreement is recorded, never hidden."""

    AGREED = "agreed", _l("The person agrees")
    DISAGREED = "disagreed", _l("The person does not agree")
    COULD_NOT_ANSWER = "could_not_answer", _l("The person could not answer")
    UPDATED_AGREED = "updated_agreed", _l("The person agrees with the changed plan")
    UPDATED_DISAGREED = "updated_disagreed", _l("The person does not agree with the changed plan")


class Signed(LabelledEnum):
    """How the person stood by their words."""

    PAPER = "paper", _l("On paper: the signed page is scanned")
    SCREEN = "screen", _l("On this screen: read aloud, confirmed before a witness")
    NOT = "not", _l("Not signed")


class PlanVersion(Audited, Base):
    """The plan as it was read together: facts and paper, byte for byte, never changed.

    ``public_token`` is 128 random bits: whoever holds the paper can check which version it is, and nothing else.
    """

    __tablename__ = "plan_version"
    __table_args__ = (
        sa.UniqueConstraint("plan_id", "number"),
        sa.CheckConstraint(
            "agreement IN ('agreed', 'updated_agreed') OR words <> ''", name="other_than_agreed_says_why"
        ),
        sa.CheckConstraint(
            "signed <> 'screen' OR (signed_name <> '' AND witness <> '')", name="screen_has_name_and_witness"
        ),
        sa.Index(
            "uq_plan_version_token", "public_token", unique=True, sqlite_where=sa.text("public_token <> ''"),
            postgresql_where=sa.text("public_token <> ''"),
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    plan_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    number: Mapped[int]
    agreement: Mapped[Agreement]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    snapshot: Mapped[dict[str, Any]]
    document_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_document.id"), default=None)
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    agreed_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    agreed_at: Mapped[dt.datetime]
    language: Mapped[str] = mapped_column(sa.String(10), default="")
    public_token: Mapped[str] = mapped_column(sa.String(32), default="")
    signed: Mapped[Signed] = mapped_column(default=Signed.NOT)
    signed_name: Mapped[str] = mapped_column(sa.String(200), default="")
    witness: Mapped[str] = mapped_column(sa.String(200), default="")


append_only(table_of(PlanVersion))
