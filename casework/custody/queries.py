"""Reading custody: the movement ledger, headcounts, stays, orders, belongings."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from casework.access.queries import file_now, visible_to, whole_file
from casework.custody.models import (
    Arrival,
    Belonging,
    CommitmentOrder,
    Episode,
    EpisodeKind,
    HoldingRule,
    Movement,
    MovementKind,
    ReceptionRecord,
)  # fmt: skip
from casework.people.models import Person
from casework.people.queries import PersonCard
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit, UnitKind

person, movement, episode = table_of(Person), table_of(Movement), table_of(Episode)
order, record, belonging = table_of(CommitmentOrder), table_of(ReceptionRecord), table_of(Belonging)
_holding, _arrival = table_of(HoldingRule), table_of(Arrival)
_unit, _human = table_of(Unit), table_of(Human)
_person_id = sa.bindparam("person_id", type_=person.c.id.type)

_against = movement.alias("against")
taken_back = sa.exists().where(_against.c.reverses_id == movement.c.id)
"""Whether a line of the ledger has a counter-entry."""
stands = sa.and_(movement.c.reverses_id.is_(None), ~taken_back)
"""Whether a line says where the person was: it is no counter-entry and has none."""
newest_first = (movement.c.at.desc(), movement.c.recorded_at.desc(), movement.c.id.desc())
_arrived = sa.exists().where(_arrival.c.movement_id == movement.c.id)
_LAST = (
    sa.select(movement.c.id, movement.c.kind, movement.c.at, movement.c.from_id, movement.c.to_id, movement.c.wing_id,
              sa.or_(movement.c.kind != MovementKind.TRANSFER, _arrived).label("arrived"))
    .where(movement.c.episode_id == sa.bindparam("episode_id", type_=person.c.id.type), stands)
    .order_by(*newest_first)
    .limit(1)
)  # fmt: skip
_ARRIVED_AT = sa.select(_arrival.c.arrived_at).where(
    _arrival.c.movement_id == sa.bindparam("movement_id", type_=person.c.id.type)
)


def last_movement(episode_id: uuid.UUID) -> Any:
    """(id, kind, at, from_id, to_id, wing_id, arrived) of the newest line of a stay that stands, or None."""
    return session.execute(_LAST, {"episode_id": episode_id}).first()


def arrived_at(movement_id: uuid.UUID) -> dt.datetime | None:
    """When the other prison says that somebody transferred was there."""
    return session.scalar(_ARRIVED_AT, {"movement_id": movement_id})


def newest_stay(person_id: uuid.UUID) -> Episode | None:
    """The person's newest stay in custody, open or over, to be changed by a command."""
    return session.scalar(
        sa.select(Episode)
        .where(Episode.person_id == person_id, Episode.kind == EpisodeKind.CUSTODY)
        .order_by(Episode.opened_at.desc(), Episode.id.desc())
        .limit(1)
    )


_ZONE = (
    sa.select(_unit.c.zone)
    .join(episode, episode.c.unit_id == _unit.c.id)
    .where(episode.c.person_id == _person_id, episode.c.kind == EpisodeKind.CUSTODY)
    .order_by(episode.c.opened_at.desc())
    .limit(1)
)


def on_prison_time(card: PersonCard) -> PersonCard:
    """The person with the clock of the prison of their newest stay, also after they left it, escaped or died."""
    zone = session.scalar(_ZONE, {"person_id": card.id})
    return replace(card, zone=zone) if zone else card


def open_episode(person_id: uuid.UUID, kind: EpisodeKind) -> Episode | None:
    """The person's open episode of this kind, to be changed by a command."""
    return session.scalar(
        sa.select(Episode).where(Episode.person_id == person_id, Episode.kind == kind, Episode.closed_at.is_(None))
    )


_from, _to, _wing = _unit.alias("from_unit"), _unit.alias("to_unit"), _unit.alias("wing")
_LEDGER = (
    sa.select(
        movement.c.id, movement.c.kind, movement.c.at, movement.c.recorded_at, movement.c.destination,
        movement.c.reason, movement.c.authority, movement.c.due_back_at, movement.c.reverses_id,
        taken_back.label("taken_back"), _arrival.c.arrived_at, movement.c.person_id,
        _from.c.name.label("from_name"), _to.c.name.label("to_name"),
        _wing.c.name.label("wing_name"),
        _human.c.name.label("who"),
    )
    .select_from(
        movement.outerjoin(_from, _from.c.id == movement.c.from_id)
        .outerjoin(_to, _to.c.id == movement.c.to_id)
        .outerjoin(_wing, _wing.c.id == movement.c.wing_id)
        .outerjoin(_human, _human.c.id == movement.c.recorded_by)
        .outerjoin(_arrival, _arrival.c.movement_id == movement.c.id)
    )
)  # fmt: skip
_MINE = _LEDGER.where(movement.c.person_id.in_(whole_file(_person_id))).order_by(*newest_first)
_BEFORE = _MINE.where(movement.c.at < sa.bindparam("before")).limit(sa.bindparam("most"))


