"""Copies of a whole file, made for the person it is about."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import SEALED, Audited
from kernel.db import Base
from kernel.ids import new_id


class FileCopy(Audited, Base):
    """One copy: asked for, made by long work, read through by a human, handed over.

    ``words`` are what that human wants left out beside what the house finds by itself, one a line.
    """

    __tablename__ = "file_copy"
    __table_args__ = (
        sa.Index("ix_file_copy_person", "person_id", "asked_at", "id"),
        sa.CheckConstraint("given_at IS NULL OR document_id IS NOT NULL", name="made_before_given"),
        sa.CheckConstraint("(given_at IS NULL) = (given_by IS NULL)", name="given_by_somebody"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    language: Mapped[str] = mapped_column(sa.String(10))
    words: Mapped[str] = mapped_column(sa.Text, default="", info={SEALED: True})
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_at: Mapped[dt.datetime]
    job_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("job.id"), default=None)
    document_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_document.id"), default=None)
    parts: Mapped[list[str]] = mapped_column(default_factory=list)
    """The stored papers in their order: a long file comes in several."""
    left_out: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    """Ground → how many times something was left out on it."""
    given_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    given_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
