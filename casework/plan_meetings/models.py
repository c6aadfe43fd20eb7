"""A meeting at which the plan is looked at again: planned, held or cancelled."""

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


class MeetingKind(LabelledEnum):
    """Why people meet."""

    SCHEDULED = "scheduled", _l("It is time to look again")
    NEEDS_CHANGED = "needs_changed", _l("A need changed")
    LEVEL_CHANGED = "level_changed", _l("The security level changed")
    DATES_CHANGED = "dates_changed", _l("The dates changed")
    MOVED = "moved", _l("The person moved")
    BEFORE_RELEASE = "before_release", _l("Release is near")
    ON_REQUEST = "on_request", _l("Somebody asked for it")


class MeetingState(LabelledEnum):
    """Where a meeting stands."""

    PLANNED = "planned", _l("Planned")
    HELD = "held", _l("Held")
    CANCELLED = "cancelled", _l("Cancelled")


class Part(LabelledEnum):
    """In which part somebody comes to a meeting."""

    PERSON = "person", _l("The person")
    CASE_MANAGER = "case_manager", _l("Case manager")
    PROBATION_OFFICER = "probation_officer", _l("Probation officer")
    PROGRAMME_STAFF = "programme_staff", _l("Programme staff")
    HEALTH = "health", _l("Health service")
    FAMILY = "family", _l("Family")
    PARTNER = "partner", _l("Partner organisation")
    INTERPRETER = "interpreter", _l("Interpreter")
    OTHER = "other", _l("Someone else")


class PlanMeeting(Audited, Base):
    """One meeting. ``attendance`` is {"people": [{part, name, came}]}; ``changes`` is {"whys": {record id: why}}."""

    __tablename__ = "plan_meeting"
    __table_args__ = (
        sa.CheckConstraint("(state = 'held') = (held_on IS NOT NULL)", name="held_has_its_day"),
        sa.CheckConstraint("state <> 'cancelled' OR words <> ''", name="cancelled_says_why"),
        sa.Index("ix_plan_meeting_plan", "plan_id", "planned_at", "id"),
        sa.Index("ix_plan_meeting_person", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    plan_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[MeetingKind]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    planned_at: Mapped[dt.datetime]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    held_on: Mapped[dt.date | None] = mapped_column(default=None)
    recorded_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    next_on: Mapped[dt.date | None] = mapped_column(default=None)
    attendance: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    person_words: Mapped[str] = mapped_column(sa.Text, default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    changes: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
