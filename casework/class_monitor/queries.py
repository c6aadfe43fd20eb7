"""Counting decisions by direction, and the people whose level is not the one their score gives."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.class_monitor.rules import band_starts
from casework.classification.models import Classification, ClassificationState
from casework.classification.rules import CURRENT
from casework.people.models import SecurityLevel
from casework.people.queries import person
from casework.worklists.queries import MOST
from kernel.accounts.models import Human
from kernel.authz import NO_CASE_DATA, Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

_made, _human, _unit = table_of(Classification), table_of(Human), table_of(Unit)
_decider, _author = _human.alias("decider"), _human.alias("author")
_prison, _wing = _unit.alias("prison"), _unit.alias("wing")
_DECIDED = (ClassificationState.DECIDED, ClassificationState.APPEALED, ClassificationState.SUPERSEDED)
_RANKS = {level.value: level.rank for level in SecurityLevel}


def _rank(column: sa.ColumnElement[Any]) -> sa.ColumnElement[int]:
    return sa.case(_RANKS, value=sa.cast(column, sa.String), else_=None)


_STEPS = _rank(_made.c.decided_level) - _rank(_made.c.suggested_level)
_FROM = (
    _made.join(person, person.c.id == _made.c.person_id)
    .outerjoin(_decider, _decider.c.id == _made.c.decided_by)
    .join(_author, _author.c.id == _made.c.author_id)
    .outerjoin(_prison, _prison.c.id == person.c.establishment_id)
    .outerjoin(_wing, _wing.c.id == person.c.wing_id)
)
_SPLIT = (
    sa.func.count().filter(_STEPS == 0).label("kept"),
    sa.func.count().filter(_STEPS > 0).label("up"),
    sa.func.count().filter(_STEPS < 0).label("down"),
)


def may_count(actor: Actor) -> sa.ColumnElement[bool]:
    """Who is counted for this reader.

    Readers of files count whom they may know of; statistics count everybody in scope but restricted files, and no name.
    """
    if not actor.roles <= NO_CASE_DATA:
        return visible_to(actor)
    open_files = sa.and_(person.c.merged_into_id.is_(None), person.c.restricted.is_(False))
    return open_files if actor.everywhere else sa.and_(open_files, person.c.establishment_id.in_(actor.establishments))


def _groups(actor: Actor, until: dt.date) -> Mapping[str, sa.ColumnElement[Any]]:
    bands = [(person.c.born_latest <= born, age) for born, age in band_starts(until)]
    place = _prison if actor.everywhere or len(actor.establishments) > 1 else _wing
    age, level = sa.case(*bands, else_=None), _made.c.suggested_level
    found = {"place": place.c.name, "level": level, "sex": person.c.sex, "age": age}
    if not actor.roles <= NO_CASE_DATA:
        found |= {"decider": _decider.c.name, "author": _author.c.name}
    return found


def split(actor: Actor, begins: dt.date, until: dt.date) -> dict[str, Sequence[tuple[Any, tuple[int, int, int]]]]:
    """By each grouping: (group, (as scored, above, below)) of the decisions of a period, in order of the groups."""
    first, last = (dt.datetime.combine(day, dt.time(), dt.UTC) for day in (begins, until))
    period = (_made.c.decided_at >= first, _made.c.decided_at < last, _made.c.state.in_(sorted(_DECIDED)))
    found: dict[str, Sequence[tuple[Any, tuple[int, int, int]]]] = {}
    for name, group in _groups(actor, until).items():
        statement = sa.select(group, *_SPLIT).select_from(_FROM).where(*period, _STEPS.is_not(None), may_count(actor))
        rows = session.execute(statement.group_by(group).order_by(group)).all()
        found[name] = [(row[0], (row.kept, row.up, row.down)) for row in rows]
    return found


def _standing(actor: Actor, *, above: bool) -> sa.Select[Any]:
    apart = _STEPS > 0 if above else _STEPS < 0
    return (
        sa.select(
            _made.c.id, _made.c.person_id, person.c.name, person.c.other_name, person.c.number, person.c.next_review_on,
            _made.c.suggested_level, _made.c.decided_level, _made.c.decided_at, _made.c.override_code,
            _made.c.override_words, _decider.c.name.label("decider"), _prison.c.name.label("prison"),
        )
        .select_from(_FROM)
        .where(_made.c.state.in_(sorted(CURRENT)), apart, person.c.in_custody, visible_to(actor))
    )  # fmt: skip


def apart(actor: Actor, *, above: bool, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """People inside whose level stands above (or below) their score, the longest first."""
    return page_of(_standing(actor, above=above), _made.c.decided_at, row_id=_made.c.id, after=after)


def count_apart(actor: Actor) -> tuple[int, int]:
    """How many stand above their score, how many below; each at most ``MOST``."""
    sized = [
        sa.select(sa.func.count())
        .select_from(_standing(actor, above=above).with_only_columns(_made.c.id).limit(MOST).subquery())
        .scalar_subquery()
        for above in (True, False)
    ]
    row = session.execute(sa.select(*sized)).one()
    return row[0], row[1]
