"""Filing papers."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

from casework.identity.queries import owned
from casework.identity.rules import reasoned
from casework.papers import queries
from casework.papers.events import PaperFiled
from casework.papers.models import FiledPaper, PaperKind
from casework.papers.rules import rebuild_paper
from casework.people.queries import person_for
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.documents import store
from kernel.documents.scanning import refuse_infected
from kernel.errors import DomainError
from kernel.i18n import _


@dataclass(frozen=True, kw_only=True)
class NewPaper:
    """A paper as it came in."""

    id: uuid.UUID
    person_id: uuid.UUID
    kind: PaperKind
    title: str
    content: bytes
    dated_on: dt.date | None = None


def file_paper(actor: Actor, new: NewPaper) -> FiledPaper:
    """Check a paper, make it anew and keep it. The same bytes twice are one paper.

    Raises DomainError for what cannot be kept, what the virus scanner refuses, or a date to come.
    """
    card = person_for(actor, new.person_id)
    if new.dated_on and new.dated_on > clock.today(card.zone):
        raise DomainError(_("Choose the date of the paper: today or before."), field="dated_on")
    given = hashlib.sha256(new.content).hexdigest()
    if known := queries.filed_before(card.id, given):
        return session.get_one(FiledPaper, known)
    refuse_infected(new.content)
    made = rebuild_paper(new.content)
    stored = store(
        actor, f"paper.{new.kind.value}", made.content, title=new.title, person_id=card.id, media_type=made.media_type
    )
    row = FiledPaper(
        id=new.id, person_id=card.id, kind=new.kind, title=new.title, dated_on=new.dated_on, document_id=stored.id,
        given_sha256=given, filed_by=actor.human_id, filed_at=clock.now(),
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "paper.filed", row)
    events.publish(PaperFiled(person_id=card.id, kind=new.kind.value, title=new.title, by=actor))
    return row


def withdraw_paper(actor: Actor, paper_id: uuid.UUID, reason: str) -> None:
    """Take a paper out of the file, with a reason: it was somebody else's. It can no longer be opened."""
    row: FiledPaper = owned(actor, FiledPaper, paper_id)
    if row.withdrawn_on is None:
        row.withdrawn_on = clock.today()
        audit.record(actor, "paper.withdrawn", row, reason=reasoned(reason))
