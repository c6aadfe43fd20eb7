"""Filters of the caseload that an officer keeps."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class SavedFilter(Base):
    """A filter of the caseload under a name of the officer's own."""

    __tablename__ = "saved_filter"
    __table_args__ = (sa.UniqueConstraint("human_id", "name"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    name: Mapped[str] = mapped_column(sa.String(60))
    whose: Mapped[str] = mapped_column(sa.String(36))
    level: Mapped[str] = mapped_column(sa.String(20))
    due: Mapped[str] = mapped_column(sa.String(20))
