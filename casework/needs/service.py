"""The command that records needs and strengths."""

from __future__ import annotations

import uuid

from casework.assessing.events import AssessmentSigned
from casework.assessing.queries import sheet_of, standing_of
from casework.classification.models import InstrumentKind
from casework.classification.queries import version_by_id
from casework.needs.rules import NewNeed, looks_of
from casework.people.queries import PersonCard
from casework.plans.models import Need
from casework.plans.rules import HIGHEST, UNTRIED_RULE, needs_allowed
from casework.plans.service import plan_person
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _


def assessed_person(actor: Actor, person_id: uuid.UUID) -> PersonCard:
    """The person, when their needs may be scored. Refused for the unconvicted (Mandela Rules 111, 122)."""
    card = plan_person(actor, person_id)
    if not needs_allowed(card.legal_status):
        raise DomainError(
            _("Do not score the needs of someone who is not convicted. Offer help that they ask for instead."),
            rule=UNTRIED_RULE,
        )
    return card


def after_signed(event: AssessmentSigned) -> None:
    """A needs form was signed: what it found in each area of life goes to the plan, with the words beside it."""
    if event.kind is InstrumentKind.NEEDS:
        sheet = sheet_of(event.person_id, event.assessment_id)
        looks = looks_of(standing_of(sheet), version_by_id(sheet.version_id).definition.get("areas", {}))
        record_needs(event.by, event.person_id, looks)


def record_needs(actor: Actor, person_id: uuid.UUID, looks: list[NewNeed]) -> list[Need]:
    """Record what was found in some areas today. Refused for the unconvicted."""
    card, made = assessed_person(actor, person_id), []
    for look in looks:
        if not 0 <= look.level <= HIGHEST:
            raise DomainError(_("Choose a level from 0 to 3."), field="level")
        one = Need(
            person_id=card.id, area=look.area, level=look.level, words=look.words, strengths=look.strengths,
            assessed_on=clock.today(card.zone), assessed_by=actor.human_id,
        )  # fmt: skip
        session.add(one)
        audit.record(actor, "need.assessed", one)
        made.append(one)
    session.flush()
    return made
