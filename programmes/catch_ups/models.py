"""Which session makes up for which, for whom."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class CatchUp(Audited, Base):
    """One person makes up for one missed session in a session of its own (a ``class_session`` with ``catch_up``)."""

    __tablename__ = "catch_up"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "allocation_id", "missed_id"),
        sa.Index("ix_catch_up_allocation", "allocation_id"),
        sa.Index("ix_catch_up_missed", "missed_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    session_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("class_session.id"))
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    missed_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("class_session.id"))
