"""Ending a place with an outcome, and the certificate that follows."""

from __future__ import annotations

import secrets
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import PersonCard, ProgrammeCompleted, person_for
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from programmes.catalogue.models import ProgrammeVersion
from programmes.catalogue.policies import can_manage, demand
from programmes.catalogue.queries import programme_of
from programmes.completions.models import Certificate, Completion, Outcome
from programmes.completions.queries import certificate_by_id, unit_of_certificate
from programmes.intakes.queries import intake_for
from programmes.places.models import AllocationState, EndReason
from programmes.places.queries import allocation_for
from programmes.places.service import end_place
from programmes.registers.queries import attendance_summary
from programmes.steps.service import close_steps

LEAST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class Ending:
    """The outcome of a place. ``issue`` asks for a certificate, which only a completed place can have."""

    allocation_id: uuid.UUID
    outcome: Outcome
    assessment: str = ""
    issue: bool = True


def complete(actor: Actor, ending: Ending) -> Completion:
    """End a place with its outcome: the seat is free, tied plan steps close, a certificate is issued. Twice is once."""
    existing = session.scalar(sa.select(Completion).where(Completion.allocation_id == ending.allocation_id))
    place = allocation_for(actor, ending.allocation_id)
    group = intake_for(actor, place.intake_id)
    demand(can_manage(actor, group.unit_id))
    if existing:
        return existing
    if place.state is AllocationState.ENDED:
        raise DomainError(_("This place has ended already."))
    counted = attendance_summary(place.person_id).get(place.id)
    minutes = int(counted.minutes or 0) if counted else 0
    _refuse_too_early(group.version_id, minutes, ending.outcome)
    card = person_for(actor, place.person_id)
    made = Completion(
        allocation_id=place.id, person_id=place.person_id, outcome=ending.outcome, minutes=minutes,
        assessment=ending.assessment, decided_by=actor.human_id, decided_on=clock.today(card.zone),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "completion.recorded", made)
    programme = programme_of(group.programme_id)
    if ending.outcome is Outcome.COMPLETED:
        close_steps(actor, place.id, _("“%(name)s” was completed.", name=programme.name))
    end_place(actor, place, reason=EndReason(ending.outcome.value), words=ending.assessment, on=made.decided_on)
    if ending.outcome is Outcome.COMPLETED:
        if ending.issue and programme.certificate_title and programme.awarding_body:
            _issue(actor, made, card.name, programme.certificate_title, programme.awarding_body, card.language or "en")
        events.publish(ProgrammeCompleted(person_id=place.person_id, completed_on=made.decided_on, by=actor))
    return made


def _refuse_too_early(version_id: uuid.UUID, minutes: int, outcome: Outcome) -> None:
    version = session.get_one(ProgrammeVersion, version_id)
    least = -(-version.minutes * version.pass_percent // 100)
    if outcome is Outcome.COMPLETED and minutes < least:
        words = _(
            "%(least)d minutes are needed to complete this, %(done)d are done. Choose “Partly completed”.",
            least=least,
            done=minutes,
        )
        raise DomainError(words, field="outcome")


def _issue(actor: Actor, done: Completion, name: str, title: str, issuer: str, language: str) -> Certificate:
    made = Certificate(
        completion_id=done.id,
        person_id=done.person_id,
        number=f"C{done.decided_on.year}-{secrets.token_hex(5).upper()}",
        public_token=secrets.token_hex(16),
        printed_name=name,
        title=title,
        issuer=issuer,
        minutes=done.minutes,
        language=language,
        issued_on=done.decided_on,
    )
    session.add(made)
    audit.record(actor, "certificate.issued", made)
    session.flush()
    return made


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
