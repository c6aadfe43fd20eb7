"""Writing notes and adding to them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.notes.models import CaseNote, NoteAmendment, NoteKind
from casework.people.queries import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _

LONGEST = 8000


@dataclass(frozen=True, kw_only=True)
class NewNote:
    """A note. ``id`` is minted by the asker, so that sending twice is one note."""

    id: uuid.UUID
    person_id: uuid.UUID
    kind: NoteKind
    occurred_at: dt.datetime
    text: str


def write_note(actor: Actor, new: NewNote) -> CaseNote:
    """Put a note on file for good. Raises DomainError for one of tomorrow or without words."""
    if (known := session.get(CaseNote, new.id)) is not None:
        return known
    card = person_for(actor, new.person_id)
    if new.occurred_at > clock.now():
        raise DomainError(_("A note tells of what was. Choose a time that is past."), field="day")
    note = CaseNote(
        id=new.id, person_id=card.id, kind=new.kind, occurred_at=new.occurred_at, text=_said(new.text),
        written_by=actor.human_id, written_at=clock.now(),
    )  # fmt: skip
    session.add(note)
    _tell(actor, "note.written", "case_note", note)
    return note


def amend_note(actor: Actor, note_id: uuid.UUID, text: str, *, id: uuid.UUID) -> NoteAmendment:  # noqa: A002 - the record's key
    """Add a line to a note; what was written stays as it was. Raises NotFound."""
    if (known := session.get(NoteAmendment, id)) is not None:
        return known
    note = session.get(CaseNote, note_id)
    if note is None:
        raise NotFound(_("There is no such entry, or you may not know of it."))
    person_for(actor, note.person_id)
    line = NoteAmendment(
        id=id, note_id=note.id, person_id=note.person_id, text=_said(text), written_by=actor.human_id,
        written_at=clock.now(),
    )  # fmt: skip
    session.add(line)
    _tell(actor, "note.amended", "note_amendment", line)
    return line


def _said(text: str) -> str:
    said = text.strip()
    if not said:
        raise DomainError(_("Write what was said or seen."), field="text")
    return said[:LONGEST]


def _tell(actor: Actor, action: str, table: str, row: CaseNote | NoteAmendment) -> None:
    audit.event(actor, audit.Kind.WRITE, action, subject_kind=table, subject_id=row.id, person_id=row.person_id)
