"""Commands: hand the reasons of a decision over."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.classification.queries import record_of
from casework.level_papers.models import Handing, LevelPaper
from casework.people.queries import person_for
from kernel import audit, clock, documents
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import LOCALES, _

GIVERS = (Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER, Role.CASE_MANAGER)
KIND = "level.reasons"
LEAST = 3


@dataclass(frozen=True, kw_only=True)
class Given:
    """A handing over: in which language, on which day, and what the person did with the paper."""

    language: str
    handing: Handing
    given_on: dt.date
    words: str = ""


def hand_over(
    actor: Actor, person_id: uuid.UUID, classification_id: uuid.UUID, given: Given, paper: bytes
) -> LevelPaper:
    """Keep that the reasons were given (or refused to be taken), with the paper byte for byte. The appeal time runs."""
    card = person_for(actor, person_id)
    if not actor.has(*GIVERS):
        raise Forbidden(_("The classification officer, the approver or the case manager gives the reasons."))
    record = record_of(card.id, classification_id)
    if record.decided_at is None or record.next_review_on is None:
        raise DomainError(_("Nothing is decided yet. The paper is made from a decision."))
    decided_on, today = clock.local(record.decided_at, card.zone).date(), clock.today(card.zone)
    if not decided_on <= given.given_on <= today:
        raise DomainError(_("Write a day from the decision until today."), field="given_on")
    if given.language not in LOCALES:
        raise DomainError(_("Choose one of the six languages."), field="language")
    if given.handing is Handing.REFUSED and len(given.words.strip()) < LEAST:
        raise DomainError(_("Write how the person refused the paper, and who was there."), field="words")
    stored = documents.store(actor, KIND, paper, title=_("Reasons for the security level"), person_id=card.id)
    made = LevelPaper(
        classification_id=record.id, person_id=card.id, document_id=stored.id, language=given.language,
        handing=given.handing, words=given.words.strip(), given_on=given.given_on, given_at=clock.now(),
        given_by=actor.human_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "level_paper.handed_over", made)
    session.flush()
    return made
