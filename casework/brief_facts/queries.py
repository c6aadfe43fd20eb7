"""Reading what rules may look at for many people in a constant number of statements, each look noted."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.alerts.models import Alert, AlertCode, FitnessState, NonAssociation
from casework.alerts.queries import fitness_of, fitness_of_many, keep_apart
from casework.duties.queries import dead_among
from casework.identity.models import PersonLanguage
from casework.identity.queries import languages_on_file
from casework.people.models import LegalStatus, Person, SecurityLevel
from casework.people.queries import PersonCard, person_for
from casework.people.rules import age_on
from casework.plans.models import Need
from casework.plans.queries import needs_of
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of

_person, _need, _language, _apart = table_of(Person), table_of(Need), table_of(PersonLanguage), table_of(NonAssociation)
_alert = table_of(Alert)


@dataclass(frozen=True, kw_only=True)
class BriefFacts:
    """What eligibility is decided on, of one of many people. None means not known or not checked, never "no risk"."""

    id: uuid.UUID
    number: str
    name: str
    legal_status: LegalStatus
    level: SecurityLevel | None
    in_custody: bool
    establishment_id: uuid.UUID | None
    release_on: dt.date | None
    age: int | None
    fitness: FitnessState | None
    needs: dict[str, int]
    languages: frozenset[str]
    apart_from: frozenset[uuid.UUID]


def ids_by_number(actor: Actor, numbers: Sequence[str]) -> dict[str, uuid.UUID]:
    """The files with exactly these numbers that the actor may know of, by number."""
    wanted = {number.strip().upper() for number in numbers}
    statement = sa.select(_person.c.number, _person.c.id).where(_person.c.number.in_(wanted), visible_to(actor))
    return {row.number: row.id for row in session.execute(statement)} if wanted else {}


def brief_facts(actor: Actor, people: Sequence[uuid.UUID], on: dt.date) -> dict[uuid.UUID, BriefFacts]:
    """The facts of those among ``people`` whom the actor may know of, on a day; notes each look."""
    if not people:
        return {}
    rows = session.execute(sa.select(_person).where(_person.c.id.in_(people), visible_to(actor))).all()
    fitness, needs = fitness_of_many(people, on), _needs_of_many(people)
    spoken, apart = _languages_of_many(people), apart_from_many(people)
    found = {}
    for row in rows:
        audit.note_read(actor, row.id, purpose="places")
        found[row.id] = BriefFacts(
            id=row.id, number=row.number, name=row.name, legal_status=LegalStatus(row.legal_status),
            level=row.level and SecurityLevel(row.level), in_custody=row.in_custody,
            establishment_id=row.establishment_id, release_on=row.release_on,
            age=age_on(on, row.born_earliest, row.born_latest).least, fitness=fitness.get(row.id),
            needs=needs.get(row.id, {}), apart_from=frozenset(apart.get(row.id, ())),
            languages=frozenset({row.language, *spoken.get(row.id, ())} - {""}),
        )  # fmt: skip
    return found


def _needs_of_many(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    statement = sa.select(_need.c.person_id, _need.c.area, _need.c.level).where(_need.c.person_id.in_(people))
    found: dict[uuid.UUID, dict[str, int]] = defaultdict(dict)
    for row in session.execute(statement.order_by(_need.c.assessed_on, _need.c.id)):
        found[row.person_id][str(row.area)] = row.level
    return found


def _languages_of_many(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    wanted = (_language.c.person_id.in_(people), _language.c.ended_on.is_(None))
    found: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in session.execute(sa.select(_language.c.person_id, _language.c.language).where(*wanted)):
        found[row.person_id].add(row.language)
    return found


def apart_from_many(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Whom each of these people must be kept apart from. The caller may know of them."""
    asked = set(people)
    pair = sa.or_(_apart.c.person_id.in_(asked), _apart.c.other_id.in_(asked))
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    statement = sa.select(_apart.c.person_id, _apart.c.other_id).where(pair, _apart.c.closed_on.is_(None))
    for row in session.execute(statement) if asked else ():
        found[row.person_id].add(row.other_id)
        found[row.other_id].add(row.person_id)
    return found


@dataclass(frozen=True, kw_only=True)
class PublicityFacts:
    """What forbids that anything be said in public of somebody. An age that is not known is None, never "grown up"."""

    legal_status: LegalStatus
    age: int | None
    restricted: bool
    died: bool
    alerts: frozenset[AlertCode]


def publicity_facts(people: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, PublicityFacts]:
    """The facts of these people, for deciding by machine and for who has fetched them. Shows nobody to anybody."""
    asked = set(people)
    rows = session.execute(sa.select(_person).where(_person.c.id.in_(asked))).all() if asked else []
    dead = dead_among(asked)
    wanted = (_alert.c.person_id.in_(asked), _alert.c.ended_on.is_(None))
    alerts: dict[uuid.UUID, set[AlertCode]] = defaultdict(set)
    for row in session.execute(sa.select(_alert.c.person_id, _alert.c.code).where(*wanted)) if asked else ():
        alerts[row.person_id].add(AlertCode(row.code))
    return {
        row.id: PublicityFacts(
            legal_status=LegalStatus(row.legal_status), age=age_on(on, row.born_earliest, row.born_latest).least,
            restricted=row.restricted, died=row.id in dead, alerts=frozenset(alerts[row.id]),
        )
        for row in rows
    }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PersonFacts:
    """What eligibility and standards are decided on.

    None means not known or not checked, which is never read as "no risk".
    """

    card: PersonCard
    needs: dict[str, int]
    fitness: FitnessState | None
    days_to_release: int | None
    apart_from: frozenset[uuid.UUID]
    languages: frozenset[str] = frozenset()


def facts_for(actor: Actor, person_id: uuid.UUID) -> PersonFacts:
    """The facts of one person that rules may use. Raises NotFound like ``person_for``, and notes the read."""
    card = person_for(actor, person_id)
    today = clock.today(card.zone)
    return PersonFacts(
        card=card,
        needs=needs_of(card.id),
        fitness=fitness_of(card.id, today),
        days_to_release=(card.release_date - today).days if card.release_date else None,
        apart_from=frozenset(keep_apart(card.id)),
        languages=languages_of(card.id, card.language),
    )


def languages_of(person_id: uuid.UUID, best: str = "") -> frozenset[str]:
    """The codes of the languages a person speaks, with the one on the card. The caller has fetched the person."""
    return frozenset({best, *(row.language for row in languages_on_file(person_id))} - {""})
