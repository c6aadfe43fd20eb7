"""Ending a place with an outcome, and the certificate that follows."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import PersonCard, ProgrammeCompleted, person_for
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _, isolate
from programmes.catalogue.models import Programme
from programmes.catalogue.policies import can_manage, demand
from programmes.catalogue.queries import programme_of
from programmes.completions.models import Certificate, Completion, Outcome
from programmes.completions.queries import certificate_by_id, unit_of_certificate
from programmes.intakes.queries import intake_for
from programmes.modules.queries import course_at
from programmes.modules.rules import Course, ModuleStanding, missing
from programmes.places.models import AllocationState, EndReason
from programmes.places.queries import allocation_for
from programmes.places.service import end_place
from programmes.steps.service import close_steps
from programmes.wording.rules import names_custody

LEAST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The outcome of a place. ``issue`` asks for a paper: a certificate, or for a part a statement of modules.

    ``override_reason``: why it counts as completed although something is missing.
    """

    allocation_id: uuid.UUID
    outcome: Outcome
    assessment: str = ""
    issue: bool = True
    override_reason: str = ""


def complete(actor: Actor, ending: Ending) -> Completion:
    """End a place with its outcome: the seat is free, tied plan steps close, a paper is issued. Twice is once.

    Raises DomainError that says what is missing before the programme's pass rule is met.
    """
    existing = session.scalar(sa.select(Completion).where(Completion.allocation_id == ending.allocation_id))
    place = allocation_for(actor, ending.allocation_id)
    group = intake_for(actor, place.intake_id)
    demand(can_manage(actor, group.unit_id))
    if existing:
        return existing
    if place.state is AllocationState.ENDED:
        raise DomainError(_("This place has ended already."))
    course, card = course_at(place.person_id, place.id), person_for(actor, place.person_id)
    _refuse_too_early(course, ending)
    made = _record(actor, ending, course, card)
    programme = programme_of(group.programme_id)
    if ending.outcome is Outcome.COMPLETED:
        close_steps(actor, place.id, _("“%(name)s” was completed.", name=programme.name))
    end_place(actor, place, reason=EndReason(ending.outcome.value), words=ending.assessment, on=made.decided_on)
    if ending.issue:
        _issue(actor, made, card, programme)
    if ending.outcome is Outcome.COMPLETED:
        events.publish(ProgrammeCompleted(person_id=place.person_id, completed_on=made.decided_on, by=actor))
    return made


def award_modules(actor: Actor, allocation_id: uuid.UUID) -> Completion:
    """Certify what was achieved in a place that ended before its time: transferred, released, left. Twice is once."""
    existing = session.scalar(sa.select(Completion).where(Completion.allocation_id == allocation_id))
    place = allocation_for(actor, allocation_id)
    group = intake_for(actor, place.intake_id)
    demand(can_manage(actor, group.unit_id))
    if existing:
        return existing
    course, card = course_at(place.person_id, place.id), person_for(actor, place.person_id)
    if place.state is not AllocationState.ENDED:
        raise DomainError(_("This place has not ended. Record its outcome instead."))
    if not course.achieved:
        raise DomainError(_("No module was achieved in this place, so there is nothing to certify."))
    made = _record(actor, Ending(allocation_id=place.id, outcome=Outcome.PARTLY), course, card)
    _issue(actor, made, card, programme_of(group.programme_id))
    return made


def _record(actor: Actor, ending: Ending, course: Course, card: PersonCard) -> Completion:
    whole = ending.outcome is Outcome.COMPLETED
    made = Completion(
        allocation_id=course.id, person_id=card.id, outcome=ending.outcome, minutes=course.minutes,
        assessment=ending.assessment, decided_by=actor.human_id, decided_on=clock.today(card.zone),
        override_reason=ending.override_reason if whole and missing(course.modules) else "",
        modules=[one.module.name for one in (course.modules if whole else course.achieved)],
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "completion.recorded", made, reason=made.override_reason)
    return made


def _refuse_too_early(course: Course, ending: Ending) -> None:
    left = missing(course.modules)
    if ending.outcome is not Outcome.COMPLETED or not left:
        return
    if len(ending.override_reason) >= LEAST_REASON:
        return
    if ending.override_reason:
        raise DomainError(_("Say in a sentence why it counts as completed all the same."), field="override_reason")
    words = _(
        "Not completed yet. Missing: %(what)s. Choose “Partly completed”, or say why it is completed all the same.",
        what="; ".join(_lack(one) for one in left),
    )
    raise DomainError(words, field="outcome")


def _lack(one: ModuleStanding) -> str:
    name = isolate(one.module.name)
    if not one.minutes_missing:
        return _("%(module)s: an assessment to pass", module=name)
    return _("%(module)s: %(minutes)d minutes to attend or make up", module=name, minutes=one.minutes_missing)


def _issue(actor: Actor, done: Completion, card: PersonCard, programme: Programme) -> Certificate | None:
    """The paper for an outcome, when the programme has an awarding body and there is something to say."""
    partial = done.outcome is not Outcome.COMPLETED
    named = programme.certificate_title and programme.awarding_body
    if not named or (partial and (done.outcome is not Outcome.PARTLY or not done.modules)):
        return None
    made = Certificate(
        completion_id=done.id, person_id=done.person_id,
        number=f"C{done.decided_on.year}-{secrets.token_hex(5).upper()}", public_token=secrets.token_hex(16),
        printed_name=card.name, title=programme.certificate_title, issuer=programme.awarding_body,
        minutes=done.minutes, language=card.language or "en", issued_on=done.decided_on, partial=partial,
        modules=printable(done.modules),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "certificate.issued", made)
    session.flush()
    return made


def printable(names: Sequence[str]) -> list[str]:
    """The names of modules that an employer may read: curricula of old were written before anybody checked them."""
    return [name for name in names if not names_custody(name)]


def _changing(actor: Actor, certificate_id: uuid.UUID) -> tuple[Certificate, PersonCard]:
    """The certificate, to be changed by somebody who runs programmes where the place was; the person may have left."""
    found = certificate_by_id(certificate_id)
    card = person_for(actor, found.person_id)
    demand(can_manage(actor, unit_of_certificate(found.id)))
    if found.revoked_on:
        raise Conflict(_("This certificate was withdrawn already."))
    return found, card


def revoke(actor: Actor, certificate_id: uuid.UUID, reason: str) -> Certificate:
    """Withdraw a certificate for good: from now on its public page says so. The reason stays inside the house."""
    found, card = _changing(actor, certificate_id)
    if len(reason) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why the certificate is withdrawn."), field="reason")
    found.revoked_on, found.revoke_reason = clock.today(card.zone), reason
    audit.record(actor, "certificate.revoked", found, reason=reason)
    return found


def hand_over(actor: Actor, certificate_id: uuid.UUID) -> Certificate:
    """Note that the person has the paper in hand."""
    found, card = _changing(actor, certificate_id)
    found.handed_over_on = found.handed_over_on or clock.today(card.zone)
    audit.record(actor, "certificate.handed_over", found)
    return found
