"""One row for each snapshot that was sealed: that it was, for whom, where it went. Nothing about anybody in it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class SealedSnapshot(Audited, Base):
    """A sealed snapshot. ``holders`` and ``signer`` are fingerprints; ``places`` says of each place how it went.

    ``gaps`` counts by prison (its id) what would be missing to search for people, see ``snapshots.rules.Gap``.
    """

    __tablename__ = "sealed_snapshot"
    __table_args__ = (
        sa.CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
        sa.CheckConstraint("people >= 0 AND size > 0", name="not_empty"),
        sa.Index("ix_sealed_snapshot_made_at", "made_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(sa.String(60), unique=True)
    made_at: Mapped[dt.datetime]
    day: Mapped[dt.date]
    people: Mapped[int]
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    signer: Mapped[str] = mapped_column(sa.String(40))
    holders: Mapped[dict[str, Any]]
    places: Mapped[dict[str, Any]]
    gaps: Mapped[dict[str, Any]]
