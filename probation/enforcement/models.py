"""Steps that followed missed contacts, and the support reviews that come before them."""

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


class StepKind(LabelledEnum):
    """What was done. Reports to a court or a prison are kept apart, in ``probation.reports``."""

    OUTREACH = "outreach", _l("Reached out")
    FIRST_WARNING = "first_warning", _l("First warning letter")
    FINAL_WARNING = "final_warning", _l("Final warning letter")


class Decision(LabelledEnum):
    """What a support review came to."""

    NO_ACTION = "no_action", _l("Nothing further")
    EXTRA_SUPPORT = "extra_support", _l("More help, and no letter")
    AMEND_CONDITIONS = "amend_conditions", _l("Change the conditions")
    STEP_ON = "step_on", _l("The next step of the ladder")


_STANDING = sa.text("withdrawn_at IS NULL")
_OPEN = sa.text("closed_at IS NULL")


class EnforcementStep(Audited, Base):
    """One step. Each is taken once in a round (since ``since``, the start or the last reset) unless it is withdrawn."""

    __tablename__ = "enforcement_step"
    __table_args__ = (
        sa.Index(
            "uq_enforcement_step_once", "order_id", "since", "kind", unique=True,
            sqlite_where=_STANDING, postgresql_where=_STANDING,
        ),
        sa.CheckConstraint("kind = 'outreach' OR document_id IS NOT NULL", name="a_letter_is_on_file"),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by IS NULL)"
            " AND (withdrawn_at IS NULL OR length(withdrawn_reason) >= 10)",
            name="withdrawn_with_a_reason",
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[StepKind]
    since: Mapped[dt.date]
    taken_on: Mapped[dt.date]
    taken_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    taken_at: Mapped[dt.datetime]
    respond_by: Mapped[dt.date | None] = mapped_column(default=None)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    document_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_document.id"), default=None)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    withdrawn_reason: Mapped[str] = mapped_column(sa.Text, default="")
    withdrawal_document_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_document.id"), default=None)


class SupportReview(Audited, Base):
    """A look at the help a person gets, before anything else follows. An order has at most one open."""

    __tablename__ = "support_review"
    __table_args__ = (
        sa.Index("uq_support_review_open", "order_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_support_review_order", "order_id", "since"),
        sa.CheckConstraint(
            "(closed_at IS NULL AND decision IS NULL) OR (closed_at IS NOT NULL AND closed_by IS NOT NULL"
            " AND decision IS NOT NULL AND length(reasons) >= 10)",
            name="closed_with_reasons",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    since: Mapped[dt.date]
    failures: Mapped[int]
    by_itself: Mapped[bool]
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    closed_on: Mapped[dt.date | None] = mapped_column(default=None)
    closed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decision: Mapped[Decision | None] = mapped_column(default=None)
    reasons: Mapped[str] = mapped_column(sa.Text, default="")
