"""How many pieces lie where, how many of them are promised, and every move that made it so."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class MoveKind(LabelledEnum):
    """Why pieces came, were promised or went."""

    PRODUCED = "produced", _l("Passed inspection")
    RESERVED = "reserved", _l("Promised to an order")
    RELEASED = "released", _l("Promise withdrawn")
    PICKED_UP = "picked_up", _l("Handed over")
    COUNTED = "counted", _l("Counted")
    RETURNED = "returned", _l("Brought back by the buyer")
    MOVED = "moved", _l("Moved between places")


class Stock(Base):
    """Pieces of one product at one place. Its history is ``stock_move``; it changes only by conditional statements."""

    __tablename__ = "stock"
    __table_args__ = (
        sa.UniqueConstraint("product_id", "place_id"),
        sa.CheckConstraint("0 <= reserved AND reserved <= on_hand", name="never_oversold"),
        sa.Index("ix_stock_place", "place_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    place_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    low_at: Mapped[int] = mapped_column(default=3)


class StockMove(Base):
    """One change of a stock: by how many pieces, there and promised. The same ``idem_key`` moves once."""

    __tablename__ = "stock_move"
    __table_args__ = (
        sa.Index("ix_stock_move_stock", "stock_id", "at"),
        sa.Index("ix_stock_move_ref", "ref_id", "kind"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    stock_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stock.id"))
    kind: Mapped[MoveKind]
    on_hand: Mapped[int]
    reserved: Mapped[int]
    ref_id: Mapped[uuid.UUID]
    idem_key: Mapped[str] = mapped_column(sa.String(120), unique=True)
    at: Mapped[dt.datetime]
    by: Mapped[uuid.UUID | None]


append_only(table_of(StockMove))
