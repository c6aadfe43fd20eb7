"""Reading the rules in force and answering them for one person."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import (
    BriefFacts,
    LegalStatus,
    PersonFacts,
    SecurityLevel,
    age_on,
    facts_for,
    file_now,
    fitness_of,
    languages_of,
    needs_of,
    whole_file,
)
from casework.public import person as person_rows
from kernel import clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import Programme
from programmes.completions.models import Completion, Outcome
from programmes.criteria.rules import Facts
from programmes.eligibility.models import EligibilityRule, RuleKind, Severity
from programmes.eligibility.rules import Rule, Verdict, examine
from programmes.intakes.models import Intake
from programmes.places.models import Allocation

_rule, _done = table_of(EligibilityRule), table_of(Completion)
_place, _intake = table_of(Allocation), table_of(Intake)
_ON = sa.bindparam("on", type_=sa.Date)
_IN_FORCE = (
    sa.select(_rule)
    .where(
        _rule.c.programme_id == sa.bindparam("programme_id", type_=_rule.c.programme_id.type),
        _rule.c.valid_from <= _ON,
        sa.or_(_rule.c.valid_to.is_(None), _rule.c.valid_to >= _ON),
    )
    .order_by(_rule.c.kind, _rule.c.id)
)

_COMPLETED = (
    sa.select(_intake.c.programme_id)
    .join(_place, _place.c.intake_id == _intake.c.id)
    .join(_done, _done.c.allocation_id == _place.c.id)
    .where(
        _done.c.person_id.in_(whole_file(sa.bindparam("person_id", type_=_done.c.person_id.type))),
        _done.c.outcome == Outcome.COMPLETED,
    )
    .distinct()
)


def rules_on(programme_id: uuid.UUID, on: dt.date) -> Sequence[Any]:
    """The rows of the rules of a programme that hold on a day."""
    return session.execute(_IN_FORCE, {"programme_id": programme_id, "on": on}).all()


def rules_of(programme_id: uuid.UUID) -> Sequence[Any]:
    """Every rule a programme has or had: those in force first, then by the day they began."""
    statement = sa.select(_rule).where(_rule.c.programme_id == programme_id)
    return session.execute(statement.order_by(_rule.c.valid_to.is_not(None), _rule.c.valid_from, _rule.c.id)).all()


def rule_of(rule_id: uuid.UUID) -> EligibilityRule:
    """The rule. Raises NotFound."""
    found = session.get(EligibilityRule, rule_id)
    if found is None:
        raise NotFound(_("There is no such rule."))
    return found


def verdict_for(programme: Programme, facts: PersonFacts, *, consented: bool, on: dt.date) -> Verdict:
    """Every rule of ``programme`` in force on a day, answered for a person."""
    return examine(programme.kind, rules_in_force(programme.id, on), facts_of(facts, programme.id, consented=consented))


def rules_in_force(programme_id: uuid.UUID, on: dt.date) -> list[Rule]:
    """The rules of a programme that hold on a day, as plain values: what stands in the way first."""
    rules = [
        Rule(kind=RuleKind(r.kind), given=r.given, legal_ref=r.legal_ref, severity=Severity(r.severity))
        for r in rules_on(programme_id, on)
    ]
    return sorted(rules, key=lambda one: one.severity is Severity.WARN)


def facts_of(facts: PersonFacts, programme_id: uuid.UUID, *, consented: bool) -> Facts:
    """What the rules may look at, out of all that is known of a person."""
    return Facts(
        level=facts.card.level,
        legal_status=facts.card.legal_status,
        establishment_id=facts.card.establishment_id,
        needs=facts.needs,
        days_to_release=facts.days_to_release,
        fitness=facts.fitness,
        consented=consented,
        languages=facts.languages,
        age=facts.card.age.least,
        done=_done_by(facts.card.id),
        programme=str(programme_id),
    )


_COMPLETED_BY_MANY = (
    sa.select(person_rows.c.id, _intake.c.programme_id)
    .select_from(_done)
    .join(person_rows, person_rows.c.id == file_now(_done.c.person_id))
    .join(_place, _place.c.id == _done.c.allocation_id)
    .join(_intake, _intake.c.id == _place.c.intake_id)
    .where(_done.c.outcome == Outcome.COMPLETED)
    .distinct()
)


def facts_of_many(
    found: Mapping[uuid.UUID, BriefFacts], programme_id: uuid.UUID, wanting: Collection[uuid.UUID], on: dt.date
) -> dict[uuid.UUID, Facts]:
    """``facts_of`` for many people in one more statement. ``wanting``: who is known to want the place."""
    done: dict[uuid.UUID, set[str]] = defaultdict(set)
    for row in session.execute(_COMPLETED_BY_MANY.where(person_rows.c.id.in_(found))) if found else ():
        done[row.id].add(str(row.programme_id))
    return {
        key: Facts(
            level=one.level, legal_status=one.legal_status, establishment_id=one.establishment_id, needs=one.needs,
            days_to_release=(one.release_on - on).days if one.release_on else None, fitness=one.fitness,
            consented=key in wanting, languages=one.languages, age=one.age, done=frozenset(done.get(key, ())),
            programme=str(programme_id),
        )
        for key, one in found.items()
    }  # fmt: skip


def _done_by(person_id: uuid.UUID) -> frozenset[str]:
    return frozenset(str(key) for key in session.scalars(_COMPLETED, {"person_id": person_id}))


def facts_for_rules(actor: Actor, person_id: uuid.UUID) -> Callable[[uuid.UUID, bool], Facts]:
    """What the rules of a programme may look at, for somebody who asks. Notes the read. Raises NotFound."""
    found = facts_for(actor, person_id)
    return lambda programme_id, consented: facts_of(found, programme_id, consented=consented)


def facts_by_night(person_id: uuid.UUID) -> Callable[[uuid.UUID, bool], Facts]:
    """``facts_for_rules`` when nobody asks: for nightly work only."""
    row = session.execute(sa.select(person_rows).where(person_rows.c.id == person_id)).one()
    today = clock.today()
    known = Facts(
        level=row.level and SecurityLevel(row.level), legal_status=LegalStatus(row.legal_status),
        establishment_id=row.establishment_id, needs=needs_of(person_id),
        days_to_release=(row.release_on - today).days if row.release_on else None, fitness=fitness_of(person_id, today),
        languages=languages_of(person_id, row.language), age=age_on(today, row.born_earliest, row.born_latest).least,
        done=_done_by(person_id),
    )  # fmt: skip
    return lambda programme_id, consented: dataclasses.replace(known, programme=str(programme_id), consented=consented)
