"""Referrals, their desired outcomes, the risk information as it was sent, and what the service told us of sessions."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import SEALED, Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id
from probation.contacts.models import NeedArea


class ReferralState(LabelledEnum):
    """Where a referral stands. Nobody types it: each follows from a deed."""

    DRAFT = "draft", _l("Draft")
    SENT = "sent", _l("Sent, no answer yet")
    ACCEPTED = "accepted", _l("Accepted, not begun")
    DECLINED = "declined", _l("Declined by the service")
    IN_PROGRESS = "in_progress", _l("Under way")
    COMPLETED = "completed", _l("Completed")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


LIVE = frozenset({ReferralState.DRAFT, ReferralState.SENT, ReferralState.ACCEPTED, ReferralState.IN_PROGRESS})
"""States from which something is still to come."""


class Complexity(LabelledEnum):
    """How much help the need asks for."""

    LOW = "low", _l("Low: advice, one or two talks")
    MEDIUM = "medium", _l("Medium: several sessions")
    HIGH = "high", _l("High: long and close help")


class Withdrawal(LabelledEnum):
    """Why a referral ended early, in the groups of the English service: problem, person, sentence, early end."""

    NOT_WANTED = "not_wanted", _l("The person does not want it any more")
    NO_CONTACT = "no_contact", _l("The service could not reach the person")
    WORK_OR_FAMILY = "work_or_family", _l("Work, training or family left no time")
    ILL = "ill", _l("The person cannot take part for a long time")
    MOVED = "moved", _l("The person moved away")
    NEED_MET = "need_met", _l("The need was met in another way")
    WRONG_SERVICE = "wrong_service", _l("It was not the right service")
    SERVICE_ENDED = "service_ended", _l("The service cannot go on")
    CUSTODY = "custody", _l("The person is in custody")
    ORDER_ENDED = "order_ended", _l("The order ended")
    DIED = "died", _l("The person died")
    MISTAKE = "mistake", _l("It was sent by mistake")


BY_EVENT = frozenset({Withdrawal.CUSTODY, Withdrawal.DIED})
"""Reasons that an event gives; nobody chooses them."""


class Score(LabelledEnum):
    """What became of a desired outcome. Worth 1, a half, 0 (EndOfServiceReport.achievementScore)."""

    ACHIEVED = "achieved", _l("Reached")
    PARTLY = "partly", _l("Partly reached")
    NOT = "not", _l("Not reached")


class Absence(LabelledEnum):
    """Why a session did not take place, in three ways: the person's side with or without a good reason, or ours."""

    GOOD_REASON = "good_reason", _l("The person had a good reason")
    NO_REASON = "no_reason", _l("The person did not come and gave no good reason")
    SERVICE_FAULT = "service_fault", _l("The service could not hold it")
    AGENCY_FAULT = "agency_fault", _l("We stood in the way")


_STATES = "'draft', 'sent', 'accepted', 'in_progress'"


class Referral(Audited, Base):
    """One person sent to one service for one need."""

    __tablename__ = "referral"
    __table_args__ = (
        sa.Index("ix_referral_person", "person_id", "state"),
        sa.Index("ix_referral_service", "service_id", "state"),
        sa.Index("ix_referral_by", "prepared_by", "state"),
        sa.CheckConstraint("state = 'draft' OR state = 'withdrawn' OR sent_at IS NOT NULL", name="sent"),
        sa.CheckConstraint("state <> 'declined' OR length(decline_reason) >= 5", name="declined_with_a_reason"),
        sa.CheckConstraint("state <> 'withdrawn' OR withdrawal IS NOT NULL", name="withdrawn_with_a_reason"),
        sa.CheckConstraint(f"(state IN ({_STATES})) = (ended_on IS NULL)", name="ended"),
        sa.CheckConstraint("state <> 'completed' OR length(report) >= 10", name="completed_with_a_report"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    service_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("outside_service.id"))
    need: Mapped[NeedArea]
    goal: Mapped[str] = mapped_column(sa.Text)
    complexity: Mapped[Complexity]
    language: Mapped[str] = mapped_column(sa.String(10), default="")
    practical: Mapped[str] = mapped_column(sa.Text, default="")
    """Interpreter, access, caring duties, hours at which the person cannot come."""
    agreed: Mapped[bool] = mapped_column(default=False)
    """Whether the person agreed to be sent there and to what is told."""
    shared_alerts: Mapped[str] = mapped_column(sa.Text, default="", info={SEALED: True})
    risk_words: Mapped[str] = mapped_column(sa.Text, default="", info={SEALED: True})
    state: Mapped[ReferralState] = mapped_column(default=ReferralState.DRAFT)
    prepared_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    prepared_at: Mapped[dt.datetime]
    sent_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    document_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_document.id"), default=None)
    answered_on: Mapped[dt.date | None] = mapped_column(default=None)
    decline_reason: Mapped[str] = mapped_column(sa.Text, default="")
    begun_on: Mapped[dt.date | None] = mapped_column(default=None)
    waited_days: Mapped[int | None] = mapped_column(default=None)
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
    withdrawal: Mapped[Withdrawal | None] = mapped_column(default=None)
    end_words: Mapped[str] = mapped_column(sa.Text, default="")
    report: Mapped[str] = mapped_column(sa.Text, default="")
    before_event: Mapped[ReferralState | None] = mapped_column(default=None)
    """Where it stood when a death ended it: a death recorded wrongly gives it back."""
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class DesiredOutcome(Audited, Base):
    """What is to be different afterwards. The end-of-service report scores each."""

    __tablename__ = "referral_outcome"
    __table_args__ = (sa.UniqueConstraint("referral_id", "n"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    referral_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    n: Mapped[int]
    words: Mapped[str] = mapped_column(sa.String(300))
    score: Mapped[Score | None] = mapped_column(default=None)
    why: Mapped[str] = mapped_column(sa.Text, default="")


class SentRisk(Audited, Base):
    """The risk information exactly as the service got it; never changed, whatever the file says later."""

    __tablename__ = "referral_risk"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    referral_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    sent_at: Mapped[dt.datetime]
    sent_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))


class ServiceSession(Audited, Base):
    """What the service told us of one session. ``contact_id``: its line in the log of contacts, under an order."""

    __tablename__ = "referral_session"
    __table_args__ = (
        sa.Index("ix_referral_session_referral", "referral_id", "at"),
        sa.CheckConstraint("attended = (absence IS NULL)", name="attended_or_why_not"),
        sa.CheckConstraint("at <= received_at", name="not_in_the_future"),
        sa.CheckConstraint("attended OR NOT late", name="late_is_attended"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    referral_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    at: Mapped[dt.datetime]
    attended: Mapped[bool]
    late: Mapped[bool] = mapped_column(default=False)
    absence: Mapped[Absence | None] = mapped_column(default=None)
    feedback: Mapped[str] = mapped_column(sa.Text, default="")
    concern: Mapped[str] = mapped_column(sa.Text, default="")
    contact_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("contact.id"), default=None)
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    received_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    """When the officer looked at the concern."""


class SessionTakenBack(Audited, Base):
    """A session that was noted wrongly: it stays on file and counts for nothing any more."""

    __tablename__ = "referral_session_back"
    __table_args__ = (sa.CheckConstraint("length(reason) >= 5", name="has_a_reason"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("referral_session.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.Text)
    taken_back_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    taken_back_at: Mapped[dt.datetime]


append_only(table_of(SentRisk))
append_only(table_of(SessionTakenBack))
