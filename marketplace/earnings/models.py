"""What people earned, how it was shared out and why, whom they pay, and what was paid out to them."""

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
from marketplace.ledger.models import AccountRole


class EarningState(LabelledEnum):
    """Whether earned money has arrived."""

    HELD = "held", _l("On its way")
    POSTED = "posted", _l("Arrived")


class EarningLine(Audited, Base):
    """One earning as it was announced: a wage, or a share of a sale that matures after the return window.

    ``withdrawn_on``: the buyer brought the piece back before that, so the share never arrives.
    """

    __tablename__ = "earning_line"
    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("(state = 'posted') = (entry_id IS NOT NULL)", name="posted_with_entry"),
        sa.CheckConstraint("withdrawn_on IS NULL OR entry_id IS NULL", name="withdrawn_before_it_arrived"),
        sa.Index("ix_earning_line_person", "person_id", "earned_on"),
        sa.Index("ix_earning_line_due", "state", "matures_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    source: Mapped[str] = mapped_column(sa.String(40))
    source_id: Mapped[uuid.UUID]
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    earned_on: Mapped[dt.date]
    matures_on: Mapped[dt.date | None]
    explain: Mapped[dict[str, Any]]
    state: Mapped[EarningState] = mapped_column(default=EarningState.HELD)
    entry_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), default=None)
    withdrawn_on: Mapped[dt.date | None] = mapped_column(default=None)
    stuck: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    """Why it could not be shared out yet: a work item for finance, tried again every hour. Nobody's pay is lost."""


class EarningPart(Base):
    """Where a part of an earning went, by which rule. The parts of a line sum to its gross."""

    __tablename__ = "earning_part"
    __table_args__ = (sa.Index("ix_earning_part_period", "person_id", "period", "currency"),)

    line_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("earning_line.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    period: Mapped[str] = mapped_column(sa.String(7))
    currency: Mapped[str] = mapped_column(sa.String(3))
    role: Mapped[AccountRole]
    minor: Mapped[int]
    explain: Mapped[dict[str, Any]]


class MandateKind(LabelledEnum):
    """Whom a part of the earnings is for."""

    FAMILY = "family", _l("Family")
    OBLIGATION = "obligation", _l("Court debt or maintenance")


_OPEN_MANDATE = sa.text("ends_on IS NULL")


class Mandate(Audited, Base):
    """Somebody to whom a part of a person's earnings goes, from a day on: one at a time of each kind.

    ``basis`` is the paper it rests on. A family part also needs ``consented_on``, the day the person agreed.
    """

    __tablename__ = "earning_mandate"
    __table_args__ = (
        sa.Index("ix_earning_mandate_person", "person_id"),
        sa.Index(
            "uq_earning_mandate_open",
            "person_id",
            "kind",
            unique=True,
            sqlite_where=_OPEN_MANDATE,
            postgresql_where=_OPEN_MANDATE,
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[MandateKind]
    payee: Mapped[str] = mapped_column(sa.String(200))
    basis: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    consented_on: Mapped[dt.date | None] = mapped_column(default=None)
    begins_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None] = mapped_column(default=None)
    ended_by_death: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """A death that was recorded wrongly gives such an instruction back."""


class PayoutState(LabelledEnum):
    """Where a payout stands."""

    REQUESTED = "requested", _l("Waits for a second person")
    PAID = "paid", _l("Paid out")
    REFUSED = "refused", _l("Refused")


class Payout(Audited, Base):
    """Money that leaves a person's account, in cash or to a payee. Two humans decide: the database holds it."""

    __tablename__ = "payout"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_humans"),
        sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("(state = 'paid') = (entry_id IS NOT NULL)", name="paid_with_entry"),
        sa.Index("ix_payout_state", "state", "requested_at"),
        sa.Index("ix_payout_person", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_account.id"))
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    reason: Mapped[str] = mapped_column(sa.String(300))
    requested_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    requested_at: Mapped[dt.datetime]
    state: Mapped[PayoutState] = mapped_column(default=PayoutState.REQUESTED)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    entry_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), default=None)


append_only(table_of(EarningPart))
