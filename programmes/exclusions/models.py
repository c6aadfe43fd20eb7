"""Times at which the holder of a place is not expected."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class DayPart(LabelledEnum):
    """The part of a day, by when a session begins: before 12:00, from 12:00, from 17:00."""

    DAY = "day", _l("The whole day")
    MORNING = "morning", _l("Morning")
    AFTERNOON = "afternoon", _l("Afternoon")
    EVENING = "evening", _l("Evening")


_OPEN = sa.text("until_on IS NULL")


class PlaceExclusion(Audited, Base):
    """Not expected on this weekday (0 is Monday) at this part of the day, from a day on. Ended, never deleted."""

    __tablename__ = "place_exclusion"
    __table_args__ = (
        sa.Index(
            "uq_place_exclusion_open", "allocation_id", "weekday", "part", unique=True, sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="in_order"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    weekday: Mapped[int]
    part: Mapped[DayPart]
    from_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(200))
    until_on: Mapped[dt.date | None] = mapped_column(default=None)
