"""Reading names, numbers and languages of a person whom the caller has fetched already."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.identity.models import PersonLanguage
from casework.people.models import Identifier, NameKind, Person, PersonName, Relation
from casework.people.queries import person_for
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _

_name, _number, _language = table_of(PersonName), table_of(Identifier), table_of(PersonLanguage)
_person, _relation = table_of(Person), table_of(Relation)
_person_id = sa.bindparam("person_id", type_=_name.c.person_id.type)
_NAMES = (
    sa.select(_name)
    .where(_name.c.person_id == _person_id)
    .order_by(_name.c.ended_on.is_not(None), _name.c.kind != NameKind.CURRENT, _name.c.id)
)
_NUMBERS = (
    sa.select(_number)
    .where(_number.c.person_id == _person_id)
    .order_by(_number.c.ended_on.is_not(None), _number.c.kind)
)
_LANGUAGES = (
    sa.select(_language)
    .where(_language.c.person_id == _person_id, _language.c.ended_on.is_(None))
    .order_by(_language.c.id)
)
_IDENTITY = sa.select(
    _person.c.version, _person.c.name, _person.c.other_name, _person.c.known_as, _person.c.sex, _person.c.gender,
    _person.c.birth_precision, _person.c.born_on, _person.c.born_earliest, _person.c.born_latest,
    _person.c.nationality, _person.c.language, _person.c.needs_interpreter,
).where(_person.c.id == _person_id)  # fmt: skip


def identity_of(person_id: uuid.UUID) -> Any:
    """What the file says of a person: birth, sex, nationality, languages."""
    return session.execute(_IDENTITY, {"person_id": person_id}).one()


def names_on_file(person_id: uuid.UUID) -> Sequence[Any]:
    """Every name the person has or had, those in use first."""
    return session.execute(_NAMES, {"person_id": person_id}).all()


def numbers_on_file(person_id: uuid.UUID) -> Sequence[Any]:
    """Every typed number, those in force first."""
    return session.execute(_NUMBERS, {"person_id": person_id}).all()


def languages_on_file(person_id: uuid.UUID) -> Sequence[Any]:
    """The languages the person speaks."""
    return session.execute(_LANGUAGES, {"person_id": person_id}).all()


def owned(actor: Actor, model: type[Any], key: uuid.UUID) -> Any:
    """A record that hangs on a person the actor may know of, to be changed by a command. Raises NotFound."""
    row = session.get(model, key)
    if row is None:
        raise NotFound(_("There is no such entry, or you may not know of it."))
    person_for(actor, row.person_id)
    return row


def holder_of(kind: str, value: str) -> uuid.UUID | None:
    """Whose file carries this identifier. For commands only: it may be a file the asker may not know of."""
    held = sa.select(_number.c.person_id).where(_number.c.kind == kind, _number.c.value == value.strip())
    return session.scalar(held)


_RELATIONS = (
    sa.select(_relation)
    .where(_relation.c.person_id == _person_id, _relation.c.ended_on.is_(None))
    .order_by(_relation.c.next_of_kin.desc(), _relation.c.name)
)


def relations_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Family and contacts in force of a person whom the caller has fetched already, next of kin first."""
    return session.execute(_RELATIONS, {"person_id": person_id}).all()
