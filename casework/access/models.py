"""Two lists per person: who may not see the file, and who alone may. They answer different dangers."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class Exclusion(Audited, Base):
    """A member of staff who may not see a person: a relative, a former neighbour."""

    __tablename__ = "exclusion"
    __table_args__ = (sa.Index("ix_exclusion_pair", "person_id", "human_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    begun_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class Restriction(Audited, Base):
    """Only these members of staff may see this person, who is absent everywhere for all others."""

    __tablename__ = "restriction"
    __table_args__ = (sa.Index("ix_restriction_pair", "person_id", "human_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    begun_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)
