"""The nightly proof of the waiting lists."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class WaitingCheck(Audited, Base):
    """One night's look at every open wish: how many, and how many were put in order, by the cause."""

    __tablename__ = "waiting_check"
    __table_args__ = (sa.Index("ix_waiting_check_ran", "ran_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    ran_at: Mapped[dt.datetime]
    looked_at: Mapped[int]
    mended: Mapped[dict[str, Any]]
