"""Holds: money that stays on its account and is out of reach until it is settled, let go, or the time is over."""

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

_ACTIVE = sa.text("state = 'active'")


class HoldState(LabelledEnum):
    """What became of a hold. One whose time is over stays active by name and holds nothing."""

    ACTIVE = "active", _l("Held")
    POSTED = "posted", _l("Booked")
    VOIDED = "voided", _l("Let go")


class LedgerHold(Audited, Base):
    """``minor`` units of an account that only the entry of this hold may take before ``expires_at``."""

    __tablename__ = "ledger_hold"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("expires_at > placed_at", name="expires_later"),
        sa.CheckConstraint("(state = 'posted') = (entry_id IS NOT NULL)", name="posted_with_entry"),
        sa.Index("ix_ledger_hold_active", "account_id", sqlite_where=_ACTIVE, postgresql_where=_ACTIVE),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_account.id"))
    minor: Mapped[int] = mapped_column(sa.BigInteger)
    reason: Mapped[str] = mapped_column(sa.String(300))
    placed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"))
    placed_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    state: Mapped[HoldState] = mapped_column(default=HoldState.ACTIVE)
    settled_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    entry_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("ledger_entry.id"), default=None)
