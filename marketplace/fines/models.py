"""Fines and damages."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id
from marketplace.earnings.models import PayoutState
from marketplace.ledger.models import AccountRole


class Fine(Audited, Base):
    """What a person pays by a decision that has a number, once. Two humans: the database holds it."""

    __tablename__ = "fine"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "decision"),
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("length(decision) >= 5", name="has_a_decision"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_humans"),
        sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("(state = 'paid') = (entry_id IS NOT NULL)", name="paid_with_entry"),
        sa.Index("ix_fine_state", "state", "requested_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    decision: Mapped[str] = mapped_column(sa.String(120))
    decided_on: Mapped[dt.date]
    fund: Mapped[AccountRole]
    minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    requested_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    requested_at: Mapped[dt.datetime]
    state: Mapped[PayoutState] = mapped_column(default=PayoutState.REQUESTED)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    entry_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), default=None)
