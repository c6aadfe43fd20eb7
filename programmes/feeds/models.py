"""Addresses of calendars: only a hash of the secret is kept."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id

_OPEN = sa.text("withdrawn_at IS NULL")


class FeedAddress(Audited, Base):
    """One address for the sessions of an instructor or of a workshop. At most one of each is open."""

    __tablename__ = "feed_address"
    __table_args__ = (
        sa.CheckConstraint("(human_id IS NULL) <> (workshop_id IS NULL)", name="of_one_thing"),
        sa.Index("uq_feed_address_human", "human_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("uq_feed_address_workshop", "workshop_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.UniqueConstraint("token_hash"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    made_at: Mapped[dt.datetime]
    human_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    workshop_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("workshop.id"), default=None)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)