def movements_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The movement ledger of a person, newest first."""
    return session.execute(_MINE.limit(200), {"person_id": person_id}).all()


def movements_before(person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[Any]:
    """The newest movements before an instant, for the timeline."""
    return session.execute(_BEFORE, {"person_id": person_id, "before": before, "most": most}).all()


def ledger_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Movements in the actor's prisons, newest first, with names."""
    statement = _LEDGER.add_columns(person.c.name, person.c.number).join(
        person, person.c.id == file_now(movement.c.person_id)
    )
    seen = statement.where(visible_to(actor))
    return page_of(seen, movement.c.at, row_id=movement.c.id, after=after, newest_first=True)


def _lines(way: sa.ColumnElement[Any], at: dt.datetime) -> sa.Subquery:
    """How many lines of the ledger lead into (or out of) each unit until an instant: the index alone answers it."""
    counted = sa.select(way.label("unit_id"), sa.func.count().label("n")).where(way.is_not(None), movement.c.at <= at)
    return counted.group_by(way).subquery()


def headcount(actor: Actor, at: dt.datetime) -> Sequence[Any]:
    """(id, name, people, operational places) of each prison in scope at an instant, from the movement ledger alone."""
    came, left = _lines(movement.c.to_id, at), _lines(movement.c.from_id, at)
    total = (sa.func.coalesce(came.c.n, 0) - sa.func.coalesce(left.c.n, 0)).label("people")
    statement = (
        sa.select(_unit.c.id, _unit.c.name, total, _holding.c.operational)
        .select_from(
            _unit.outerjoin(came, came.c.unit_id == _unit.c.id)
            .outerjoin(left, left.c.unit_id == _unit.c.id)
            .outerjoin(_holding, _holding.c.unit_id == _unit.c.id)
        )
        .where(_unit.c.kind == UnitKind.PRISON)
        .order_by(_unit.c.name)
    )
    if not actor.everywhere:
        statement = statement.where(_unit.c.id.in_(actor.establishments))
    return session.execute(statement).all()


_CUSTODY = (
    sa.select(
        episode.c.id.label("episode_id"), episode.c.opened_at, episode.c.closed_at, order.c.authority,
        order.c.reference,
        order.c.dated_on, order.c.signatory, order.c.grounds, order.c.legal_status, order.c.expires_on,
        record.c.arrested_at,
        record.c.arrest_place, record.c.arrested_by, record.c.visible_injuries, record.c.ill_treatment_complaint,
        record.c.rights_leaflet_language, record.c.health_screening_due, record.c.health_screened_on,
        record.c.family_informed_at, record.c.cash_minor, record.c.currency, _unit.c.name.label("unit_name"),
        _unit.c.zone,
    )
    .select_from(
        episode.join(order, order.c.id == episode.c.order_id)
        .join(_unit, _unit.c.id == episode.c.unit_id)
        .outerjoin(record, record.c.episode_id == episode.c.id)
    )
    .where(episode.c.person_id == _person_id, episode.c.kind == EpisodeKind.CUSTODY)
    .order_by(episode.c.opened_at.desc())
    .limit(sa.bindparam("most"))
)  # fmt: skip


def stays_of(person_id: uuid.UUID, most: int = 20) -> Sequence[Any]:
    """The stays in custody of a person with the order each rests on, newest first."""
    return session.execute(_CUSTODY, {"person_id": person_id, "most": most}).all()


_BELONGINGS = (
    sa.select(belonging).where(belonging.c.person_id == _person_id).order_by(belonging.c.returned_at, belonging.c.id)
)


def belongings_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What the prison keeps or kept for a person, what is still kept first."""
    return sorted(
        session.execute(_BELONGINGS, {"person_id": person_id}).all(), key=lambda row: row.returned_at is not None
    )


_ORDERS = (
    sa.select(order, episode.c.id.label("episode_id"), episode.c.closed_at)
    .select_from(order.outerjoin(episode, episode.c.order_id == order.c.id))
    .where(order.c.person_id == _person_id)
    .order_by(order.c.ended_on.is_not(None), order.c.dated_on.desc(), order.c.id.desc())
    .limit(50)
)


def orders_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Every order that holds or held a person, those in force first; ``episode_id`` of the stay that rests on it."""
    return session.execute(_ORDERS, {"person_id": person_id}).all()


def other_orders(person_id: uuid.UUID, today: dt.date) -> Sequence[Any]:
    """Orders in force that would still hold the person when the open stay ends: other warrants, detainers."""
    return [
        row for row in orders_of(person_id)
        if row.ended_on is None and row.episode_id is None and (row.expires_on is None or row.expires_on >= today)
    ]  # fmt: skip


def stays_over_since(person_id: uuid.UUID, at: dt.datetime) -> bool:
    """Whether a stay of this person was still open at ``at`` or later."""
    clause = sa.or_(episode.c.closed_at.is_(None), episode.c.closed_at > at)
    found = sa.select(episode.c.id).where(
        episode.c.person_id == person_id, episode.c.kind == EpisodeKind.CUSTODY, clause
    )
    return session.execute(found.limit(1)).first() is not None
