"""Giving a passport out, as the person chose it, and withdrawing it."""

from __future__ import annotations

import secrets
import uuid

from casework.public import person_for
from kernel import audit, clock, documents
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import LOCALES, _
from programmes.catalogue.policies import demand
from programmes.passports.models import Passport
from programmes.passports.queries import issuers, offered_to, passport_by_id
from programmes.passports.rules import TITLE, Addresses, Chosen, Sheet, check, narrowed

GIVERS = (Role.PROGRAMME_COORDINATOR, Role.CASE_MANAGER, Role.PROBATION_OFFICER)
KIND = "skills.passport"
LEAST_REASON = 10


def sheet_of(actor: Actor, person_id: uuid.UUID, chosen: Chosen, at: Addresses) -> Sheet:
    """What will be printed, with its number and secret. Raises DomainError naming a word of custody and its place."""
    card = person_for(actor, person_id)
    demand(actor.has(*GIVERS))
    if chosen.language not in LOCALES:
        raise DomainError(_("Choose one of the six languages."), field="language")
    if chosen.issuer not in issuers(card.id):
        raise DomainError(_("Choose one of the awarding bodies."), field="issuer")
    contents = narrowed(offered_to(card), chosen)
    check(contents, chosen)
    token, today = secrets.token_hex(16), clock.today(card.zone)
    return Sheet(
        name=card.name, issuer=chosen.issuer, number=f"S{today.year}-{secrets.token_hex(5).upper()}", token=token,
        issued_on=today, language=chosen.language, address=at.passport(token), contents=contents,
        proofs={one.id: at.certificate(one.public_token) for one in contents.certificates},
    )  # fmt: skip


def give(actor: Actor, person_id: uuid.UUID, chosen: Chosen, sheet: Sheet, paper: bytes) -> Passport:
    """Give the paper that was pressed from ``sheet``, kept byte for byte."""
    card = person_for(actor, person_id)
    demand(actor.has(*GIVERS))
    stored = documents.store(actor, KIND, paper, title=str(TITLE), person_id=card.id)
    made = Passport(
        person_id=card.id, number=sheet.number, public_token=sheet.token, issuer=sheet.issuer, language=sheet.language,
        chosen={name: sorted(getattr(chosen, name)) for name in ("certificates", "trades", "skills", "spoken")},
        document_id=stored.id, issued_on=sheet.issued_on, issued_by=actor.human_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "passport.issued", made)
    session.flush()
    return made


def withdraw(actor: Actor, passport_id: uuid.UUID, reason: str) -> Passport:
    """Withdraw a passport for good: from now on its public page says so. The reason stays inside the house."""
    found = passport_by_id(passport_id)
    card = person_for(actor, found.person_id)
    demand(actor.has(*GIVERS))
    if found.withdrawn_on:
        raise Conflict(_("This passport was withdrawn already."))
    if len(reason) < LEAST_REASON:
        raise DomainError(_("Say in a sentence why the passport is withdrawn."), field="reason")
    found.withdrawn_on, found.withdraw_reason = clock.today(card.zone), reason
    audit.record(actor, "passport.withdrawn", found, reason=reason)
    return found
