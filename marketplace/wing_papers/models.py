"""The statements of a whole wing, made at once."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class StatementBatch(Base):
    """The statements of a wing for a month, asked for once and made as long work.

    ``people`` keeps who stood in the wing when it was asked for, in the order of the paper: {"ids": [...]}.
    """

    __tablename__ = "statement_batch"
    __table_args__ = (sa.Index("ix_statement_batch_unit", "unit_id", "asked_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    period: Mapped[str] = mapped_column(sa.String(7))
    large: Mapped[bool]
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_at: Mapped[dt.datetime]
    people: Mapped[dict[str, Any]]
    job_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("job.id"), default=None)
    finished_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class StatementSheaf(Base):
    """One paper of a batch: the statements of some of its people, one after the other."""

    __tablename__ = "statement_sheaf"

    batch_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("statement_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_document.id"))
    people: Mapped[int]


append_only(table_of(StatementSheaf))
