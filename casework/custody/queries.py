"""Reading custody: places, the movement ledger, headcounts, orders."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import file_now, visible_to, whole_file
from casework.alerts.models import NonAssociation
from casework.custody.models import (
    Belonging,
    CommitmentOrder,
    Episode,
    EpisodeKind,
    HoldingRule,
    Movement,
    PlacementOverride,
    ReceptionRecord,
)  # fmt: skip
from casework.custody.rules import Limits, Room
from casework.people.models import Person
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit, UnitKind

person, movement, episode = table_of(Person), table_of(Movement), table_of(Episode)
order, record, belonging = table_of(CommitmentOrder), table_of(ReceptionRecord), table_of(Belonging)
_holding, _apart, _override = table_of(HoldingRule), table_of(NonAssociation), table_of(PlacementOverride)
_unit, _human = table_of(Unit), table_of(Human)
_person_id = sa.bindparam("person_id", type_=person.c.id.type)
_prison_id = sa.bindparam("prison_id", type_=person.c.id.type)

_other = person.alias("other")
_here = (
    sa.select(sa.func.count())
    .where(person.c.wing_id == _unit.c.id, person.c.in_custody, person.c.id != _person_id)
    .scalar_subquery()
)
_apart_here = (
    sa.select(sa.func.count())
    .select_from(
        _apart.join(
            _other,
            sa.or_(
                sa.and_(_apart.c.person_id == _person_id, _other.c.id == _apart.c.other_id),
                sa.and_(_apart.c.other_id == _person_id, _other.c.id == _apart.c.person_id),
            ),
        )
    )
    .where(_apart.c.closed_on.is_(None), _other.c.wing_id == _unit.c.id, _other.c.in_custody)
    .scalar_subquery()
)
_ROOMS = (
    sa.select(
        _unit.c.id, _unit.c.name, _unit.c.kind, _holding.c.sex, _holding.c.untried, _holding.c.least_age,
        _holding.c.most_age, _holding.c.emergency, _here.label("here"), _apart_here.label("apart_here"),
    )
    .select_from(_unit.outerjoin(_holding, _holding.c.unit_id == _unit.c.id))
    .where(
        sa.or_(_unit.c.id == _prison_id, sa.and_(_unit.c.establishment_id == _prison_id, _unit.c.kind == UnitKind.WING))
    )
    .order_by(_unit.c.name)
)  # fmt: skip


def rooms_of(prison_id: uuid.UUID, person_id: uuid.UUID | None = None) -> list[Room]:
    """The wings of a prison with what they may hold and who is there, as one person would meet them."""
    rows = session.execute(_ROOMS, {"prison_id": prison_id, "person_id": person_id or uuid.UUID(int=0)}).all()
    prison = tuple(_limits(row) for row in rows if row.id == prison_id and row.emergency is not None)
    return [
        Room(
            id=row.id,
            name=row.name,
            limits=(*((_limits(row),) if row.emergency is not None else ()), *prison),
            here=row.here,
            most=row.emergency,
            apart_here=row.apart_here,
        )
        for row in rows
        if row.id != prison_id
    ]


def _limits(row: Any) -> Limits:
    return Limits(sex=row.sex or "", untried=row.untried, least_age=row.least_age, most_age=row.most_age)


_LAST = (
    sa.select(movement.c.kind, movement.c.at)
    .where(movement.c.episode_id == sa.bindparam("episode_id", type_=person.c.id.type))
    .order_by(movement.c.at.desc(), movement.c.id.desc())
    .limit(1)
)


def last_movement(episode_id: uuid.UUID) -> Any:
    """(kind, instant) of the newest movement of a stay."""
    return session.execute(_LAST, {"episode_id": episode_id}).first()


def open_episode(person_id: uuid.UUID, kind: EpisodeKind) -> Episode | None:
    """The person's open episode of this kind, to be changed by a command."""
    return session.scalar(
        sa.select(Episode).where(Episode.person_id == person_id, Episode.kind == kind, Episode.closed_at.is_(None))
    )


_from, _to, _wing = _unit.alias("from_unit"), _unit.alias("to_unit"), _unit.alias("wing")
_LEDGER = (
    sa.select(
        movement.c.id, movement.c.kind, movement.c.at, movement.c.recorded_at, movement.c.destination,
        movement.c.reason,
        movement.c.person_id, _from.c.name.label("from_name"), _to.c.name.label("to_name"),
        _wing.c.name.label("wing_name"),
        _human.c.name.label("who"),
    )
    .select_from(
        movement.outerjoin(_from, _from.c.id == movement.c.from_id)
        .outerjoin(_to, _to.c.id == movement.c.to_id)
        .outerjoin(_wing, _wing.c.id == movement.c.wing_id)
        .outerjoin(_human, _human.c.id == movement.c.recorded_by)
    )
)  # fmt: skip
_MINE = _LEDGER.where(movement.c.person_id.in_(whole_file(_person_id))).order_by(
    movement.c.at.desc(), movement.c.id.desc()
)
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


def headcount(actor: Actor, at: dt.datetime) -> Sequence[Any]:
    """(id, name, people, operational places) of each prison in scope at an instant, from the movement ledger alone."""
    came = sa.select(movement.c.to_id.label("unit_id"), sa.literal(1).label("n")).where(movement.c.at <= at)
    left = sa.select(movement.c.from_id.label("unit_id"), sa.literal(-1).label("n")).where(movement.c.at <= at)
    moved = came.where(movement.c.to_id.is_not(None)).union_all(left.where(movement.c.from_id.is_not(None))).subquery()
    total = sa.func.coalesce(sa.func.sum(moved.c.n), 0).label("people")
    statement = (
        sa.select(_unit.c.id, _unit.c.name, total, _holding.c.operational)
        .select_from(
            _unit.outerjoin(moved, moved.c.unit_id == _unit.c.id).outerjoin(_holding, _holding.c.unit_id == _unit.c.id)
        )
        .where(_unit.c.kind == UnitKind.PRISON)
        .group_by(_unit.c.id, _unit.c.name, _holding.c.operational)
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
    .limit(20)
)  # fmt: skip


def stays_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The stays in custody of a person with the order each rests on, newest first."""
    return session.execute(_CUSTODY, {"person_id": person_id}).all()


_BELONGINGS = (
    sa.select(belonging).where(belonging.c.person_id == _person_id).order_by(belonging.c.returned_at, belonging.c.id)
)


def belongings_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What the prison keeps or kept for a person, what is still kept first."""
    return sorted(
        session.execute(_BELONGINGS, {"person_id": person_id}).all(), key=lambda row: row.returned_at is not None
    )


def overrides_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Placements against a separation rule, newest first."""
    statement = (
        sa.select(
            _override.c.id, _override.c.rule, _override.c.reason, _override.c.decided_at, _override.c.person_id,
            person.c.name, _unit.c.name.label("wing_name"), _human.c.name.label("who"),
        )
        .join(person, person.c.id == _override.c.person_id)
        .join(_unit, _unit.c.id == _override.c.wing_id)
        .join(_human, _human.c.id == _override.c.decided_by)
        .where(visible_to(actor))
    )  # fmt: skip
    return page_of(statement, row_id=_override.c.id, after=after, newest_first=True)
