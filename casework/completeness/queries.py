"""Facts of the core file: of one person, of one page of people, of whole prisons, each in one statement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to, whole_file
from casework.completeness.models import FileTally
from casework.completeness.rules import CAN_BE_NONE, Core, CoreFile, ItemState, core_items, percent_of
from casework.custody.models import (
    Belonging,
    CommitmentOrder,
    Episode,
    EpisodeKind,
    Movement,
    MovementKind,
    ReceptionRecord,
)
from casework.custody.queries import stands
from casework.dossier.models import Child, Counsel, Hearing, NoteKind, NothingThere, RegisterNote
from casework.duties.models import DeathRecord
from casework.people.models import Identifier, Person, Relation
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

_person, _unit, _relation, _identifier = table_of(Person), table_of(Unit), table_of(Relation), table_of(Identifier)
_episode, _order, _record = table_of(Episode), table_of(CommitmentOrder), table_of(ReceptionRecord)
_movement, _belonging, _tally = table_of(Movement), table_of(Belonging), table_of(FileTally)
_note, _nothing, _death = table_of(RegisterNote), table_of(NothingThere), table_of(DeathRecord)
ADULT = dt.timedelta(days=18 * 365)
_AGES = {"juvenile": _person.c.born_latest > sa.bindparam("adults_born_by", type_=sa.Date)}


def _relative(*which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(_relation.c.person_id == _person.c.id, _relation.c.ended_on.is_(None), *which)


def _step(kind: MovementKind, *which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        _movement.c.person_id.in_(whole_file(_person.c.id)), _movement.c.kind == kind, stands, *which
    )


def _said(column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.func.coalesce(column, "") != ""


def _noted(kind: NoteKind) -> sa.ColumnElement[bool]:
    return sa.exists().where(_note.c.person_id == _person.c.id, _note.c.kind == kind)


def _has(model: type[Any], *which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    table = table_of(model)
    return sa.exists().where(table.c.person_id == _person.c.id, *which)


_led = sa.or_(_movement.c.to_id.is_not(None), _movement.c.destination != "")
_named = sa.and_(_person.c.name != "", sa.func.lower(_person.c.name) != "unknown")
_numbered = sa.exists().where(_identifier.c.person_id == _person.c.id)
_kept = sa.exists().where(_belonging.c.person_id == _person.c.id)
_GIVEN: Mapping[str, sa.ColumnElement[Any]] = {
    Core.IDENTITY.value: sa.and_(_named, sa.or_(_person.c.born_earliest.is_not(None), _numbered)),
    Core.GENDER.value: _person.c.gender != "",
    Core.ARREST_DATE.value: _record.c.arrested_at.is_not(None),
    Core.ARREST_TIME.value: _record.c.arrested_at.is_not(None),
    Core.ARREST_PLACE.value: _said(_record.c.arrest_place),
    Core.ARRESTED_BY.value: _said(_record.c.arrested_by),
    Core.ORDERED_BY.value: _said(_order.c.authority),
    Core.GROUNDS.value: _said(_order.c.grounds),
    Core.PLACE.value: _episode.c.unit_id.is_not(None),
    Core.ADMITTED_AT.value: _episode.c.opened_at.is_not(None),
    Core.TRANSFERS_AT.value: _step(MovementKind.TRANSFER),
    Core.TRANSFERS_TO.value: ~_step(MovementKind.TRANSFER, ~_led),
    Core.RELEASED_AT.value: _episode.c.closed_at.is_not(None),
    Core.INJURIES.value: _said(_record.c.visible_injuries),
    Core.ILL_TREATMENT.value: _said(_record.c.ill_treatment_complaint),
    Core.PROPERTY.value: sa.or_(_kept, sa.func.coalesce(_record.c.cash_minor, 0) > 0),
    Core.FAMILY.value: _relative(),
    Core.EMERGENCY.value: _relative(_relation.c.emergency),
    Core.NEXT_OF_KIN.value: _relative(_relation.c.next_of_kin),
    Core.HEALTH.value: _record.c.health_screened_on.is_not(None),
    Core.ASSESSMENTS.value: _person.c.level.is_not(None),
    Core.SUPERVISED_BY.value: _said(_order.c.supervising_authority),
    Core.CHILDREN.value: _has(Child),
    Core.HEARINGS.value: _has(Hearing),
    Core.LAWYER.value: _has(Counsel),
    Core.BEHAVIOUR.value: _noted(NoteKind.BEHAVIOUR),
    Core.REQUESTS.value: _noted(NoteKind.REQUEST),
    Core.SANCTIONS.value: _noted(NoteKind.SANCTION),
    Core.DEATH.value: _has(DeathRecord),
    Core.REMAINS.value: _has(DeathRecord, _death.c.remains_to != ""),
    Core.PARENTS_TOLD.value: _record.c.family_informed_at.is_not(None),
}
assert set(_GIVEN) == set(Core)


def _or_none(item: str, given: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """An item that can be absent is there too when somebody said that there is none."""
    if Core(item) not in CAN_BE_NONE:
        return given
    said = sa.exists().where(_nothing.c.episode_id == _episode.c.id, _nothing.c.item == item)
    return sa.or_(given, said)


_APPLIES: Mapping[str, sa.ColumnElement[Any]] = {
    "moved": _step(MovementKind.TRANSFER),
    "released": _episode.c.closed_at.is_not(None),
    "died": _step(MovementKind.DEATH),
    **_AGES,
}
_FACTS = {**{item: _or_none(item, given) for item, given in _GIVEN.items()}, **_APPLIES}
_WHEN = {Core.TRANSFERS_AT: "moved", Core.TRANSFERS_TO: "moved", Core.RELEASED_AT: "released", Core.DEATH: "died",
         Core.REMAINS: "died", Core.PARENTS_TOLD: "juvenile"}  # fmt: skip
_COLUMNS = [sa.func.coalesce(fact, sa.false()).label(name) for name, fact in _FACTS.items()]
_stay = _episode.alias("stay")
_NEWEST = (
    sa.select(_stay.c.id)
    .where(_stay.c.person_id == _person.c.id, _stay.c.kind == EpisodeKind.CUSTODY)
    .order_by(_stay.c.opened_at.desc())
    .limit(1)
    .scalar_subquery()
)
_PAPERS = (
    _person.join(_episode, _episode.c.person_id == _person.c.id)
    .outerjoin(_order, _order.c.id == _episode.c.order_id)
    .outerjoin(_record, _record.c.episode_id == _episode.c.id)
)
_ONE = (
    sa.select(*_COLUMNS)
    .select_from(_PAPERS)
    .where(_person.c.id == sa.bindparam("person_id", type_=_person.c.id.type), _episode.c.id == _NEWEST)
)


def core_file(person_id: uuid.UUID, today: dt.date) -> CoreFile | None:
    """The core items of a person whom the caller has fetched; None for somebody who was never received."""
    row = session.execute(_ONE, {"person_id": person_id, "adults_born_by": today - ADULT}).mappings().first()
    return core_items(dict(row)) if row else None


_HELD_NOW = (_person.c.in_custody, _episode.c.kind == EpisodeKind.CUSTODY, _episode.c.closed_at.is_(None))


@dataclass(kw_only=True)
class PrisonFiles:
    """The files of one prison together."""

    id: uuid.UUID
    name: str
    people: int = 0
    present: int = 0
    applicable: int = 0
    missing: Counter[Core] = field(default_factory=Counter)

    @property
    def percent(self) -> int:
        """The headline figure, rounded down."""
        return percent_of(self.present, self.applicable)

    def add(self, one: CoreFile, times: int) -> None:
        """Count a file that occurs so many times."""
        self.people += times
        self.present += times * one.present
        self.applicable += times * one.applicable
        for item in one.having(ItemState.MISSING):
            self.missing[item] += times


def prisons(actor: Actor | None, today: dt.date, prison_id: uuid.UUID | None = None) -> list[PrisonFiles]:
    """Completeness of the files of people in custody, per prison: one statement that groups alike files together.

    ``actor`` is None for the system, which counts everybody.
    """
    seen = visible_to(actor) if actor else _person.c.merged_into_id.is_(None)
    alike = (
        sa.select(_person.c.establishment_id, *_COLUMNS)
        .select_from(_PAPERS)
        .where(seen, *_HELD_NOW, *([_person.c.establishment_id == prison_id] if prison_id else []))
        .subquery()
    )
    counted = sa.select(_unit.c.name, alike, sa.func.count().label("times")).join(
        _unit, _unit.c.id == alike.c.establishment_id
    )
    grouped = counted.group_by(_unit.c.name, *alike.c).order_by(_unit.c.name)
    found: dict[uuid.UUID, PrisonFiles] = {}
    for row in session.execute(grouped, {"adults_born_by": today - ADULT}).mappings():
        one = found.setdefault(row["establishment_id"], PrisonFiles(id=row["establishment_id"], name=row["name"]))
        one.add(core_items(dict(row)), row["times"])
    return list(found.values())


def files_page(
    actor: Actor, prison_id: uuid.UUID, today: dt.date, after: uuid.UUID | None = None, without: Core | None = None
) -> Page[tuple[Any, CoreFile]]:
    """(person, core file) of the people in custody in a prison, by name; only those that lack one item if asked."""
    statement = (
        sa.select(_person.c.id, _person.c.name, _person.c.number, *_COLUMNS)
        .select_from(_PAPERS)
        .where(visible_to(actor), *_HELD_NOW, _person.c.establishment_id == prison_id)
        .params(adults_born_by=today - ADULT)
    )
    if without:
        statement = statement.where(~sa.func.coalesce(_FACTS[without.value], sa.false()))
        statement = statement.where(_FACTS[_WHEN[without]]) if without in _WHEN else statement
    found = page_of(statement, _person.c.sort_name, row_id=_person.c.id, after=after)
    return Page([(row, core_items(row._asdict())) for row in found.rows], found.after)


def tallies(actor: Actor) -> list[PrisonFiles]:
    """The stored figures of the actor's prisons, by name: as many rows as prisons, however many people."""
    statement = sa.select(_tally, _unit.c.name).join(_unit, _unit.c.id == _tally.c.prison_id).order_by(_unit.c.name)
    if not actor.everywhere:
        statement = statement.where(_tally.c.prison_id.in_(actor.establishments))
    return [
        PrisonFiles(id=row.prison_id, name=row.name, people=row.people, present=row.present, applicable=row.applicable)
        for row in session.execute(statement)
    ]
