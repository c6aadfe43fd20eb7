"""Money that came from outside."""

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


class DepositState(LabelledEnum):
    """Where the money is."""

    WAITING = "waiting", _l("Owner not known yet")
    CREDITED = "credited", _l("Given to its owner")
    RETURNED = "returned", _l("Sent back")


class Deposit(Audited, Base):
    """A line of the bank, or an envelope: until a second human knows whose it is, it stands in suspense.

    ``bank_line`` names the line of the bank: entered twice, it is one deposit. Two humans: the database holds it.
    """

    __tablename__ = "deposit"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("settled_by IS NULL OR settled_by <> entered_by", name="two_humans"),
        sa.CheckConstraint("(state = 'waiting') = (settled_by IS NULL)", name="settled_by_somebody"),
        sa.CheckConstraint("(state = 'credited') = (person_id IS NOT NULL)", name="credited_to_somebody"),
        sa.Index("ix_deposit_state", "state", "received_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    received_on: Mapped[dt.date]
    minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    sender: Mapped[str] = mapped_column(sa.String(200))
    message: Mapped[str] = mapped_column(sa.String(300))
    bank_line: Mapped[str] = mapped_column(sa.String(100), unique=True)
    entered_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    entered_at: Mapped[dt.datetime]
    entry_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_entry.id"))
    state: Mapped[DepositState] = mapped_column(default=DepositState.WAITING)
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    settled_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    settled_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    settled_entry_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), default=None)
    why: Mapped[str] = mapped_column(sa.String(300), default="")
