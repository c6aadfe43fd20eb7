"""Counts that say what an account must be, and the proof of the books night by night. Neither is ever changed."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class BalanceAssertion(Audited, Base):
    """What somebody counted on an account (cash) or read off a bank statement, beside what the books said then.

    A difference is explained here or stays an alarm until a later count of the account agrees or explains it.
    """

    __tablename__ = "balance_assertion"
    __table_args__ = (
        sa.CheckConstraint("counted >= 0", name="not_negative"),
        sa.Index("ix_balance_assertion_account", "account_id", "counted_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_account.id"))
    on: Mapped[dt.date] = mapped_column("on_date")
    counted: Mapped[int] = mapped_column(sa.BigInteger)
    booked: Mapped[int] = mapped_column(sa.BigInteger)
    paper: Mapped[str] = mapped_column(sa.String(200))
    explanation: Mapped[str] = mapped_column(sa.String(300), default="")
    counted_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    counted_at: Mapped[dt.datetime]


class TrustProof(Base):
    """The proof of one day in one currency as the nightly work found it: what is held, what is owed, what drifted."""

    __tablename__ = "trust_proof"
    __table_args__ = (sa.UniqueConstraint("day", "currency"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    day: Mapped[dt.date]
    currency: Mapped[str] = mapped_column(sa.String(3))
    taken_at: Mapped[dt.datetime]
    held: Mapped[int] = mapped_column(sa.BigInteger)
    people: Mapped[int] = mapped_column(sa.BigInteger)
    funds: Mapped[int] = mapped_column(sa.BigInteger)
    drifted: Mapped[int]
    unbalanced: Mapped[int]
    prisons_wrong: Mapped[int] = mapped_column(default=0, server_default="0")
    """Trust funds of single prisons that were not what their people had."""


append_only(table_of(BalanceAssertion))
append_only(table_of(TrustProof))
