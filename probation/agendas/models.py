"""Addresses of officers' calendars: only a hash of the secret is kept."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id

_OPEN = sa.text("withdrawn_at IS NULL")


class AgendaAddress(Audited, Base):
    """The address of one officer's appointments. At most one is open."""

    __tablename__ = "agenda_address"
    __table_args__ = (
        sa.Index("uq_agenda_address_open", "human_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.UniqueConstraint("token_hash"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    made_at: Mapped[dt.datetime]
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)
