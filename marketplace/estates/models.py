"""Estates: opened by a death, taken back with it."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id

_OPEN = sa.text("withdrawn_at IS NULL")


class Estate(Audited, Base):
    """That a person's money is kept for the estate from a day on: what stands there, and what still arrives."""

    __tablename__ = "estate"
    __table_args__ = (
        sa.Index("uq_estate_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_estate_opened", "opened_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    died_on: Mapped[dt.date]
    opened_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    opened_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    """The death was recorded wrongly: the person lives and has their money back."""
