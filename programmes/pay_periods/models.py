"""Pay runs and the lines they froze."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class PayPeriod(Audited, Base):
    """One pay run of a prison: every line earned up to its last day that no run before had frozen.

    ``nth`` is 1, and one more for each run up to the same day that was sent back before.
    """

    __tablename__ = "pay_period"
    __table_args__ = (sa.UniqueConstraint("unit_id", "last_on", "nth"), sa.UniqueConstraint("id", "frozen_by"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    last_on: Mapped[dt.date]
    frozen_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    frozen_at: Mapped[dt.datetime]
    announced: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    """Whether the ledger heard of it in the moment of freezing, as with runs before a second human approved them."""
    nth: Mapped[int] = mapped_column(sa.SmallInteger, default=1, server_default="1")


append_only(table_of(PayPeriod))


_FIRST = sa.text("again_after IS NULL")


class FrozenLine(Audited, Base):
    """That a pay line went into a run, and what was announced for it once what was too high before is taken off.

    ``id`` is the line's own: it is frozen once, and again only after the run that froze it last was sent back. The
    database holds both by ``again_after``. The announced sums of a run equal its lines.
    """

    __tablename__ = "frozen_line"
    __table_args__ = (
        sa.Index("ix_frozen_line_period", "period_id"),
        sa.Index("uq_frozen_line_first", "id", unique=True, sqlite_where=_FIRST, postgresql_where=_FIRST),
        sa.UniqueConstraint("id", "again_after"),
        sa.ForeignKeyConstraint(["id", "again_after"], ["frozen_line.id", "frozen_line.period_id"]),
        sa.CheckConstraint("paid_minor >= 0", name="never_negative"),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pay_line.id"), primary_key=True)
    period_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pay_period.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    paid_minor: Mapped[int] = mapped_column(sa.BigInteger)
    again_after: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("pay_return.id"), default=None)


append_only(table_of(FrozenLine))


class PayApproval(Audited, Base):
    """That a second human approved a run: the job of this moment books it, part by part."""

    __tablename__ = "pay_approval"
    __table_args__ = (
        sa.ForeignKeyConstraint(["id", "frozen_by"], ["pay_period.id", "pay_period.frozen_by"]),
        sa.CheckConstraint("approved_by <> frozen_by", name="two_humans"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    frozen_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    approved_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    approved_at: Mapped[dt.datetime]
    job_id: Mapped[uuid.UUID]


append_only(table_of(PayApproval))


class PayReturn(Audited, Base):
    """That a run was sent back unbooked, by whom and why: its lines wait for the next run. The run itself is kept."""

    __tablename__ = "pay_return"
    __table_args__ = (sa.CheckConstraint("length(reason) >= 5", name="reasoned"),)

    id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("pay_period.id"), primary_key=True)
    """The run's own."""
    reason: Mapped[str] = mapped_column(sa.String(300))
    returned_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    returned_at: Mapped[dt.datetime]


append_only(table_of(PayReturn))
