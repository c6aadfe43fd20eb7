"""The route of a day, as the officer arranged it."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class DayRoute(Base):
    """In which order an officer makes the visits of a day; those not named follow by their time."""

    __tablename__ = "day_route"
    __table_args__ = (sa.UniqueConstraint("officer_id", "on"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    officer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    on: Mapped[dt.date]
    stops: Mapped[list[str]]
