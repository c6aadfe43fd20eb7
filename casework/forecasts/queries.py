"""Reading forecasts: one person's, and how many people of a prison are expected at each level in the months to come."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.class_monitor.queries import may_count
from casework.classification.models import Assessment, Classification
from casework.classification.rules import CURRENT
from casework.forecasts.models import LevelForecast
from casework.people.models import SecurityLevel
from casework.people.queries import person
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

_ahead, _made, _sheet, _unit = table_of(LevelForecast), table_of(Classification), table_of(Assessment), table_of(Unit)
_IN_FORCE = _made.c.state.in_(sorted(CURRENT))
_BASIS = (
    sa.select(
        _made.c.id, _made.c.person_id, _made.c.suggested_level, _made.c.decided_level, _made.c.decided_at,
        _sheet.c.answers, _sheet.c.version_id, _sheet.c.scored_at, _sheet.c.begun_at, person.c.born_latest,
        person.c.release_on, person.c.in_custody,
    )
    .select_from(
        _made.join(_sheet, _sheet.c.id == _made.c.assessment_id).join(person, person.c.id == _made.c.person_id)
    )
    .where(_IN_FORCE)
)  # fmt: skip
_OF = _BASIS.where(_made.c.person_id == sa.bindparam("person_id", type_=_made.c.person_id.type))
_KEPT = sa.exists().where(
    _ahead.c.classification_id == _made.c.id, _ahead.c.release_on.is_not_distinct_from(person.c.release_on)
)
_MISSING = (
    _BASIS.where(~_KEPT, _made.c.suggested_level.is_not(None), person.c.in_custody)
    .order_by(_made.c.person_id)
    .limit(sa.bindparam("most"))
)
_LEVEL = sa.func.coalesce(_ahead.c.level, sa.cast(person.c.level, sa.String))
_FROM = person.outerjoin(_made, sa.and_(_made.c.person_id == person.c.id, _IN_FORCE)).outerjoin(
    _ahead, _ahead.c.classification_id == _made.c.id
)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whose forecast: on a day, of a level (None for those without one), in a prison."""

    day: dt.date
    level: SecurityLevel | None
    prison: uuid.UUID | None = None


def basis_of(person_id: uuid.UUID) -> Any:
    """What the level in force of a person stands on; None for nobody's. The caller fetched the person."""
    return session.execute(_OF, {"person_id": person_id}).first()


def without_forecast(most: int) -> Sequence[Any]:
    """Levels in force whose forecast was never made or has another day of release, a part at a time."""
    return session.execute(_MISSING, {"most": most}).all()


def _inside(day: dt.date, today: dt.date) -> sa.ColumnElement[bool]:
    """Still inside on a day, as far as the date of release says. Today everybody is who is held."""
    if day <= today:
        return sa.true()
    return sa.or_(person.c.release_on.is_(None), person.c.release_on > day)


def _covers(day: dt.date) -> sa.ColumnElement[bool]:
    on_day = sa.and_(_ahead.c.from_on <= day, sa.or_(_ahead.c.until_on.is_(None), _ahead.c.until_on > day))
    return sa.or_(_ahead.c.id.is_(None), on_day)


def expected(
    actor: Actor, days: Sequence[dt.date], today: dt.date, prison: uuid.UUID | None
) -> Mapping[SecurityLevel | None, list[int]]:
    """Level → how many people this reader counts are expected on each day, in one statement."""
    sums = [sa.func.count().filter(_covers(day), _inside(day, today)).label(f"d{n}") for n, day in enumerate(days)]
    statement = sa.select(_LEVEL, *sums).select_from(_FROM).where(person.c.in_custody, may_count(actor))
    if prison:
        statement = statement.where(person.c.establishment_id == prison)
    rows = session.execute(statement.group_by(_LEVEL)).all()
    return {SecurityLevel(row[0]) if row[0] else None: list(row[1:]) for row in rows}


def people(actor: Actor, wanted: Wanted, today: dt.date, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Who is expected at a level on a day, of those this reader may see, a page at a time by key."""
    statement = (
        sa.select(
            person.c.id, person.c.name, person.c.other_name, person.c.number, person.c.level, person.c.next_review_on,
            person.c.release_on, _ahead.c.from_on, _ahead.c.held, _unit.c.name.label("prison"),
        )
        .select_from(_FROM.outerjoin(_unit, _unit.c.id == person.c.establishment_id))
        .where(person.c.in_custody, visible_to(actor), _covers(wanted.day), _inside(wanted.day, today))
        .where(_LEVEL.is_not_distinct_from(wanted.level.value if wanted.level else None))
    )  # fmt: skip
    if wanted.prison:
        statement = statement.where(person.c.establishment_id == wanted.prison)
    return page_of(statement, row_id=person.c.id, after=after)
