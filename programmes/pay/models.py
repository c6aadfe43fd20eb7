"""Dated rates, the pay lines they make, and the sessions that could not be paid yet."""

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


class RateBasis(LabelledEnum):
    """What the rate is paid for."""

    HOUR = "hour", _l("an hour")
    SESSION = "session", _l("a session")
    PIECE = "piece", _l("a piece")


_EVERYWHERE = sa.text("unit_id IS NULL")


class PayRate(Audited, Base):
    """What a programme pays from a date until the next rate begins. ``unit_id`` None means everywhere.

    ``band`` is whom it is for, such as "Trainee"; "" for places without a band. ``batch`` is how many good pieces it
    pays for: only full batches are paid, what is over is carried.
    """

    __tablename__ = "pay_rate"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "unit_id", "valid_from", "band"),
        sa.Index(
            "uq_pay_rate_everywhere",
            "programme_id",
            "valid_from",
            "band",
            unique=True,
            sqlite_where=_EVERYWHERE,
            postgresql_where=_EVERYWHERE,
        ),
        sa.CheckConstraint("minor > 0", name="never_zero"),
        sa.CheckConstraint("batch = 1 OR (batch > 1 AND basis = 'piece')", name="batches_are_of_pieces"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    programme_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("programme.id"))
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    basis: Mapped[RateBasis]
    minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    valid_from: Mapped[dt.date]
    band: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    batch: Mapped[int] = mapped_column(default=1, server_default="1")


class PayLine(Audited, Base):
    """What a fact (an attendance row, a promise for a cancelled session) earned, or by how much that was mended since.

    The lines of a ``fact_id`` sum to what it earns now; those that mend may be negative. Where batches are paid,
    all lines of a person, programme and band sum to the full batches. Never changed: a run freezes it as it is.
    """

    __tablename__ = "pay_line"
    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.Index("ix_pay_line_person", "person_id", "earned_on"),
        sa.Index("ix_pay_line_fact", "fact_id"),
        sa.Index("ix_pay_line_unit", "unit_id", "earned_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    source: Mapped[str] = mapped_column(sa.String(30))
    source_id: Mapped[uuid.UUID]
    rate_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pay_rate.id"))
    earned_on: Mapped[dt.date]
    minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    explain: Mapped[dict[str, Any]]
    # None on lines that were paid at once, before there were pay runs and when their fact is not known any more.
    fact_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)


append_only(table_of(PayLine))


class ExceptionKind(LabelledEnum):
    """Why a pay line waits for a human."""

    NO_RATE = "no_rate", _l("No rate for that day")
    OVERPAID = "overpaid", _l("A correction lowered a line that was paid")


class PayException(Audited, Base):
    """A fact that should be paid and cannot be yet: a work item, never a silent zero."""

    __tablename__ = "pay_exception"
    __table_args__ = (
        sa.UniqueConstraint("source", "source_id"),
        sa.Index("ix_pay_exception_open", "unit_id", "solved_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    kind: Mapped[ExceptionKind]
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    programme_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("programme.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    source: Mapped[str] = mapped_column(sa.String(30))
    source_id: Mapped[uuid.UUID]
    earned_on: Mapped[dt.date]
    minutes: Mapped[int]
    pieces: Mapped[int]
    solved_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    solution: Mapped[str] = mapped_column(sa.String(200), default="")
    band: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
