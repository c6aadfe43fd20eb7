"""Papers that were given out are kept byte for byte: what was signed can be shown again."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class StoredDocument(Base):
    """One paper as it left the press. ``kind`` is the maker's word ("plan.agreed"); rows only ever arrive."""

    __tablename__ = "stored_document"
    __table_args__ = (
        sa.CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
        sa.CheckConstraint("size > 0", name="not_empty"),
        sa.Index("ix_stored_document_person", "person_id", "kind", "created_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    kind: Mapped[str] = mapped_column(sa.String(60))
    person_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    title: Mapped[str] = mapped_column(sa.String(200))
    media_type: Mapped[str] = mapped_column(sa.String(60))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    size: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    created_by: Mapped[uuid.UUID | None]
    created_at: Mapped[dt.datetime]


append_only(table_of(StoredDocument))
