"""Statements of the shop's bank, their lines, and how a bank's spreadsheet is read."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import SEALED, Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Format(LabelledEnum):
    """How a bank writes its statements."""

    CAMT = "camt", _l("CAMT.053 (XML)")
    MT940 = "mt940", _l("MT940")
    CSV = "csv", _l("Spreadsheet (CSV)")


class Outcome(LabelledEnum):
    """What a line turned out to be when it was held against the orders."""

    EXACT = "exact", _l("Pays an order")
    PART = "part", _l("Less than was owed")
    OVER = "over", _l("More than was owed")
    DUPLICATE = "duplicate", _l("The order was paid already")
    LATE = "late", _l("The order had expired")
    UNKNOWN = "unknown", _l("No order found")


class LineState(LabelledEnum):
    """What became of the money of a line."""

    OPEN = "open", _l("Waits for somebody")
    TAKEN = "taken", _l("Given to an order")
    SPLIT = "split", _l("Divided over orders")
    BACK = "back", _l("Goes back, waits for a second person")
    APPROVED = "approved", _l("Goes back, waits for the bank")
    SENT_BACK = "sent_back", _l("Sent back")
    DISCARDED = "discarded", _l("Not the shop's money")


class BankMapping(Audited, Base):
    """Which columns of a bank's spreadsheet hold what, kept under the bank's name for the next time."""

    __tablename__ = "bank_mapping"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    columns: Mapped[dict[str, str]] = mapped_column(sa.JSON)
    day_first: Mapped[bool] = mapped_column(default=True)


class BankStatement(Audited, Base):
    """A file that was read in. The same bytes are read once."""

    __tablename__ = "bank_statement"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    format: Mapped[Format]
    lines: Mapped[int]
    new_lines: Mapped[int]
    imported_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    imported_at: Mapped[dt.datetime]


class BankLine(Audited, Base):
    """Money that came in. ``checksum`` names the line, so that two statements that overlap hold it once.

    ``account`` is the payer's IBAN, sealed, only to send money back; it is shredded when it is no longer needed.
    ``suggested_id`` is an order of this sum and name: a person decides, never the machine.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="is_positive"),
        sa.CheckConstraint("asked_by IS NULL OR decided_by IS NULL OR asked_by <> decided_by", name="two_humans"),
        sa.CheckConstraint("state <> 'discarded' OR length(why) >= 5", name="reasoned"),
        sa.Index("ix_bank_line_state", "state", "booked_on"),
        sa.Index("ix_bank_line_order", "order_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    statement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("bank_statement.id"), index=True)
    checksum: Mapped[str] = mapped_column(sa.String(64), unique=True)
    booked_on: Mapped[dt.date]
    minor: Mapped[int]
    currency: Mapped[str] = mapped_column(sa.String(3))
    debtor: Mapped[str] = mapped_column(sa.String(140), info={SEALED: True})
    remittance: Mapped[str] = mapped_column(sa.String(300), info={SEALED: True})
    end_to_end: Mapped[str] = mapped_column(sa.String(40))
    entry_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("ledger_entry.id"), unique=True)
    outcome: Mapped[Outcome] = mapped_column(default=Outcome.UNKNOWN)
    state: Mapped[LineState] = mapped_column(default=LineState.OPEN)
    account: Mapped[bytes | None] = mapped_column(default=None)
    order_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("shop_order.id"), default=None)
    suggested_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("shop_order.id"), default=None)
    why: Mapped[str] = mapped_column(sa.String(300), default="")
    asked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    file_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("bank_file.id"), default=None)
