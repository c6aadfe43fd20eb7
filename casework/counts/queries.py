"""Who was where at an instant, from the movement ledger and nothing else."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import is_admitted, is_excluded, may_know_of
from casework.custody.models import Arrival, Movement, MovementKind
from casework.custody.queries import newest_first, stands
from casework.custody.rules import WHERE
from casework.people.models import Person
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

person, movement, _arrival, _unit = table_of(Person), table_of(Movement), table_of(Arrival), table_of(Unit)
_prison = sa.bindparam("prison_id", type_=person.c.id.type)
_at = sa.bindparam("at", type_=movement.c.at.type)
_there = sa.exists().where(_arrival.c.movement_id == movement.c.id, _arrival.c.arrived_at <= _at)
_place = sa.case(
    *((movement.c.kind == kind, place) for kind, place in WHERE.items()),
    (movement.c.kind == MovementKind.ESCAPE, "at_large"),
    (sa.and_(movement.c.kind == MovementKind.TRANSFER, ~_there), "way"),
    else_="inside",
)
_ever = movement.alias("ever")
_been_here = sa.select(_ever.c.person_id).where(_ever.c.to_id == _prison, _ever.c.at <= _at)
_ranked = (
    sa.select(
        movement.c.person_id, movement.c.kind, movement.c.to_id, movement.c.from_id, movement.c.wing_id,
        movement.c.due_back_at, movement.c.destination, movement.c.at.label("since"), _place.label("place"),
        sa.func.row_number().over(partition_by=movement.c.person_id, order_by=newest_first).label("n"),
    )
    .where(movement.c.at <= _at, stands, movement.c.person_id.in_(_been_here))
    .subquery()
)  # fmt: skip
_counted_here = _ranked.c.to_id == _prison
_at_large = sa.and_(_ranked.c.place == "at_large", _ranked.c.from_id == _prison)
STANDING = sa.select(_ranked).where(_ranked.c.n == 1, sa.or_(_counted_here, _at_large)).subquery()
"""Everybody who is counted at ``prison_id`` at ``at``, and whoever escaped from it and did not return."""
_FIGURES = (
    sa.select(STANDING.c.wing_id, _unit.c.name, STANDING.c.place, sa.func.count().label("people"))
    .select_from(STANDING.outerjoin(_unit, _unit.c.id == STANDING.c.wing_id))
    .group_by(STANDING.c.wing_id, _unit.c.name, STANDING.c.place)
    .order_by(_unit.c.name.is_(None), _unit.c.name)
)


def figures(prison_id: uuid.UUID, at: dt.datetime) -> Sequence[Any]:
    """(wing_id, wing name, place, people) of a prison at an instant. ``place``: inside, court, … or at_large."""
    return session.execute(_FIGURES, {"prison_id": prison_id, "at": at}).all()


def standing(prison_id: uuid.UUID, at: dt.datetime) -> Sequence[Any]:
    """(person_id, wing_id, place, destination) of everybody counted at a prison at an instant."""
    counted = sa.select(STANDING.c.person_id, STANDING.c.wing_id, STANDING.c.place, STANDING.c.destination).where(
        STANDING.c.place != "at_large"
    )
    return session.execute(counted, {"prison_id": prison_id, "at": at}).all()


def _known(actor: Actor) -> sa.ColumnElement[bool]:
    """Whom the reader may meet in a count of a prison in their care: all but those hidden from them one by one."""
    reader = sa.literal(actor.human_id, person.c.id.type)
    return sa.and_(~is_excluded(reader), is_admitted(reader))


def people_at(
    actor: Actor, prison_id: uuid.UUID, at: dt.datetime, *, place: str = "", wing_id: uuid.UUID | None = None,
    unplaced: bool = False, after: uuid.UUID | None = None,
) -> Page[sa.Row[Any]]:  # fmt: skip
    """The people behind a figure, by name: of one place, of one wing, or of none (``unplaced``)."""
    statement = (
        sa.select(person.c.id, person.c.name, person.c.number, STANDING.c.place, STANDING.c.since,
                  STANDING.c.destination, STANDING.c.due_back_at, _unit.c.name.label("wing_name"))
        .select_from(person.join(STANDING, STANDING.c.person_id == person.c.id)
                     .outerjoin(_unit, _unit.c.id == STANDING.c.wing_id))
        .where(_known(actor))
        .params(prison_id=prison_id, at=at)
    )  # fmt: skip
    statement = statement.where(STANDING.c.place == place if place else STANDING.c.place != "at_large")
    if wing_id or unplaced:
        statement = statement.where(STANDING.c.wing_id == wing_id if wing_id else STANDING.c.wing_id.is_(None))
    return page_of(statement, person.c.sort_name, row_id=person.c.id, after=after)


_later = movement.alias("later")
_answered = sa.exists().where(
    _later.c.episode_id == movement.c.episode_id, _later.c.reverses_id.is_(None),
    sa.or_(_later.c.at > movement.c.at, sa.and_(_later.c.at == movement.c.at, _later.c.id > movement.c.id)),
)  # fmt: skip


def _late(actor: Actor, now: dt.datetime) -> sa.Select[Any]:
    return (
        sa.select(person.c.id, person.c.name, person.c.number, movement.c.kind, movement.c.destination,
                  movement.c.due_back_at, _unit.c.name.label("prison"), _unit.c.zone)
        .join(movement, movement.c.person_id == person.c.id)
        .join(_unit, _unit.c.id == movement.c.to_id)
        .where(may_know_of(actor, movement.c.person_id), movement.c.due_back_at < now, stands, ~_answered)
    )  # fmt: skip


def late_page(actor: Actor, now: dt.datetime, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """People who are out and should be back already, the longest overdue first."""
    return page_of(_late(actor, now), movement.c.due_back_at, row_id=person.c.id, after=after)


def count_late(actor: Actor, now: dt.datetime) -> int:
    """How many people are out and should be back already."""
    rows = _late(actor, now).with_only_columns(person.c.id).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0


_on_the_way = sa.and_(
    sa.literal_column("movement.kind = 'transfer'"),  # as the partial index says it
    stands,
    ~sa.exists().where(_arrival.c.movement_id == movement.c.id),
    ~_answered,
)


def arriving_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """People on the way to the actor's prisons, whose arrival nobody recorded yet, longest first."""
    return page_of(_arriving(actor), movement.c.at, row_id=person.c.id, after=after)


def _arriving(actor: Actor) -> sa.Select[Any]:
    from_unit = _unit.alias("from_unit")
    return (
        sa.select(person.c.id, person.c.name, person.c.number, movement.c.at, from_unit.c.name.label("from_name"),
                  _unit.c.name.label("prison"), _unit.c.zone)
        .join(movement, movement.c.person_id == person.c.id)
        .join(_unit, _unit.c.id == movement.c.to_id)
        .outerjoin(from_unit, from_unit.c.id == movement.c.from_id)
        .where(may_know_of(actor, movement.c.person_id), person.c.in_custody, _on_the_way)
    )  # fmt: skip


def count_arriving(actor: Actor) -> int:
    """How many people are on the way to the actor's prisons."""
    rows = _arriving(actor).with_only_columns(person.c.id).subquery()
    return session.scalar(sa.select(sa.func.count()).select_from(rows)) or 0
