"""Recording what an assessor saw, and putting it right by another row."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from casework.public import PersonCard, person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.ids import new_id
from programmes.catalogue.policies import can_manage, can_take_register, demand
from programmes.intakes.queries import intake_for
from programmes.modules.models import Assessment, ModuleResult
from programmes.modules.queries import assessment_by_id, course_at, is_amended
from programmes.modules.rules import ModuleStanding
from programmes.places.models import Allocation, AllocationState
from programmes.places.queries import allocation_for

LEAST_WORDS = 10
MOST_DAYS_LATE = 60


@dataclass(frozen=True, kw_only=True)
class NewAssessment:
    """What was assessed and seen. The same id twice is one row."""

    allocation_id: uuid.UUID
    module: str
    result: ModuleResult
    evidence: str
    assessed_on: dt.date
    id: uuid.UUID = field(default_factory=new_id)


def assess(actor: Actor, new: NewAssessment) -> Assessment:
    """Record an attempt at a module. Its own instructor or a coordinator assesses; only a coordinator exempts."""
    place, card = _assessing(actor, new.allocation_id, new.result)
    existing = session.get(Assessment, new.id)
    if existing:
        return existing
    if place.state is AllocationState.ENDED:
        raise DomainError(_("This place has ended already. What was recorded of it can be amended."))
    course = course_at(card.id, place.id)
    known = {one.module.name: one for one in course.modules}
    if new.module not in known:
        raise DomainError(_("Choose one of the modules of this group."), field="module")
    _check_attempt(new, known[new.module], place, clock.today(card.zone))
    made = _record(actor, new, place, attempt=len(known[new.module].tries) + 1)
    audit.record(actor, "module_assessment.recorded", made)
    session.flush()
    return made


def _assessing(actor: Actor, allocation_id: uuid.UUID, result: ModuleResult) -> tuple[Allocation, PersonCard]:
    place = allocation_for(actor, allocation_id)
    group = intake_for(actor, place.intake_id)
    may = can_take_register(actor, group.unit_id, group.instructor_id)
    demand(can_manage(actor, group.unit_id) if result is ModuleResult.EXEMPT else may)
    return place, person_for(actor, place.person_id)


def _check_attempt(new: NewAssessment, now: ModuleStanding, place: Allocation, today: dt.date) -> None:
    _check_words(new.evidence, "evidence")
    if now.credit or now.result in {ModuleResult.PASSED, ModuleResult.EXEMPT}:
        raise DomainError(_("This module is done already. Amend the assessment if it was recorded wrongly."),
                          field="module")  # fmt: skip
    first = max(place.starts_on, today - dt.timedelta(days=MOST_DAYS_LATE))
    if new.result is ModuleResult.EXEMPT:
        first = dt.date.min
    if not first <= new.assessed_on <= today:
        raise DomainError(
            _("Write a day since the place began and within the last %(most)d days, until today.", most=MOST_DAYS_LATE),
            field="assessed_on",
        )


def _check_words(words: str, name: str) -> None:
    if len(words) < LEAST_WORDS:
        raise DomainError(_("Write in a sentence what was seen, so that another assessor could follow it."), field=name)


def _record(
    actor: Actor, new: NewAssessment, place: Allocation, *, attempt: int, amends: uuid.UUID | None = None,
    reason: str = "",
) -> Assessment:  # fmt: skip
    made = Assessment(
        id=new.id, allocation_id=place.id, person_id=place.person_id, module=new.module, attempt=attempt,
        result=new.result, evidence=new.evidence, assessed_on=new.assessed_on, assessor_id=actor.human_id,
        recorded_at=clock.now(), amends_id=amends, reason=reason,
    )  # fmt: skip
    session.add(made)
    return made


@dataclass(frozen=True, kw_only=True)
class Amendment:
    """What an assessment should have said, and why."""

    result: ModuleResult
    evidence: str
    reason: str
    id: uuid.UUID = field(default_factory=new_id)


def amend(actor: Actor, assessment_id: uuid.UUID, wanted: Amendment) -> Assessment:
    """Put an assessment right by a row that takes its place; the first one stays to be read. Once for each row."""
    before = assessment_by_id(assessment_id)
    place, _card = _assessing(actor, before.allocation_id, wanted.result)
    existing = session.get(Assessment, wanted.id)
    if existing:
        return existing
    if is_amended(before.id):
        raise Conflict(_("This assessment was amended already. Look at the newest row."))
    _check_words(wanted.evidence, "evidence")
    if len(wanted.reason) < LEAST_WORDS:
        raise DomainError(_("Say in a sentence why the assessment is amended."), field="reason")
    new = NewAssessment(
        id=wanted.id, allocation_id=place.id, module=before.module, result=wanted.result, evidence=wanted.evidence,
        assessed_on=before.assessed_on,
    )  # fmt: skip
    made = _record(actor, new, place, attempt=before.attempt, amends=before.id, reason=wanted.reason)
    audit.record(actor, "module_assessment.amended", made, reason=wanted.reason)
    session.flush()
    return made
