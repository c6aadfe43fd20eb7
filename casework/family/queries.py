"""Reading family and the contact with it, of a person whom the caller has fetched already."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.family.models import FamilyContact, FamilyState
from casework.family.rules import is_quiet, weeks_since
from casework.identity.queries import relations_of
from casework.people.models import Relation
from kernel import clock
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.paging import Page, page_of

_contact, _relation, _human = table_of(FamilyContact), table_of(Relation), table_of(Human)
_person_id = sa.bindparam("person_id", type_=_contact.c.person_id.type)
_SHOWN = (
    sa.select(_contact, _relation.c.name, _relation.c.kinship, _human.c.name.label("who"))
    .join(_relation, _relation.c.id == _contact.c.relation_id)
    .join(_human, _human.c.id == _contact.c.recorded_by)
)
_RELATIONS = (
    sa.select(_relation)
    .where(_relation.c.person_id == _person_id)
    .order_by(_relation.c.ended_on.is_not(None), _relation.c.next_of_kin.desc(), _relation.c.name, _relation.c.id)
)
_BEFORE = (
    _SHOWN.where(_contact.c.person_id == _person_id, _contact.c.at < sa.bindparam("before", type_=_contact.c.at.type))
    .order_by(_contact.c.at.desc(), _contact.c.id.desc())
    .limit(sa.bindparam("most"))
)
_mine = _contact.c.person_id == _person_id
_last = (
    _SHOWN.where(_mine, _contact.c.state == FamilyState.HELD)
    .order_by(_contact.c.at.desc(), _contact.c.id.desc())
    .limit(1)
)
_next = (
    _SHOWN.where(_mine, _contact.c.state == FamilyState.PLANNED).order_by(_contact.c.at, _contact.c.id).limit(1)
)  # fmt: skip

_NEAREST = sa.union_all(sa.select(_last.subquery("last")), sa.select(_next.subquery("next")))


@dataclass(frozen=True, kw_only=True)
class Family:
    """What the overview says: who there is, the last contact, the next one, and how long it has been silent."""

    relations: Sequence[Any]
    last: Any | None
    next: Any | None
    weeks: int | None
    quiet: bool


def family_of(person_id: uuid.UUID) -> Family:
    """Who belongs to a person and how contact stands."""
    nearest = {row.state: row for row in session.execute(_NEAREST, {"person_id": person_id})}
    last = nearest.get(FamilyState.HELD)
    weeks = weeks_since(last.at if last else None, clock.now())
    return Family(
        relations=relations_of(person_id), last=last, weeks=weeks, quiet=is_quiet(weeks),
        next=nearest.get(FamilyState.PLANNED),
    )  # fmt: skip


def relations_on_file(person_id: uuid.UUID) -> Sequence[Any]:
    """Everybody who belongs or belonged to a person, those in force first."""
    return session.execute(_RELATIONS, {"person_id": person_id}).all()


def contacts_page(person_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """One page of contact with the family, newest first, planned ones included."""
    statement = _SHOWN.where(_contact.c.person_id == person_id)
    return page_of(statement, _contact.c.at, row_id=_contact.c.id, after=after, newest_first=True, size=25)


def contacts_before(person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[Any]:
    """The newest contacts before an instant, for the timeline."""
    return session.execute(_BEFORE, {"person_id": person_id, "before": before, "most": most}).all()


def dependants_of(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many people depend on each of several persons, by person; absent where nobody does."""
    statement = (
        sa.select(_relation.c.person_id, sa.func.count().label("many"))
        .where(_relation.c.person_id.in_(people), _relation.c.dependant, _relation.c.ended_on.is_(None))
        .group_by(_relation.c.person_id)
    )
    return {row.person_id: row.many for row in session.execute(statement)} if people else {}
