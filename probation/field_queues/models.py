"""Files with sealed queues, kept sealed, and which records they brought."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class FieldQueue(Base):
    """One file as it was brought. It is known by the hash of its bytes, so that bringing it twice keeps it once."""

    __tablename__ = "field_queue"
    __table_args__ = (
        sa.Index("ix_field_queue_office", "office_id", "received_at"),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_by IS NULL)", name="taken_by_someone"),
        sa.CheckConstraint("length(source) >= 10", name="says_how_it_came"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id, init=False)
    sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    brought_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    received_at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(sa.Text)
    """How the file came, in the words of who brought it."""
    operations: Mapped[int]
    photos: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    taken_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    taken_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)


class FieldQueueRecord(Base):
    """A record that came by file and not over the network, and whose hands it went through."""

    __tablename__ = "field_queue_record"

    op_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("field_operation.id"), primary_key=True)
    queue_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("field_queue.id"), index=True)
    at: Mapped[dt.datetime]


append_only(table_of(FieldQueueRecord))
