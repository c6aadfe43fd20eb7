"""Reading places: where a person could go, how full it is, who is in the wrong one, which rules were broken."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.alerts.models import NonAssociation
from casework.capacity.rules import UNTRIED, Limits, Room
from casework.custody.models import HoldingRule, PlacementOverride
from casework.people.models import LegalStatus, Person
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit, UnitKind

person, _holding, _apart = table_of(Person), table_of(HoldingRule), table_of(NonAssociation)
_override, _unit, _human = table_of(PlacementOverride), table_of(Unit), table_of(Human)
_person_id = sa.bindparam("person_id", type_=person.c.id.type)
_prison_id = sa.bindparam("prison_id", type_=person.c.id.type)
_other = person.alias("other")
_here = (
    sa.select(sa.func.count())
    .where(
        person.c.establishment_id == _prison_id,
        person.c.in_custody,
        person.c.id != _person_id,
        sa.or_(person.c.wing_id == _unit.c.id, _unit.c.id == _prison_id),
    )
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
        _holding.c.most_age, _holding.c.civil, _holding.c.official, _holding.c.operational, _holding.c.emergency,
        _here.label("here"), _apart_here.label("apart_here"),
    )
    .select_from(_unit.outerjoin(_holding, _holding.c.unit_id == _unit.c.id))
    .where(
        sa.or_(_unit.c.id == _prison_id, sa.and_(_unit.c.establishment_id == _prison_id, _unit.c.kind == UnitKind.WING))
    )
    .order_by(_unit.c.kind != UnitKind.PRISON, _unit.c.name)
)  # fmt: skip
NOBODY = uuid.UUID(int=0)


def units_of(prison_id: uuid.UUID, person_id: uuid.UUID = NOBODY) -> Sequence[Any]:
    """The prison, then its wings: what each may hold, its places in three senses, and who is there now."""
    return session.execute(_ROOMS, {"prison_id": prison_id, "person_id": person_id}).all()


def rooms_of(prison_id: uuid.UUID, person_id: uuid.UUID | None = None) -> list[Room]:
    """The wings of a prison with what they may hold and who is there, as one person would meet them."""
    rows = units_of(prison_id, person_id or NOBODY)
    prison = tuple(_limits(row) for row in rows if row.id == prison_id and row.emergency is not None)
    return [
        Room(id=row.id, name=row.name, limits=(*_own(row), *prison), here=row.here, most=row.emergency,
             apart_here=row.apart_here)
        for row in rows
        if row.id != prison_id
    ]  # fmt: skip


def gate_of(prison_id: uuid.UUID, person_id: uuid.UUID) -> Room | None:
    """The prison as a whole, as somebody would meet it who is sent there without a wing yet."""
    row = next((row for row in units_of(prison_id, person_id) if row.id == prison_id), None)
    return row and Room(id=row.id, name=row.name, limits=_own(row), here=row.here, most=row.emergency)


def _own(row: Any) -> tuple[Limits, ...]:
    return (_limits(row),) if row.emergency is not None else ()


def _limits(row: Any) -> Limits:
    return Limits(
        sex=row.sex or "", untried=row.untried, least_age=row.least_age, most_age=row.most_age, civil=row.civil
    )


def rule_of(unit_id: uuid.UUID) -> HoldingRule | None:
    """The rule of a unit, to be changed by a command."""
    return session.scalar(sa.select(HoldingRule).where(HoldingRule.unit_id == unit_id))


def _years_before(today: dt.date, years: int) -> dt.date:
    day = min(today.day, 28) if (today.month, today.day) == (2, 29) else today.day
    return dt.date(today.year - years, today.month, day)


def _breaks(limits: Limits, today: dt.date) -> list[sa.ColumnElement[bool]]:
    """Whom a unit with these limits may not hold: the rule of separation as clauses over ``person``."""
    status, civil = person.c.legal_status, person.c.legal_status == LegalStatus.CIVIL
    untried = status.in_(sorted(UNTRIED))
    found: list[sa.ColumnElement[bool]] = []
    if limits.sex:
        found.append(person.c.sex != limits.sex)
    if limits.civil is not None or limits.untried is False:
        found.append(~civil if limits.civil else civil)
    if limits.untried is not None:
        found.append(sa.and_(~civil, ~untried if limits.untried else untried))
    if limits.least_age is not None:
        born = person.c.born_latest
        found.append(sa.or_(born.is_(None), born > _years_before(today, limits.least_age)))
    if limits.most_age is not None:
        born = person.c.born_earliest
        found.append(sa.or_(born.is_(None), born <= _years_before(today, limits.most_age + 1)))
    return found


def _enemy_here() -> sa.ColumnElement[bool]:
    pair = sa.or_(
        sa.and_(_apart.c.person_id == person.c.id, _apart.c.other_id == _other.c.id),
        sa.and_(_apart.c.other_id == person.c.id, _apart.c.person_id == _other.c.id),
    )
    return (
        sa.exists()
        .select_from(_apart.join(_other, pair))
        .where(_apart.c.closed_on.is_(None), _other.c.in_custody, _other.c.wing_id == person.c.wing_id)
        .correlate(person)
    )


def _wrong(prison_id: uuid.UUID, today: dt.date) -> sa.ColumnElement[bool]:
    clauses = [sa.and_(person.c.wing_id.is_not(None), _enemy_here())]
    for row in units_of(prison_id):
        if row.emergency is not None:
            there = person.c.establishment_id if row.id == prison_id else person.c.wing_id
            breaks = _breaks(_limits(row), today)
            clauses += [sa.and_(there == row.id, sa.or_(*breaks))] if breaks else []
    return sa.and_(person.c.establishment_id == prison_id, person.c.in_custody, sa.or_(*clauses))


def misplaced(actor: Actor, prison_id: uuid.UUID, today: dt.date, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """People who are where a rule of separation forbids, or with somebody they must be kept apart from, by name."""
    statement = (
        sa.select(person.c.id, person.c.name, person.c.number, person.c.sex, person.c.legal_status,
                  person.c.born_earliest, person.c.born_latest, person.c.wing_id, _unit.c.name.label("wing_name"),
                  sa.and_(person.c.wing_id.is_not(None), _enemy_here()).label("enemy"))
        .select_from(person.outerjoin(_unit, _unit.c.id == person.c.wing_id))
        .where(visible_to(actor), _wrong(prison_id, today))
    )  # fmt: skip
    return page_of(statement, person.c.sort_name, row_id=person.c.id, after=after)


def count_misplaced(actor: Actor, prison_id: uuid.UUID, today: dt.date) -> int:
    """How many people of a prison are in the wrong place."""
    counted = sa.select(sa.func.count()).select_from(person).where(visible_to(actor), _wrong(prison_id, today))
    return session.scalar(counted) or 0


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
