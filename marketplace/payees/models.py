"""Payees of people, and what was sent to them."""

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


class PayeeState(LabelledEnum):
    """Where a payee stands."""

    WRITTEN = "written", _l("Waits for a second person")
    CONFIRMED = "confirmed", _l("Confirmed")
    REFUSED = "refused", _l("Refused")
    ENDED = "ended", _l("Ended")


class Payee(Audited, Base):
    """Somebody whom a person sends money to, and where to. A change of anything is a payee of its own: ``replaces_id``.

    ``identity`` is the paper of the recipient that was seen; ``consented_on`` the day on which the recipient agreed.
    Money goes there from ``usable_from`` on. Who writes and who confirms are two humans: the database holds it.
    """

    __tablename__ = "payee"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name="two_humans"),
        sa.CheckConstraint("(state = 'written') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("state <> 'confirmed' OR usable_from IS NOT NULL", name="confirmed_with_a_day"),
        sa.CheckConstraint("in_cash OR bank_account <> ''", name="bank_account_or_cash"),
        sa.Index("ix_payee_person", "person_id", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    relation: Mapped[str] = mapped_column(sa.String(100))
    bank_account: Mapped[str] = mapped_column(sa.String(60))
    identity: Mapped[str] = mapped_column(sa.String(200))
    consented_on: Mapped[dt.date]
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    written_at: Mapped[dt.datetime]
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("payee.id"), default=None)
    state: Mapped[PayeeState] = mapped_column(default=PayeeState.WRITTEN)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    usable_from: Mapped[dt.datetime | None] = mapped_column(default=None)
    in_cash: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """They come and take it in cash against the same paper, instead of a bank account."""


class Remittance(Audited, Base):
    """That a payout goes to a payee by bank; once the bank has sent it, the entry and the bank's reference."""

    __tablename__ = "remittance"
    __table_args__ = (
        sa.CheckConstraint("(sent_entry_id IS NULL) = (sent_on IS NULL)", name="sent_with_entry"),
        sa.CheckConstraint("sent_entry_id IS NULL OR bank_reference <> ''", name="sent_with_reference"),
        sa.Index("ix_remittance_payee", "payee_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("payout.id"), primary_key=True)
    """The payout's own."""
    payee_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("payee.id"))
    sent_on: Mapped[dt.date | None] = mapped_column(default=None)
    sent_entry_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), default=None)
    bank_reference: Mapped[str] = mapped_column(sa.String(60), default="")
