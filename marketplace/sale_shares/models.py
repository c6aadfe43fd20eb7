"""Which batch the pieces of an order line came from, and which announced earnings share them. Nobody is named here."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class SaleShare(Base):
    """Pieces of one batch that went out in one line of an order, and what their makers get for each."""

    __tablename__ = "sale_share"
    __table_args__ = (
        sa.UniqueConstraint("order_id", "seq", "before", "batch_id"),
        sa.CheckConstraint("pieces > 0 AND labour_minor > 0", name="something_is_shared"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shop_order.id"))
    seq: Mapped[int] = mapped_column(sa.SmallInteger)
    before: Mapped[int]
    """Pieces of the line that had left earlier: an order may leave in parts."""
    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("production_batch.id"), index=True)
    pieces: Mapped[int]
    labour_minor: Mapped[int]
    sold_on: Mapped[dt.date]
    matures_on: Mapped[dt.date]


class SaleShareLine(Base):
    """An announced earning (its ``source_id``) that holds a part of a share. It follows a person through any merge."""

    __tablename__ = "sale_share_line"

    source_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    share_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("sale_share.id"), index=True)


class SaleReturn(Base):
    """Pieces of a share that came back. Only ever added to."""

    __tablename__ = "sale_return"
    __table_args__ = (sa.CheckConstraint("pieces > 0", name="something_came_back"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    share_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("sale_share.id"), index=True)
    pieces: Mapped[int]
    returned_on: Mapped[dt.date]


for _model in (SaleShare, SaleShareLine, SaleReturn):
    append_only(table_of(_model))
