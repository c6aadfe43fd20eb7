"""What followed from a decision, as it was foreseen; questions among it stay open until somebody answers."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id

_OPEN = sa.text("asks AND answered_at IS NULL")


class LevelConsequence(Audited, Base):
    """One thing that a new level puts in question. ``asks`` when it is answered here, else in its own module.

    ``kind`` names the source that says it, ``facts`` what the source needs for that.
    """

    __tablename__ = "level_consequence"
    __table_args__ = (
        sa.Index("ix_level_consequence_classification", "classification_id"),
        sa.Index("ix_level_consequence_open", "person_id", sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.CheckConstraint("(answered_at IS NULL) = (answered_by IS NULL)", name="answered_by_somebody"),
        sa.CheckConstraint("answered_at IS NULL OR (asks AND length(words) >= 3)", name="answered_in_words"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    classification_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("classification.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    facts: Mapped[dict[str, Any]]
    asks: Mapped[bool]
    noted_at: Mapped[dt.datetime]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    answered_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")
