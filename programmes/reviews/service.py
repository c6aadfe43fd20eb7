"""Reading the rules again for the places people hold, and deciding the ones that came under review."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from casework.public import PersonFacts
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.units.queries import unit_of
from programmes.catalogue.models import Programme
from programmes.catalogue.queries import programme_of
from programmes.checks.rules import held_back
from programmes.criteria.rules import Facts
from programmes.eligibility.queries import facts_by_night, facts_for_rules, facts_of, rules_in_force
from programmes.eligibility.rules import Verdict, examine
from programmes.intakes.models import Intake
from programmes.places.models import Allocation, AllocationState, Application
from programmes.places.queries import open_places
from programmes.places.service import LEAST_REASON, changing, running_state

FactsOf = Callable[[uuid.UUID, bool], Facts]
"""(programme id, whether the person consented) to what the rules may look at."""


def reread(actor: Actor | None, person_id: uuid.UUID, *, reason: str) -> int:
    """Answer the rules again for every place of a person, for whoever changed a fact or for nobody by night.

    A place whose rules no longer admit comes under review; one that waits for review and is admitted again goes on.
    Returns how many places changed.
    """
    session.flush()
    places = [one for one in open_places(person_id) if one.state is not AllocationState.SUSPENDED]
    source: FactsOf = facts_for_rules(actor, person_id) if actor and places else facts_by_night(person_id)
    return sum(_read_again(actor, one, source, reason) for one in places)


def _read_again(actor: Actor | None, place: Allocation, source: FactsOf, reason: str) -> bool:
    verdict = _verdict(place, source)
    if place.state is AllocationState.UNDER_REVIEW:
        return verdict.admits and not held_back(place) and _admitted_again(actor, place)
    new = [line for line in verdict.unmet if line.code not in _known_unmet(place)]
    if not new:
        return False
    put_under_review(actor, place, words=" ".join(line.needed for line in new), reason=reason)
    return True


def misfits(facts: PersonFacts) -> list[Programme]:
    """The programmes in which places would come under review if these facts held."""
    found = []
    for place in open_places(facts.card.id):
        if place.state in {AllocationState.SUSPENDED, AllocationState.UNDER_REVIEW}:
            continue
        verdict = _verdict(place, lambda programme, consented: facts_of(facts, programme, consented=consented))
        if any(line.code not in _known_unmet(place) for line in verdict.unmet):
            found.append(programme_of(session.get_one(Intake, place.intake_id).programme_id))
    return found


def _verdict(place: Allocation, source: FactsOf) -> Verdict:
    group = session.get_one(Intake, place.intake_id)
    programme = programme_of(group.programme_id)
    consented = session.get_one(Application, place.application_id).consented
    on = clock.today(unit_of(group.unit_id).zone)
    return examine(programme.kind, rules_in_force(programme.id, on), source(programme.id, consented))


def _known_unmet(place: Allocation) -> set[str]:
    """The rules that were not met when somebody gave or kept the place with a reason. Firm ones never count."""
    lines = place.verdict.get("lines", []) if place.override_by else []
    return {line["code"] for line in lines if not line["met"]}


def _admitted_again(actor: Actor | None, place: Allocation) -> bool:
    place.state, place.state_words = running_state(place), ""
    audit.record(actor, "allocation.admitted_again", place)
    return True


def put_under_review(actor: Actor | None, found: Allocation, *, words: str, reason: str) -> None:
    """Hold a place until a coordinator decides: the person is no longer admitted."""
    found.state, found.state_words = AllocationState.UNDER_REVIEW, words
    audit.record(actor, "allocation.put_under_review", found, reason=reason)


def keep_after_review(actor: Actor, allocation_id: uuid.UUID, *, reason: str) -> Allocation:
    """Keep a place that came under review, with the reason: it counts as an override of the rules not met.

    Raises DomainError for a reason of few words, and where a rule that nobody may override is not met.
    """
    found = changing(actor, allocation_id, AllocationState.UNDER_REVIEW)
    if len(reason) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why the place is kept."), field="reason")
    if words := held_back(found):
        raise DomainError(words, field="decision")
    verdict = _verdict(found, facts_for_rules(actor, found.person_id))
    if verdict.barred:
        barring = next(line for line in verdict.unmet if line.firm)
        raise DomainError(barring.needed, rule=barring.rule, field="decision")
    found.state, found.state_words = running_state(found), ""
    found.verdict, found.override_reason, found.override_by = verdict.as_json(), reason, actor.human_id
    audit.record(actor, "allocation.kept", found, reason=reason)
    return found
