"""The levels that scores will give, kept by person and day so that a prison can be counted for the months to come."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casework.people.models import SecurityLevel
from kernel.db import Base
from kernel.ids import new_id


class LevelForecast(Base):
    """One stretch of days with one level, if nothing new happens. ``held``: decided away from the score, so it stays.

    Computed from the answers of the decision in force, never typed, never a source of truth.
    """

    __tablename__ = "level_forecast"
    __table_args__ = (
        sa.UniqueConstraint("classification_id", "from_on"),
        sa.Index("ix_level_forecast_person", "person_id", "from_on"),
        sa.CheckConstraint("until_on IS NULL OR until_on > from_on", name="days_in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    classification_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("classification.id"))
    from_on: Mapped[dt.date]
    level: Mapped[SecurityLevel]
    until_on: Mapped[dt.date | None] = mapped_column(default=None)
    """The first day that it is another one; None when nothing known changes it."""
    held: Mapped[bool] = mapped_column(default=False)
    release_on: Mapped[dt.date | None] = mapped_column(default=None)
    """The day of release that it was made with."""
