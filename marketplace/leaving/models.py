"""Payouts at release."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id
from marketplace.earnings.models import PayoutState

_OPEN = sa.text("state = 'requested'")


class ReleasePayout(Audited, Base):
    """Everything that stands to a person's accounts, handed over when they leave. Two humans: the database holds it.

    ``paid`` keeps what each account gave, once it was paid: {"EUR": {"spendable": 500}}.
    """

    __tablename__ = "release_payout"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name="two_humans"),
        sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.Index("uq_release_payout_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    requested_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    requested_at: Mapped[dt.datetime]
    paid: Mapped[dict[str, Any]]
    state: Mapped[PayoutState] = mapped_column(default=PayoutState.REQUESTED)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
