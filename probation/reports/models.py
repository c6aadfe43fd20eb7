"""Breach and recall reports. The database itself refuses one that lacks a side, an alternative or a second human."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class ReportKind(LabelledEnum):
    """To whom it goes."""

    BREACH = "breach", _l("Breach report to the court")
    RECALL = "recall", _l("Recall to prison")


class ReportState(LabelledEnum):
    """Where a report stands."""

    DRAFT = "draft", _l("Being written")
    SUBMITTED = "submitted", _l("Waiting for a supervisor")
    FILED = "filed", _l("Signed and filed")
    NOT_FILED = "not_filed", _l("Decided not to file")
    DROPPED = "dropped", _l("Dropped")


class AccountHow(LabelledEnum):
    """How the person's side is there."""

    GIVEN = "given", _l("The person said it; it stands below")
    DECLINED = "declined", _l("The person was asked and did not want to say anything")
    NOT_REACHED = "not_reached", _l("The person could not be reached; at least two attempts are logged")


class Alternative(LabelledEnum):
    """What was tried before."""

    MORE_CONTACT = "more_contact", _l("More frequent contact")
    SUPPORT = "support", _l("More help: housing, work, money, family")
    TREATMENT = "treatment", _l("Treatment or a service")
    CONDITIONS = "conditions", _l("Other conditions")
    WARNING = "warning", _l("Warning letters")
    FAMILY = "family", _l("A talk with the family or somebody trusted")
    HOSTEL = "hostel", _l("Supervised housing")


class Vulnerability(LabelledEnum):
    """What the receiving prison must know on the first night. No diagnosis."""

    NONE_KNOWN = "none_known", _l("Looked at: nothing known")
    SELF_HARM = "self_harm", _l("Risk of suicide or self-harm")
    MEDICATION = "medication", _l("Needs medication without a gap")
    WITHDRAWAL = "withdrawal", _l("May be in withdrawal")
    PREGNANT = "pregnant", _l("Pregnant, or has a small child to care for")
    DISABILITY = "disability", _l("Disability or mobility")
    YOUNG = "young", _l("Young adult")
    FEARS_OTHERS = "fears_others", _l("In danger from others inside")
    BEREAVED = "bereaved", _l("Recent loss or break-up")
    DEPENDANTS = "dependants", _l("Somebody at home depends on the person")


_OPEN = sa.text("state IN ('draft', 'submitted')")
_WHOLE = (
    "alternatives <> '' AND length(reasons) >= 10 AND (kind <> 'recall' OR vulnerabilities <> '')"
    " AND account_how IS NOT NULL AND ((account_how = 'given' AND length(account) >= 10) OR account_how = 'declined'"
    " OR (account_how = 'not_reached' AND attempts >= 2))"
)


class BreachReport(Audited, Base):
    """One report. What leaves the draft has both sides; what is filed was signed by a second human."""

    __tablename__ = "breach_report"
    __table_args__ = (
        sa.Index("uq_breach_report_open", "order_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.CheckConstraint(f"state IN ('draft', 'dropped', 'not_filed') OR ({_WHOLE})", name="both_sides_are_heard"),
        sa.CheckConstraint(
            "state <> 'filed' OR (signed_by IS NOT NULL AND signed_at IS NOT NULL AND document_id IS NOT NULL)",
            name="filed_is_signed",
        ),
        sa.CheckConstraint("signed_by IS NULL OR signed_by <> prepared_by", name="two_humans"),
        sa.CheckConstraint(
            "state <> 'not_filed' OR (signed_by IS NOT NULL AND document_id IS NOT NULL AND length(progress) >= 10)",
            name="not_filed_has_its_letter",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[ReportKind]
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAFT)
    account_how: Mapped[AccountHow | None] = mapped_column(default=None)
    account: Mapped[str] = mapped_column(sa.Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    conditions: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    """Which conditions it is about, by id: their words stay as they were served."""
    alternatives: Mapped[str] = mapped_column(sa.String(300), default="")
    vulnerabilities: Mapped[str] = mapped_column(sa.String(300), default="")
    reasons: Mapped[str] = mapped_column(sa.Text, default="")
    prepared_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    prepared_at: Mapped[dt.datetime]
    given_back: Mapped[str] = mapped_column(sa.Text, default="")
    signed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    signed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    progress: Mapped[str] = mapped_column(sa.Text, default="")
    expectations: Mapped[str] = mapped_column(sa.Text, default="")
    document_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_document.id"), default=None)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class AccountAttempt(Audited, Base):
    """One attempt to hear the person's side."""

    __tablename__ = "account_attempt"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    report_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("breach_report.id"), index=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    made_at: Mapped[dt.datetime]
    how: Mapped[str] = mapped_column(sa.Text)
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))


append_only(table_of(AccountAttempt))
