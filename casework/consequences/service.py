"""Commands: note what follows from a decided level; answer a question it left."""

from __future__ import annotations

import uuid

from casework.classification.events import PersonReclassified
from casework.consequences import queries
from casework.consequences.models import LevelConsequence
from casework.consequences.rules import NewLevel, refusal_of_answer
from casework.people.queries import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _


def note(event: PersonReclassified) -> None:
    """Keep what follows from a decision, exactly as its approver could foresee it. Nothing is ended by this."""
    session.flush()
    card = person_for(event.decided_by, event.person_id)
    new = NewLevel(card=card, before=event.before, after=event.after)
    for one in queries.foreseen(event.decided_by, new):
        kept = LevelConsequence(
            classification_id=event.classification_id, person_id=event.person_id, kind=one.kind, facts=dict(one.facts),
            asks=one.asks, noted_at=clock.now(),
        )  # fmt: skip
        session.add(kept)
        audit.record(event.decided_by, "level_consequence.noted", kept)
    session.flush()


def answer(actor: Actor, person_id: uuid.UUID, consequence_id: uuid.UUID, words: str) -> LevelConsequence:
    """Say what was looked at and what comes of it. The question is closed, nothing else changes."""
    card = person_for(actor, person_id)
    found = queries.record_of(card.id, consequence_id)
    if not actor.has(*queries.answerers(found.kind)):
        raise Forbidden(_("Somebody with another role answers this question."))
    if refusal := refusal_of_answer(words, found.answered_by):
        raise DomainError(refusal, field="words")
    found.answered_by, found.answered_at, found.words = actor.human_id, clock.now(), words.strip()
    audit.record(actor, "level_consequence.answered", found)
    session.flush()
    return found
