"""What the public may know of a batch, written when the batch is published. No row here leads to a person."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class Provenance(Audited, Base):
    """A published batch: the secret on its labels and what its page says.

    ``made_at`` is empty unless the place may be named; the number of makers is kept nowhere here.
    """

    __tablename__ = "provenance"
    __table_args__ = (
        sa.CheckConstraint("length(token) >= 20", name="cannot_be_guessed"),
        sa.CheckConstraint("(revoked_on IS NULL) = (revoked_why = '')", name="revoked_with_reason"),
        sa.Index("ix_provenance_product", "product_id", "made_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("production_batch.id"), unique=True)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    code: Mapped[str] = mapped_column(sa.String(30))
    made_on: Mapped[dt.date]
    """The first day of the month: no page says more."""
    checked_on: Mapped[dt.date]
    pieces: Mapped[int]
    made_at: Mapped[str] = mapped_column(sa.String(240), default="", server_default="")
    published_at: Mapped[dt.datetime]
    revoked_on: Mapped[dt.date | None] = mapped_column(default=None)
    revoked_why: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")


class ProvenanceScan(Base):
    """How often a label was looked at on a day. Who looked, from where and with what is not kept."""

    __tablename__ = "provenance_scan"

    provenance_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("provenance.id"), primary_key=True)
    day: Mapped[dt.date] = mapped_column(primary_key=True)
    scans: Mapped[int]
