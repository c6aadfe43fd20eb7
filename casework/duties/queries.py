"""Reading duties."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import may_know_of
from casework.custody.models import Episode, EpisodeKind, Movement, MovementKind, ReceptionRecord
from casework.custody.queries import stands
from casework.duties.models import DeathRecord, Duty, OutsideDeath
from casework.people.models import Person
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

person, _duty, _death = table_of(Person), table_of(Duty), table_of(DeathRecord)
_movement, _human, _unit = table_of(Movement), table_of(Human), table_of(Unit)
_record, _episode, _outside = table_of(ReceptionRecord), table_of(Episode), table_of(OutsideDeath)
_person_id = sa.bindparam("person_id", type_=person.c.id.type)
_OF = (
    sa.select(_duty, _human.c.name.label("who"), _movement.c.kind.label("movement"), _movement.c.at,
              _outside.c.died_on)
    .outerjoin(_movement, _movement.c.id == _duty.c.movement_id)
    .outerjoin(_outside, _outside.c.id == _duty.c.outside_id)
    .outerjoin(_human, _human.c.id == _duty.c.done_by)
    .where(_duty.c.person_id == _person_id)
    .order_by(_duty.c.done_at.is_not(None), _duty.c.due_at, _duty.c.id)
    .limit(100)
)  # fmt: skip
MOST = 1000


def duties_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What is and was owed for a person, open duties first, by the hour they are due."""
    return session.execute(_OF, {"person_id": person_id}).all()


def _open(actor: Actor, *, outside: bool = False) -> sa.Select[Any]:
    open_now = [may_know_of(actor, _duty.c.person_id), _duty.c.done_at.is_(None)]
    if outside:
        open_now.append(_duty.c.outside_id.is_not(None))
    return (
        sa.select(_duty.c.id, _duty.c.kind, _duty.c.due_at, _duty.c.person_id, person.c.name, person.c.number,
                  _unit.c.name.label("prison"), _unit.c.zone)
        .join(person, person.c.id == _duty.c.person_id)
        .join(_unit, _unit.c.id == _duty.c.prison_id)
        .where(*open_now)
    )  # fmt: skip


def open_page(actor: Actor, after: uuid.UUID | None = None, *, outside: bool = False) -> Page[sa.Row[Any]]:
    """Open duties of people the actor may know of, the longest overdue first; ``outside``: of deaths outside alone."""
    return page_of(_open(actor, outside=outside), _duty.c.due_at, row_id=_duty.c.id, after=after)


def count_open(actor: Actor, now: dt.datetime, *, outside: bool = False) -> tuple[int, int]:
    """(overdue, all) open duties, at most ``MOST``; ``outside``: of deaths outside alone."""
    rows = session.scalars(_open(actor, outside=outside).with_only_columns(_duty.c.due_at).limit(MOST)).all()
    return sum(due < now for due in rows), len(rows)


def open_duties(cause_id: uuid.UUID) -> Sequence[Duty]:
    """The open duties of a movement or of a death outside, to be changed by a command."""
    of_it = sa.or_(Duty.movement_id == cause_id, Duty.outside_id == cause_id)
    return session.scalars(sa.select(Duty).where(of_it, Duty.done_at.is_(None))).all()


def death_record(movement_id: uuid.UUID) -> DeathRecord | None:
    """The record of a death, to be changed by a command."""
    return session.scalar(sa.select(DeathRecord).where(DeathRecord.movement_id == movement_id))


def died(movement_id: uuid.UUID) -> uuid.UUID | None:
    """Whose death this line of the ledger is; None when it is no death that stands."""
    found = sa.select(_movement.c.person_id).where(
        _movement.c.id == movement_id, _movement.c.kind == MovementKind.DEATH, stands
    )
    return session.scalar(found)


_DEATH_OF = (
    sa.select(_movement.c.id, _movement.c.at, _movement.c.recorded_at, _death.c.cause, _death.c.circumstances,
              _death.c.remains_to, _death.c.remains_on)
    .outerjoin(_death, _death.c.movement_id == _movement.c.id)
    .where(_movement.c.person_id == _person_id, _movement.c.kind == MovementKind.DEATH, stands)
)  # fmt: skip


def death_of(person_id: uuid.UUID) -> Any:
    """The death of a person as the ledger and its record say it, or None."""
    return session.execute(_DEATH_OF, {"person_id": person_id}).first()


_OUTSIDE_OF = (
    sa.select(_outside, _human.c.name.label("who"), _unit.c.zone)
    .join(_human, _human.c.id == _outside.c.recorded_by)
    .join(_unit, _unit.c.id == _outside.c.unit_id)
    .where(_outside.c.person_id == _person_id, _outside.c.taken_back_at.is_(None))
)


def outside_death_of(person_id: uuid.UUID) -> Any:
    """The death outside that stands for a person whom the caller has fetched already, or None."""
    return session.execute(_OUTSIDE_OF, {"person_id": person_id}).first()


def outside_death_record(person_id: uuid.UUID) -> OutsideDeath | None:
    """The death outside that stands, to be changed by a command."""
    standing = sa.select(OutsideDeath).where(OutsideDeath.person_id == person_id, OutsideDeath.taken_back_at.is_(None))
    return session.scalar(standing)


def death_known_at(person_id: uuid.UUID) -> dt.datetime | None:
    """When this service wrote down that the person died, in custody or outside; None for the living."""
    found = death_of(person_id) or outside_death_of(person_id)
    return found.recorded_at if found else None


def dead_among(people: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these people whose death stands, in custody or outside."""
    asked = list(people)
    inside = sa.select(_movement.c.person_id).where(
        _movement.c.person_id.in_(asked), _movement.c.kind == MovementKind.DEATH, stands
    )
    outside = sa.select(_outside.c.person_id).where(_outside.c.person_id.in_(asked), _outside.c.taken_back_at.is_(None))
    return {*session.scalars(inside), *session.scalars(outside)} if asked else set()


_SILENT = (
    sa.select(_record.c.no_news_of_illness)
    .join(_episode, _episode.c.id == _record.c.episode_id)
    .where(_record.c.person_id == _person_id, _episode.c.kind == EpisodeKind.CUSTODY)
    .order_by(_episode.c.opened_at.desc())
    .limit(1)
)


def wants_no_news(person_id: uuid.UUID) -> bool:
    """Whether the person asked that nobody hears of an illness or injury of theirs (Mandela Rule 69)."""
    return bool(session.scalar(_SILENT, {"person_id": person_id}))
