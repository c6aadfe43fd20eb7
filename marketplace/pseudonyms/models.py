"""Which name a person has at a brand. Internal: no public page may join it."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id

_IN_USE = sa.text("free_from IS NULL")


class Pseudonym(Audited, Base):
    """A name chosen by lot for a person at a brand. Once given up it rests until ``free_from``."""

    __tablename__ = "pseudonym"
    __table_args__ = (
        sa.Index(
            "uq_pseudonym_in_use", "brand_id", "words", unique=True, sqlite_where=_IN_USE, postgresql_where=_IN_USE
        ),
        sa.Index("ix_pseudonym_person", "person_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    brand_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("brand.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(sa.String(60))
    given_on: Mapped[dt.date]
    free_from: Mapped[dt.date | None] = mapped_column(default=None)
