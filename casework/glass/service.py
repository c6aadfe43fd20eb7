"""Commands: break the glass, and review it as somebody else."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from casework.access.models import GlassBreak, GlassGround, GlassVerdict
from casework.access.queries import hidden_by_number
from casework.glass.queries import break_of
from casework.glass.rules import BREAKERS, LASTS, REVIEWERS, SHORTEST
from casework.people.queries import by_number
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _
from kernel.ids import new_id


@dataclass(frozen=True, kw_only=True)
class NewBreak:
    """The file's number and why it cannot wait. ``id`` is minted by the form: twice is once."""

    number: str
    ground: GlassGround
    words: str
    id: uuid.UUID = field(default_factory=new_id)


def break_glass(actor: Actor, new: NewBreak) -> uuid.UUID:
    """Let the actor read one file for an hour; the person's id. A file they may open anyway is simply named.

    Raises NotFound for an unknown number and for a file from which the actor is kept away by name: alike.
    """
    if not actor.has(*BREAKERS):
        raise Forbidden(_("Your role does not open files by exception."))
    if (own := by_number(actor, new.number)) is not None:
        return own
    if len(new.words.strip()) < SHORTEST:
        raise DomainError(_("Say in a sentence what cannot wait. Somebody else will read it."), field="words")
    person_id = hidden_by_number(actor.human_id, new.number)
    if person_id is None:
        raise NotFound(_("There is no file with this number, or you may not know of it."), field="number")
    if session.get(GlassBreak, new.id) is None:
        now = clock.now()
        made = GlassBreak(
            id=new.id, person_id=person_id, human_id=actor.human_id, ground=new.ground, words=new.words.strip(),
            begun_at=now, ends_at=now + LASTS,
        )  # fmt: skip
        session.add(made)
        audit.record(actor, "glass.broken", made, reason=f"{new.ground.value}: {made.words}")
        session.flush()
    return person_id


def review(actor: Actor, key: uuid.UUID, verdict: GlassVerdict, words: str) -> None:
    """Say whether it was right. Never by whoever broke it."""
    found = break_of(actor, key)
    if found.human_id == actor.human_id:
        raise Forbidden(_("You opened this file yourself. Somebody else reviews it."), rule=_("Two people"))
    if not actor.has(*REVIEWERS):
        raise Forbidden(_("A governor reviews this."))
    if found.reviewed_at:
        raise Conflict(_("This was reviewed already."))
    if len(words.strip()) < SHORTEST:
        raise DomainError(_("Say in a sentence what you looked at and what you found."), field="words")
    row = session.get_one(GlassBreak, key)
    row.verdict, row.review_words = verdict, words.strip()
    row.reviewed_by, row.reviewed_at = actor.human_id, clock.now()
    audit.record(actor, "glass.reviewed", row, reason=row.review_words)
