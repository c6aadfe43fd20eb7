"""Commands on identity: each with its reason, each findable again in the file's history."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.duplicates.service import propose_duplicates
from casework.identity import queries
from casework.identity.models import PersonLanguage, Skill
from casework.identity.rules import NumberKind, plain_number, reasoned, stored_kind
from casework.names.service import rename
from casework.people.models import BirthPrecision, Identifier, NameKind, Person, PersonName, Sex
from casework.people.queries import person_record
from casework.people.rules import birth_bounds, fold, match_key, name_tokens
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.ids import new_id


@dataclass(frozen=True, kw_only=True)
class NewName:
    """Another name of a person, whole. A ``CURRENT`` one replaces the name in use, which becomes a previous one."""

    person_id: uuid.UUID
    kind: NameKind
    text: str
    reason: str
    id: uuid.UUID
    born_on: dt.date | None = None


def add_name(actor: Actor, new: NewName) -> PersonName:
    """Add a name and make the person findable under it. Asking twice with one ``id`` is one name.

    Raises DomainError for a name without letters, one that is there already, or without a reason.
    """
    if (known := session.get(PersonName, new.id)) is not None:
        return known
    person, reason = person_record(actor, new.person_id), reasoned(new.reason)
    if not name_tokens(new.text):
        raise DomainError(_("Write the name as the person or the paper says it."), field="text")
    rows = [row for row in _names(person) if row.ended_on is None]
    before = [row.text for row in rows]
    if any(row.text == new.text and row.kind is new.kind for row in rows):
        raise DomainError(_("This name is on file already."), field="text")
    row = PersonName(id=new.id, person_id=person.id, kind=new.kind, text=new.text, born_on=new.born_on)
    session.add(row)
    audit.record(actor, "name.added", row, reason=reason)
    if new.kind is NameKind.CURRENT:
        _replace_current(actor, person, rows, new.text, reason)
    if new.kind is NameKind.OTHER_SCRIPT:
        person.other_name = new.text
        audit.record(actor, "person.renamed", person, reason=reason)
    session.flush()
    rename(person.id, before, [*before, new.text])
    propose_duplicates(actor, person.id)
    return row


def _names(person: Person) -> list[PersonName]:
    return [session.get_one(PersonName, row.id) for row in queries.names_on_file(person.id)]


def _replace_current(actor: Actor, person: Person, rows: list[PersonName], text: str, reason: str) -> None:
    for row in rows:
        if row.kind is NameKind.CURRENT:
            row.kind = NameKind.PREVIOUS
            audit.record(actor, "name.replaced", row, reason=reason)
    person.name, person.sort_name, person.match_key = text, fold(text)[:200], match_key(text)
    audit.record(actor, "person.renamed", person, reason=reason)


def end_name(actor: Actor, name_id: uuid.UUID, reason: str) -> None:
    """Say that a name was wrong: it stays in the history, and search no longer finds the person by it.

    Raises DomainError for the name in use: it can only be replaced.
    """
    row = queries.owned(actor, PersonName, name_id)
    if row.ended_on:
        return
    if row.kind is NameKind.CURRENT:
        raise DomainError(_("The name in use cannot be taken away. Add the right one: it takes its place."))
    row.ended_on, why = clock.today(), reasoned(reason)
    audit.record(actor, "name.ended", row, reason=why)
    if row.kind is NameKind.OTHER_SCRIPT:
        person = person_record(actor, row.person_id)
        person.other_name = ""
        audit.record(actor, "person.renamed", person, reason=why)
    left = [name.text for name in queries.names_on_file(row.person_id) if not name.ended_on and name.id != row.id]
    rename(row.person_id, [*left, row.text], left)


@dataclass(frozen=True, kw_only=True)
class NewNumber:
    """A number from another authority; ``country`` as two letters for those that a country gives."""

    person_id: uuid.UUID
    kind: NumberKind
    value: str
    country: str = ""
    reason: str = ""


def add_number(actor: Actor, new: NewNumber) -> bool:
    """Add a typed number. False when another file holds it: then it is not taken, and both files are proposed as one.

    Raises DomainError where its check digit does not fit.
    """
    person = person_record(actor, new.person_id)
    value = plain_number(new.kind, new.country, new.value)
    kind = stored_kind(new.kind, new.country)
    holder = queries.holder_of(kind, value)
    if holder == person.id:
        raise DomainError(_("This number is on file already."), field="value")
    if holder:
        propose_duplicates(actor, person.id, same_identifier={holder: kind})
        return False
    row = Identifier(id=new_id(), person_id=person.id, kind=kind, value=value)
    session.add(row)
    audit.record(actor, "identifier.added", row, reason=new.reason)
    return True


def end_number(actor: Actor, number_id: uuid.UUID, reason: str) -> None:
    """Say that a number ran out or was wrong. It stays in the history and keeps leading to the file."""
    row = queries.owned(actor, Identifier, number_id)
    if row.ended_on is None:
        row.ended_on = clock.today()
        audit.record(actor, "identifier.ended", row, reason=reasoned(reason))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What the file says of a person besides names and numbers. ``version`` is the one the writer had before them."""

    person_id: uuid.UUID
    version: int
    reason: str
    known_as: str
    sex: Sex
    gender: str
    birth_precision: BirthPrecision
    born_on: dt.date | None
    birth_year: int | None
    nationality: str
    language: str
    needs_interpreter: bool


def correct_facts(actor: Actor, facts: Facts) -> Person:
    """Correct the facts with a reason; the history keeps each field's old and new words.

    Raises Conflict when somebody else changed the file meanwhile, DomainError for a birth that cannot be.
    """
    person = person_record(actor, facts.person_id)
    if person.version != facts.version:
        raise Conflict(_("Somebody else changed this file while you had it open. Compare, then send again."))
    reason = reasoned(facts.reason)
    born = facts.born_on if facts.birth_precision is BirthPrecision.EXACT else None
    earliest, latest = birth_bounds(facts.birth_precision, facts.born_on, facts.birth_year)
    if latest and earliest and earliest > clock.today():
        raise DomainError(_("The birth date lies in the future. Check the year."), field="born_on")
    if facts.birth_precision is not BirthPrecision.UNKNOWN and earliest is None:
        raise DomainError(_("Write the birth date, or say that it is not known."), field="born_on")
    person.known_as, person.sex, person.gender = facts.known_as, facts.sex, facts.gender
    person.birth_precision, person.born_on = facts.birth_precision, born
    person.born_earliest, person.born_latest = earliest, latest
    person.nationality, person.language = facts.nationality.upper(), facts.language.lower()
    person.needs_interpreter = facts.needs_interpreter
    audit.record(actor, "person.corrected", person, reason=reason)
    return person


def add_language(actor: Actor, person_id: uuid.UUID, language: str, skill: Skill) -> PersonLanguage:
    """Note a language; noting it again changes how well it is known."""
    person = person_record(actor, person_id)
    known = next((row for row in queries.languages_on_file(person.id) if row.language == language), None)
    if known:
        row = session.get_one(PersonLanguage, known.id)
        row.skill = skill
    else:
        row = PersonLanguage(id=new_id(), person_id=person.id, language=language, skill=skill)
        session.add(row)
    audit.record(actor, "language.noted", row)
    return row


def end_language(actor: Actor, language_id: uuid.UUID) -> None:
    """Take a language off the list; it stays in the history."""
    row = queries.owned(actor, PersonLanguage, language_id)
    if row.ended_on is None:
        row.ended_on = clock.today()
        audit.record(actor, "language.ended", row)
