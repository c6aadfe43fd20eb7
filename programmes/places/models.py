"""Applications and allocations: a wish for a seat, and a seat that is held."""

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


class Requester(LabelledEnum):
    """Who asked for the place."""

    SELF = "self", _l("The person")
    CASE_MANAGER = "case_manager", _l("Case manager")
    COORDINATOR = "coordinator", _l("Programme coordinator")
    BOARD = "board", _l("A board")


class ApplicationState(LabelledEnum):
    """Draft to allocated; declined, withdrawn and expired close it with a reason."""

    DRAFT = "draft", _l("Draft")
    PENDING = "pending", _l("Waiting")
    OFFERED = "offered", _l("Place offered")
    ALLOCATED = "allocated", _l("Has a place")
    DECLINED = "declined", _l("Declined")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
    EXPIRED = "expired", _l("Expired")


OPEN_APPLICATION = (ApplicationState.DRAFT, ApplicationState.PENDING, ApplicationState.OFFERED)
_OPEN_APPLICATION = sa.text("state IN ('draft', 'pending', 'offered')")


class Application(Audited, Base):
    """A wish for a place in a programme at one establishment. ``lot`` breaks ties and is drawn once, when it arrives.

    ``need`` is the assessed need the programme answers, as known that day. ``ranked``: the lines an offer froze.
    ``answer_by``: until when an offer is held. ``closed_by`` is who declined: an appeal goes to somebody else.
    """

    __tablename__ = "application"
    __table_args__ = (
        sa.Index(
            "uq_application_open",
            "person_id",
            "programme_id",
            unique=True,
            sqlite_where=_OPEN_APPLICATION,
            postgresql_where=_OPEN_APPLICATION,
        ),
        sa.Index("ix_application_list", "unit_id", "programme_id", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    programme_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("programme.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    intake_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("intake.id"), default=None)
    requested_by: Mapped[Requester]
    requested_on: Mapped[dt.date]
    consented: Mapped[bool]
    lot: Mapped[int]
    step_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    need: Mapped[int | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.PENDING)
    state_reason: Mapped[str] = mapped_column(sa.Text, default="")
    ranked: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    answer_by: Mapped[dt.date | None] = mapped_column(default=None)
    closed_on: Mapped[dt.date | None] = mapped_column(default=None)
    closed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)


class AllocationState(LabelledEnum):
    """A seat from the day it is given to the day it is free again."""

    PENDING = "pending", _l("Begins later")
    ACTIVE = "active", _l("Taking part")
    SUSPENDED = "suspended", _l("Suspended")
    UNDER_REVIEW = "under_review", _l("Under review")
    ENDED = "ended", _l("Ended")


class EndReason(LabelledEnum):
    """Why a place ended. A completion and a dismissal are different outcomes."""

    COMPLETED = "completed", _l("Completed")
    PARTLY = "partly", _l("Partly completed")
    NOT_COMPLETED = "not_completed", _l("Not completed")
    OWN_WISH = "own_wish", _l("Left at their own wish")
    STAFF = "staff", _l("Withdrawn by staff")
    HEALTH = "health", _l("Health")
    NOT_ADMITTED = "not_admitted", _l("No longer admitted")
    TRANSFERRED = "transferred", _l("Transferred")
    RELEASED = "released", _l("Released")
    DIED = "died", _l("Died")


_OPEN_PLACE = sa.text("state <> 'ended'")


class Allocation(Audited, Base):
    """A seat held by a person. ``verdict`` keeps the rules as they were answered; an override keeps who and why."""

    __tablename__ = "allocation"
    __table_args__ = (
        sa.Index(
            "uq_allocation_open",
            "person_id",
            "intake_id",
            unique=True,
            sqlite_where=_OPEN_PLACE,
            postgresql_where=_OPEN_PLACE,
        ),
        sa.Index("ix_allocation_intake", "intake_id", "state"),
        sa.CheckConstraint("(state = 'ended') = (end_reason IS NOT NULL)", name="end_has_a_reason"),
        sa.CheckConstraint("override_by IS NULL OR length(override_reason) >= 10", name="override_reasoned"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id"))
    starts_on: Mapped[dt.date]
    verdict: Mapped[dict[str, Any]]
    state: Mapped[AllocationState]
    continues_outside: Mapped[bool] = mapped_column(default=False)
    override_reason: Mapped[str] = mapped_column(sa.Text, default="")
    override_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    state_words: Mapped[str] = mapped_column(sa.Text, default="")
    # What a suspension pays; each register of its time says so in a row of its own.
    suspended_paid: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
    end_reason: Mapped[EndReason | None] = mapped_column(default=None)
    # Who in the community goes on with the course, where the group ends after the release.
    handover: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")


def standing_of(row: Any) -> Any:
    """The label of where a place stands, of a record or a row: its end, how it is suspended, or its state."""
    if row.end_reason:
        return EndReason(row.end_reason).label
    if row.state == AllocationState.SUSPENDED:
        return _l("Suspended, paid") if row.suspended_paid else _l("Suspended, not paid")
    return AllocationState(row.state).label
