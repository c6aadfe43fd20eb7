"""Drafts: the fields of one form, as typed."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class Draft(Base):
    """What a human has typed into one form about one thing; ``key`` names both, ``fields`` maps a name to values."""

    __tablename__ = "draft"
    __table_args__ = (sa.UniqueConstraint("human_id", "key"), sa.Index("ix_draft_kept", "kept_at"))

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    key: Mapped[str] = mapped_column(sa.String(200))
    fields: Mapped[dict[str, Any]]
    kept_at: Mapped[dt.datetime]
