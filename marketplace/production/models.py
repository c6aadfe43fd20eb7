"""Making: a batch, who worked on it (never shown to a buyer), and what passed inspection."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class BatchState(LabelledEnum):
    """Where a batch stands."""

    IN_WORK = "in_work", _l("In work")
    INSPECTED = "inspected", _l("Inspected")


class ShareRule(LabelledEnum):
    """What a maker's part of a batch is weighed by. Where nobody's minutes were noted, pieces weigh."""

    MINUTES = "minutes", _l("Minutes worked")
    GOOD_PIECES = "good_pieces", _l("Good pieces: a rejected piece pays nothing")
    ALL_PIECES = "all_pieces", _l("All pieces: a rejected piece pays like a good one")


class Batch(Audited, Base):
    """Pieces of one product made together. ``workshop_id`` is a programmes workshop, kept as a plain id with its name.

    ``sold`` counts the pieces handed over to buyers, the oldest batch first: so that every piece sold pays its makers.
    ``materials_minor`` is what the materials of the whole batch cost, in the product's currency.
    """

    __tablename__ = "production_batch"
    __table_args__ = (
        sa.CheckConstraint("planned > 0 AND passed >= 0 AND rejected >= 0", name="counts_are_not_negative"),
        sa.CheckConstraint("0 <= sold AND sold <= passed", name="sells_what_passed"),
        sa.CheckConstraint("passed + rejected <= planned", name="inspects_what_was_planned"),
        sa.CheckConstraint("materials_minor >= 0", name="materials_are_not_negative"),
        sa.Index("ix_production_batch_product", "product_id", "started_on", "id"),
        sa.Index("ix_production_batch_workshop", "workshop_id", "state"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(sa.String(30), unique=True)
    product_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("product.id"))
    place_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    workshop_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    planned: Mapped[int]
    passed: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    sold: Mapped[int] = mapped_column(default=0)
    started_on: Mapped[dt.date]
    state: Mapped[BatchState] = mapped_column(default=BatchState.IN_WORK)
    workshop: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    materials_minor: Mapped[int] = mapped_column(default=0, server_default="0")
    shared_by: Mapped[ShareRule] = mapped_column(default=ShareRule.MINUTES, server_default="minutes")


class Contribution(Base):
    """What a person put into a batch. Internal: no public page may join it. Only ever added to.

    ``session_id`` is the workshop session the minutes come from; equal to the row's id where they were typed. A row
    with a ``reason`` corrects the others: it may take away, never below nothing in sum.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        sa.UniqueConstraint("batch_id", "person_id", "session_id"),
        sa.CheckConstraint(
            "(reason <> '' AND (minutes <> 0 OR pieces <> 0 OR rejected <> 0))"
            " OR (minutes >= 0 AND pieces >= 0 AND rejected >= 0 AND minutes + pieces + rejected > 0)",
            name="something_was_done",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("production_batch.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    session_id: Mapped[uuid.UUID]
    minutes: Mapped[int]
    pieces: Mapped[int] = mapped_column(default=0)
    noted_at: Mapped[dt.datetime]
    noted_by: Mapped[uuid.UUID | None]
    rejected: Mapped[int] = mapped_column(default=0, server_default="0")
    reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")


class Inspection(Audited, Base):
    """A look at a batch: what may be sold and what may not, with the reason."""

    __tablename__ = "inspection"
    __table_args__ = (
        sa.CheckConstraint("passed >= 0 AND rejected >= 0 AND passed + rejected > 0", name="something_was_seen"),
        sa.Index("ix_inspection_batch", "batch_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("production_batch.id"))
    inspector_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"))
    passed: Mapped[int]
    rejected: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    at: Mapped[dt.datetime]


append_only(table_of(Contribution))
