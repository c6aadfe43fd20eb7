"""What was counted at a place on a day, shelf by shelf."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class StockTake(Audited, Base):
    """One count of a place: how many shelves, and how many of them were not as the books said."""

    __tablename__ = "stock_take"
    __table_args__ = (
        sa.CheckConstraint("shelves > 0 AND differences >= 0 AND differences <= shelves", name="something_was_counted"),
        sa.Index("ix_stock_take_place", "place_id", "taken_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    place_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    taken_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    taken_at: Mapped[dt.datetime]
    shelves: Mapped[int]
    differences: Mapped[int]


class StockTakeLine(Base):
    """One shelf of a count: what the books said, what was there, and why it differs."""

    __tablename__ = "stock_take_line"
    __table_args__ = (
        sa.CheckConstraint("counted >= 0", name="count_is_not_negative"),
        sa.CheckConstraint("counted = expected OR reason <> ''", name="difference_has_a_reason"),
    )

    take_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stock_take.id"), primary_key=True)
    stock_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stock.id"), primary_key=True)
    expected: Mapped[int]
    counted: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(200), default="")


append_only(table_of(StockTakeLine))
