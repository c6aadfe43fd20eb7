"""Where a person's money stood, stay by stay, and what it was when a stay began. Neither is ever changed."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class TrustPlace(Audited, Base):
    """From a moment on, a prison's trust fund answers for what stands to a person's accounts. ``nth`` counts from one.

    The accounts stay the person's own: holds, payouts that wait and pay on its way lose nothing when they move.
    """

    __tablename__ = "trust_place"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "nth"),
        sa.CheckConstraint("nth >= 1", name="counts_from_one"),
        sa.Index("ix_trust_place_unit", "unit_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    nth: Mapped[int]
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    since: Mapped[dt.datetime]


class TrustMark(Base):
    """What an account stood at when it came to a place: by foreign key, the balance after that very posting."""

    __tablename__ = "trust_mark"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["account_id", "legs", "balance"],
            ["ledger_posting.account_id", "ledger_posting.nth", "ledger_posting.balance_after"],
        ),
    )

    place_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("trust_place.id"), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    legs: Mapped[int]
    balance: Mapped[int] = mapped_column(sa.BigInteger)


append_only(table_of(TrustPlace))
append_only(table_of(TrustMark))
