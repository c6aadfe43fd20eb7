"""Statements that were given out."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class StatementIssue(Base):
    """That a statement with these facts was given out. The same facts are the same row, whatever language or size.

    ``totals`` are currency to [what arrived, what stood to the accounts at the end], in minor units.
    """

    __tablename__ = "statement_issue"
    __table_args__ = (
        sa.UniqueConstraint("person_id", "period", "digest"),
        sa.CheckConstraint("length(digest) = 64", name="digest_is_hex"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    period: Mapped[str] = mapped_column(sa.String(7))
    digest: Mapped[str] = mapped_column(sa.String(64))
    code: Mapped[str] = mapped_column(sa.String(9), unique=True)
    totals: Mapped[dict[str, Any]]
    issued_on: Mapped[dt.date]
    issued_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"))


append_only(table_of(StatementIssue))
