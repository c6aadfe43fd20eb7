"""Whose dates to compare, and what was found: lists that nobody in a prison can shorten."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import may_know_of
from casework.people.models import Person
from casework.rechecks.models import DateFlag, FlagKind
from casework.sentences.models import CalculationState, DateCalculation, Sentence
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

_flag, _person, _unit, _human = table_of(DateFlag), table_of(Person), table_of(Unit), table_of(Human)
_calculation, _sentence = table_of(DateCalculation), table_of(Sentence)
_person_id = sa.bindparam("person_id", type_=_person.c.id.type)
MOST = 1000
_EVERYBODY = (
    sa.union(
        sa.select(_calculation.c.person_id).where(_calculation.c.state != CalculationState.SUPERSEDED),
        sa.select(_sentence.c.person_id)
        .join(_person, _person.c.id == _sentence.c.person_id)
        .where(_sentence.c.ended_on.is_(None), _person.c.in_custody),
    )
    .subquery()
    .select()
    .order_by("person_id")
)
_LIVE = (
    sa.select(_calculation)
    .where(_calculation.c.person_id == _person_id, _calculation.c.state != CalculationState.SUPERSEDED)
    .order_by(_calculation.c.state)
)
_SHOWN = sa.select(_person.c.release_on, _person.c.expiry_on, _person.c.in_custody).where(_person.c.id == _person_id)


def everybody() -> Sequence[uuid.UUID]:
    """Everybody whose dates are compared: with dates that count, or inside under a sentence."""
    return session.scalars(_EVERYBODY).all()


def live_rows(person_id: uuid.UUID) -> Sequence[Any]:
    """The confirmed calculation of a person, then the one that waits."""
    return session.execute(_LIVE, {"person_id": person_id}).all()


def shown_dates(person_id: uuid.UUID) -> Any:
    """(release_on, expiry_on, in_custody) as the file shows them."""
    return session.execute(_SHOWN, {"person_id": person_id}).one()


def open_flags(person_id: uuid.UUID) -> Sequence[DateFlag]:
    """What is open on a person, to be closed by the comparison."""
    return session.scalars(
        sa.select(DateFlag).where(DateFlag.person_id == person_id, DateFlag.closed_at.is_(None))
    ).all()


def _seen(actor: Actor, about: sa.ColumnElement[Any], *columns: Any) -> sa.Select[Any]:
    """People named by ``about``, a column of a table with few rows: the statement begins there."""
    who = (_person.c.id.label("person_id"), _person.c.name, _person.c.number, _unit.c.name.label("prison"))
    joined = _person.outerjoin(_unit, _unit.c.id == _person.c.establishment_id)
    return sa.select(*columns, *who).select_from(joined).where(may_know_of(actor, about))


def _flagged(actor: Actor, kind: FlagKind) -> sa.Select[Any]:
    columns = [c for c in _flag.c if c.key != "person_id"]
    return (
        _seen(actor, _flag.c.person_id, *columns)
        .join(_flag, _flag.c.person_id == _person.c.id)
        .where(_flag.c.closed_at.is_(None), _flag.c.kind == kind)
    )


def flags_page(actor: Actor, kind: FlagKind, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """People whose dates do not hold in this way, the oldest finding first."""
    return page_of(_flagged(actor, kind), _flag.c.found_at, row_id=_flag.c.id, after=after)


def _waiting(actor: Actor) -> sa.Select[Any]:
    return (
        _seen(
            actor, _calculation.c.person_id, _calculation.c.id, _calculation.c.release_on, _calculation.c.expiry_on,
            _calculation.c.calculated_at.label("found_at"), _human.c.name.label("by_name"),
            _person.c.release_on.label("stands"),
        )
        .join(_calculation, _calculation.c.person_id == _person.c.id)
        .join(_human, _human.c.id == _calculation.c.calculated_by)
        .where(_calculation.c.state == CalculationState.PRELIMINARY)
    )  # fmt: skip


def waiting_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Dates that wait for a second person, the soonest release first."""
    return page_of(_waiting(actor), _calculation.c.release_on, row_id=_calculation.c.id, after=after)


def counts(actor: Actor, today: dt.date) -> dict[str, int]:
    """How many stand on each list, at most ``MOST``; ``late``: release has passed in dates that still wait."""
    lists = {kind.value: _flagged(actor, kind).with_only_columns(_flag.c.id) for kind in FlagKind}
    lists["waiting"] = _waiting(actor).with_only_columns(_calculation.c.id)
    lists["late"] = lists["waiting"].where(_calculation.c.release_on < today, _person.c.in_custody)
    sized = [
        sa.select(sa.func.count()).select_from(rows.limit(MOST).subquery()).scalar_subquery().label(name)
        for name, rows in lists.items()
    ]
    return dict(session.execute(sa.select(*sized)).mappings().one())
