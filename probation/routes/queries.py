"""Reading how a day was arranged."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from kernel.db import session
from probation.routes.models import DayRoute


def stops_of(officer_id: uuid.UUID, day: dt.date) -> list[str]:
    """The ids of the visits of a day in the officer's order; empty where they go by the clock."""
    wanted = (DayRoute.officer_id == officer_id, DayRoute.on == day)
    return list(session.scalar(sa.select(DayRoute.stops).where(*wanted)) or ())
