"""Commands on identity: open a file and keep its names findable."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa

from casework.duplicates.service import propose_duplicates
from casework.identity import queries as identity
from casework.names.service import remember_names
from casework.people.events import PersonRegistered
from casework.people.models import (
    BirthPrecision,
    FileNumber,
    Identifier,
    NameKind,
    Person,
    PersonName,
    Relation,
    Sex,
)  # fmt: skip
from casework.people.rules import birth_bounds, file_number, fold, match_key
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id

_numbers = table_of(FileNumber)


@dataclass(frozen=True, kw_only=True)
class NewRelation:
    """Family or a contact of the person."""

    name: str
    kinship: str
    phone: str = ""
    next_of_kin: bool = False
    emergency: bool = False
    dependant: bool = False
    told_at: dt.datetime | None = None


@dataclass(frozen=True, kw_only=True)
class NewPerson:
    """A person to open a file for. ``id`` is minted by the asker, so that asking twice is one deed.

    ``establishment_id`` says whose records the file belongs to until a reception moves it. ``birth_year`` serves where
    the day is not known.
    """

    name: str
    id: uuid.UUID = field(default_factory=new_id)
    other_name: str = ""
    aliases: tuple[str, ...] = ()
    known_as: str = ""
    sex: Sex = Sex.UNKNOWN
    gender: str = ""
    birth_precision: BirthPrecision = BirthPrecision.UNKNOWN
    born_on: dt.date | None = None
    birth_year: int | None = None
    nationality: str = ""
    language: str = ""
    needs_interpreter: bool = False
    identifiers: tuple[tuple[str, str], ...] = ()
    relations: tuple[NewRelation, ...] = ()
    establishment_id: uuid.UUID | None = None


def register_person(actor: Actor, new: NewPerson) -> Person:
    """Open a file, make it findable under every name, and propose its likely duplicates.

    An identifier that another file holds is not taken twice: it becomes evidence of a proposal. Raises DomainError for
    a birth in the future or without a name.
    """
    known = session.get(Person, new.id)
    if known is not None:
        return known
    _check(new)
    person = _person_row(new)
    session.add(person)
    audit.record(actor, "person.registered", person)
    session.flush()
    _add_names(actor, person, new)
    taken = _add_identifiers(actor, person, new.identifiers)
    add_relations(actor, person.id, new.relations)
    session.flush()
    propose_duplicates(actor, person.id, same_identifier=taken)
    events.publish(PersonRegistered(person_id=person.id))
    return person


def _check(new: NewPerson) -> None:
    if not fold(new.name).strip():
        raise DomainError(_("Write the name as the person says it, or “unknown”."), field="name")
    today = clock.today()
    if (new.born_on and new.born_on > today) or (new.birth_year and new.birth_year > today.year):
        raise DomainError(_("The birth date lies in the future. Check the year."), field="born_on")


def _person_row(new: NewPerson) -> Person:
    earliest, latest = birth_bounds(new.birth_precision, new.born_on, new.birth_year)
    exact = new.born_on if new.birth_precision is BirthPrecision.EXACT else None
    return Person(
        id=new.id,
        number=file_number(_next_number()),
        name=new.name,
        other_name=new.other_name,
        known_as=new.known_as,
        sort_name=fold(new.name)[:200],
        match_key=match_key(new.name),
        sex=new.sex,
        gender=new.gender,
        birth_precision=new.birth_precision,
        born_on=exact,
        born_earliest=earliest,
        born_latest=latest,
        nationality=new.nationality,
        language=new.language,
        needs_interpreter=new.needs_interpreter,
        establishment_id=new.establishment_id,
        opened_at=clock.now(),
    )


def _next_number() -> int:
    step = sa.update(_numbers).where(_numbers.c.id == 1).values(last=_numbers.c.last + 1).returning(_numbers.c.last)
    taken = session.scalar(step)
    if taken is None:
        session.execute(sa.insert(_numbers).values(id=1, last=1))
        return 1
    return int(taken)


def _add_names(actor: Actor, person: Person, new: NewPerson) -> None:
    kinds = [(NameKind.CURRENT, new.name), (NameKind.OTHER_SCRIPT, new.other_name)]
    kinds += [(NameKind.ALIAS, alias) for alias in (new.known_as, *new.aliases)]
    for kind, text in kinds:
        if text:
            row = PersonName(person_id=person.id, kind=kind, text=text)
            session.add(row)
            audit.record(actor, "name.added", row)
    remember_names([(person.id, [text for _kind, text in kinds])])


def _add_identifiers(actor: Actor, person: Person, identifiers: tuple[tuple[str, str], ...]) -> dict[uuid.UUID, str]:
    """Add what is free; give back who holds the rest, by kind."""
    taken = {}
    for kind, value in identifiers:
        holder = identity.holder_of(kind, value)
        if holder and holder != person.id:
            taken[holder] = kind
        elif not holder:
            row = Identifier(person_id=person.id, kind=kind, value=value.strip())
            session.add(row)
            audit.record(actor, "identifier.added", row)
    return taken


def add_relations(actor: Actor, person_id: uuid.UUID, relations: tuple[NewRelation, ...]) -> None:
    """Add family and contacts to a file."""
    for new in relations:
        row = Relation(
            person_id=person_id, name=new.name, kinship=new.kinship, phone=new.phone, next_of_kin=new.next_of_kin,
            emergency=new.emergency, dependant=new.dependant, told_at=new.told_at,
        )  # fmt: skip
        session.add(row)
        audit.record(actor, "relation.added", row)
