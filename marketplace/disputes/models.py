"""What somebody contests, how much of it is held, and what a second human decided."""

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
from marketplace.ledger.models import EntryKind


class DisputeState(LabelledEnum):
    """Where it stands. Only what is open can be decided, once."""

    OPEN = "open", _l("Contested, waits for a decision")
    RETURNED = "returned", _l("Given back")
    LET_GO = "let_go", _l("The deduction stands")


class Dispute(Audited, Base):
    """One contested deduction: of a month, of a kind, to the account it went to. The database holds the two humans.

    While it is open ``minor`` stands on the person's account *In dispute*; ``entry_id`` put it there and
    ``end_entry_id`` takes it away.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("length(words) >= 5", name="says_why"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> raised_by", name="two_humans"),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("(state = 'open') = (end_entry_id IS NULL)", name="ends_with_entry"),
        sa.CheckConstraint("state = 'open' OR length(reason) >= 5", name="decided_with_reason"),
        sa.Index("ix_dispute_state", "state", "answer_by"),
        sa.Index("ix_dispute_person", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_account.id"))
    """Where the money had gone."""
    kind: Mapped[EntryKind]
    period: Mapped[str] = mapped_column(sa.String(7))
    minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    words: Mapped[str] = mapped_column(sa.String(300))
    raised_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    raised_at: Mapped[dt.datetime]
    answer_by: Mapped[dt.date]
    entry_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_entry.id"))
    state: Mapped[DisputeState] = mapped_column(default=DisputeState.OPEN)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    end_entry_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), default=None)
