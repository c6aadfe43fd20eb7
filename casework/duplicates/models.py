"""How far the nightly search for duplicates has come."""

from __future__ import annotations

import uuid

from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base


class DuplicateSweep(Base):
    """How far the nightly search for duplicates has come among the files, by id. One row."""

    __tablename__ = "duplicate_sweep"

    id: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[uuid.UUID]
