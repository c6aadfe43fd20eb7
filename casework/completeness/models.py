"""The stored figure of each prison, so that the homes of a nation cost the same as those of a village."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base


class FileTally(Base):
    """How complete the files of one prison were when they were counted last. ``missing``: item → files without it."""

    __tablename__ = "file_tally"

    prison_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    people: Mapped[int]
    present: Mapped[int]
    applicable: Mapped[int]
    missing: Mapped[dict[str, Any]]
    counted_at: Mapped[dt.datetime]
