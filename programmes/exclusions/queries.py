"""Reading the times at which holders of places are not expected."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from programmes.exclusions.models import DayPart, PlaceExclusion
from programmes.exclusions.rules import part_of
from programmes.places.models import Allocation

_except, _place = table_of(PlaceExclusion), table_of(Allocation)


def not_expected(held_on: dt.date, starts_at: dt.time) -> sa.ColumnElement[bool]:
    """Whether the holder of a place (the row of ``allocation`` around it) does not come to a session of that time."""
    return (
        sa.select(sa.literal(1))
        .where(
            _except.c.allocation_id == _place.c.id,
            _except.c.weekday == held_on.weekday(),
            _except.c.part.in_((DayPart.DAY, part_of(starts_at))),
            _except.c.from_on <= held_on,
            sa.or_(_except.c.until_on.is_(None), _except.c.until_on >= held_on),
        )
        .correlate(_place)
        .exists()
    )


def exclusions_of(allocation_ids: Sequence[uuid.UUID]) -> Sequence[Any]:
    """Every time not expected of some places: those that hold first, by weekday. The caller has fetched the person."""
    statement = (
        sa.select(_except)
        .where(_except.c.allocation_id.in_(allocation_ids))
        .order_by(_except.c.until_on.is_not(None), _except.c.weekday, _except.c.id)
    )
    return session.execute(statement.limit(100)).all()


def open_exclusions(allocation_ids: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, int, DayPart]]:
    """(place, weekday, part of the day) of every time not expected that has no end, of many places at once."""
    if not allocation_ids:
        return set()
    wanted = (_except.c.allocation_id.in_(allocation_ids), _except.c.until_on.is_(None))
    rows = session.execute(sa.select(_except.c.allocation_id, _except.c.weekday, _except.c.part).where(*wanted))
    return {(row.allocation_id, row.weekday, DayPart(row.part)) for row in rows}
