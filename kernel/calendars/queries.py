"""Reading calendars: two statements, however many establishments."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from kernel.calendars.models import CalendarChoice, OwnDay
from kernel.calendars.rules import WEEKDAYS, Calendar, OwnDays
from kernel.db import session, table_of

_choice, _own = table_of(CalendarChoice), table_of(OwnDay)


def calendar_of(establishment_id: uuid.UUID) -> Calendar:
    """The days of an establishment; Monday to Friday without holidays where nobody chose."""
    return calendars_of([establishment_id])[establishment_id]


def calendars_of(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Calendar]:
    """The calendar of each of these establishments."""
    wanted = list(dict.fromkeys(ids))
    chosen = {row.unit_id: row for row in session.execute(sa.select(_choice).where(_choice.c.unit_id.in_(wanted)))}
    own: dict[uuid.UUID, list[OwnDays]] = {key: [] for key in wanted}
    statement = sa.select(_own).where(_own.c.unit_id.in_(wanted), _own.c.taken_back_at.is_(None))
    for row in session.execute(statement.order_by(_own.c.first_on, _own.c.id)):
        own[row.unit_id].append(OwnDays(row.first_on, row.last_on, row.kind, row.reason))
    return {key: _calendar(chosen.get(key), own[key]) for key in wanted}


def _calendar(row: Any | None, own: Sequence[OwnDays]) -> Calendar:
    if row is None:
        return Calendar(WEEKDAYS, own=tuple(own))
    return Calendar(frozenset(int(one) for one in row.weekdays), row.country, row.subdivision, tuple(own))


def choice_of(unit_id: uuid.UUID) -> CalendarChoice | None:
    """What the establishment chose."""
    return session.scalar(sa.select(CalendarChoice).where(CalendarChoice.unit_id == unit_id))


def own_days(unit_id: uuid.UUID, year: int) -> Sequence[Any]:
    """The days an establishment closed or opened itself that touch a year, in order."""
    statement = (
        sa.select(_own)
        .where(
            _own.c.unit_id == unit_id, _own.c.taken_back_at.is_(None),
            _own.c.first_on <= dt.date(year, 12, 31), _own.c.last_on >= dt.date(year, 1, 1),
        )
        .order_by(_own.c.first_on, _own.c.id)
    )  # fmt: skip
    return session.execute(statement.limit(366)).all()


def own_day_of(day_id: uuid.UUID) -> OwnDay | None:
    """Days an establishment closed or opened."""
    return session.get(OwnDay, day_id)


def meets_own(unit_id: uuid.UUID, first: dt.date, last: dt.date) -> Any | None:
    """Days noted already that touch these, or None."""
    statement = sa.select(_own).where(
        _own.c.unit_id == unit_id, _own.c.taken_back_at.is_(None), _own.c.first_on <= last, _own.c.last_on >= first
    )
    return session.execute(statement.order_by(_own.c.first_on).limit(1)).first()
