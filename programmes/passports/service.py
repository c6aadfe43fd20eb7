"""Giving a passport out, as the person chose it, and withdrawing it."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from casework.public import PersonCard, person_for
from kernel import audit, clock, documents
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import LOCALES, _, _l
from programmes.catalogue.policies import demand
from programmes.passports.documents import Sheet, passport_pdf
from programmes.passports.models import Passport
from programmes.passports.queries import issuers, offered_to, passport_by_id
from programmes.passports.rules import Chosen, check, narrowed

GIVERS = (Role.PROGRAMME_COORDINATOR, Role.CASE_MANAGER, Role.PROBATION_OFFICER)
KIND = "skills.passport"
TITLE = _l("Skills passport")
LEAST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Where the public proofs are: of a passport and of a certificate, by their tokens."""

    passport: Callable[[str], str]
    certificate: Callable[[str], str]


def preview(actor: Actor, person_id: uuid.UUID, chosen: Chosen, at: Addresses) -> bytes:
    """The paper as it would be, with no number and a code that proves nothing. Kept nowhere."""
    card = person_for(actor, person_id)
    return passport_pdf(_sheet(card, chosen, "–", "draft", at))


def give(actor: Actor, person_id: uuid.UUID, chosen: Chosen, at: Addresses) -> Passport:
    """Give a passport with what the person chose, kept byte for byte. Raises DomainError naming a word of custody."""
    card = person_for(actor, person_id)
    demand(actor.has(*GIVERS))
    token, today = secrets.token_hex(16), clock.today(card.zone)
    number = f"S{today.year}-{secrets.token_hex(5).upper()}"
    paper = passport_pdf(_sheet(card, chosen, number, token, at))
    stored = documents.store(actor, KIND, paper, title=str(TITLE), person_id=card.id)
    made = Passport(
        person_id=card.id, number=number, public_token=token, issuer=chosen.issuer, language=chosen.language,
        chosen={name: sorted(getattr(chosen, name)) for name in ("certificates", "trades", "skills", "spoken")},
        document_id=stored.id, issued_on=today, issued_by=actor.human_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "passport.issued", made)
    session.flush()
    return made


def _sheet(card: PersonCard, chosen: Chosen, number: str, token: str, at: Addresses) -> Sheet:
    if chosen.language not in LOCALES:
        raise DomainError(_("Choose one of the six languages."), field="language")
    if chosen.issuer not in issuers(card.id):
        raise DomainError(_("Choose one of the awarding bodies."), field="issuer")
    contents = narrowed(offered_to(card), chosen)
    check(contents, chosen)
    return Sheet(
        name=card.name, issuer=chosen.issuer, number=number, issued_on=clock.today(card.zone),
        language=chosen.language, address=at.passport(token), contents=contents,
        proofs={one.id: at.certificate(one.public_token) for one in contents.certificates},
    )  # fmt: skip


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
