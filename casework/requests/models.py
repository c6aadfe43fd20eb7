"""Requests and complaints as records: who asked for what, by when an answer is due, the answer, the appeal."""

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


class RequestKind(LabelledEnum):
    """Whether something is asked for or something is wrong."""

    REQUEST = "request", _l("Request")
    COMPLAINT = "complaint", _l("Complaint")


class RequestTopic(LabelledEnum):
    """What it is about."""

    FAMILY = "family", _l("Family, visits, letters")
    HEALTH = "health", _l("Getting to a doctor or nurse")
    FOOD = "food", _l("Food and water")
    LIVING = "living", _l("Cell, bedding, washing")
    WORK = "work", _l("Work, programme, school")
    MONEY = "money", _l("Money and belongings")
    DATES = "dates", _l("Dates and papers of the court")
    SAFETY = "safety", _l("Safety from others")
    STAFF = "staff", _l("How staff behave")
    ILL_TREATMENT = "ill_treatment", _l("Violence or humiliation by staff")
    OTHER = "other", _l("Something else")


class RequestLevel(LabelledEnum):
    """Who owes the answer now."""

    STAFF = "staff", _l("Staff")
    GOVERNOR = "governor", _l("Governor")
    OUTSIDE = "outside", _l("Governor, before the inspector's eyes")


class RequestState(LabelledEnum):
    """How far it is."""

    OPEN = "open", _l("No answer yet")
    ANSWERED = "answered", _l("Answered")
    APPEALED = "appealed", _l("Appealed")
    CLOSED = "closed", _l("Appeal answered")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class Outcome(LabelledEnum):
    """What the answer says."""

    GRANTED = "granted", _l("Yes")
    PARTLY = "partly", _l("In part")
    REFUSED = "refused", _l("No")


class PersonRequest(Audited, Base):
    """One request or complaint. ``due_on`` is when the answer, or the answer to the appeal, is owed."""

    __tablename__ = "person_request"
    __table_args__ = (
        sa.Index("ix_person_request_person", "person_id", "received_on"),
        sa.Index("ix_person_request_due", "state", "due_on", "id"),
        sa.CheckConstraint("appeal_by IS NULL OR appeal_by <> answered_by", name="another_human_on_appeal"),
        sa.CheckConstraint("state IN ('open', 'withdrawn') OR answered_at IS NOT NULL", name="answered_some_day"),
        sa.CheckConstraint("state <> 'closed' OR appeal_at IS NOT NULL", name="appeal_answered_some_day"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[RequestKind]
    topic: Mapped[RequestTopic]
    words: Mapped[str] = mapped_column(sa.Text)
    received_on: Mapped[dt.date]
    taken_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    taken_at: Mapped[dt.datetime]
    due_on: Mapped[dt.date]
    level: Mapped[RequestLevel]
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    escalated_on: Mapped[dt.date | None] = mapped_column(default=None)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    answered_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    appeal_words: Mapped[str] = mapped_column(sa.Text, default="")
    appealed_on: Mapped[dt.date | None] = mapped_column(default=None)
    appeal_outcome: Mapped[Outcome | None] = mapped_column(default=None)
    appeal_answer: Mapped[str] = mapped_column(sa.Text, default="")
    appeal_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    appeal_at: Mapped[dt.datetime | None] = mapped_column(default=None)
