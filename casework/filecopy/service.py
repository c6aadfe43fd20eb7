"""Making a copy of a file as long work, and handing it over."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from casework.filecopy import queries
from casework.filecopy.models import FileCopy
from casework.filecopy.rules import Redactor
from casework.people.queries import PersonCard, person_for
from kernel import audit, clock, documents, jobs
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import LOCALES, _

KIND = "file.copy"
PURPOSE = "copy of the file"
ASKERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.PROBATION_OFFICER)
LONGEST_WORDS = 4000


@dataclass(frozen=True, kw_only=True)
class NewCopy:
    """A copy to be made. ``id`` is minted by the asker, so that asking twice is one; ``words`` one a line."""

    id: uuid.UUID
    person_id: uuid.UUID
    language: str
    words: str = ""


def ask(actor: Actor, new: NewCopy) -> FileCopy:
    """Ask for a copy of the whole file. Raises DomainError for a language that the house does not speak."""
    if (known := session.get(FileCopy, new.id)) is not None:
        return known
    card = person_for(actor, new.person_id, purpose=PURPOSE)
    if new.language not in LOCALES:
        raise DomainError(_("Choose one of the languages of the list."), field="language")
    row = FileCopy(
        id=new.id, person_id=card.id, language=new.language, words=new.words[:LONGEST_WORDS],
        asked_by=actor.human_id, asked_at=clock.now(),
        job_id=jobs.enqueue(actor, KIND, {"copy": str(new.id)}, key=f"{KIND}:{new.id}"),
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "copy.asked", row)
    return row


def begin(actor: Actor, copy_id: uuid.UUID) -> tuple[str, str, PersonCard]:
    """(language, words to leave out, person) of a copy that is being made. Notes the look. Raises NotFound."""
    row = session.get_one(FileCopy, copy_id)
    return row.language, row.words, person_for(actor, row.person_id, purpose=PURPOSE)


def keep(actor: Actor, copy_id: uuid.UUID, card: PersonCard, made: Sequence[bytes], redactor: Redactor) -> uuid.UUID:
    """Keep the copy as it was made and say what was left out; the id of its bytes. Keeping twice is once."""
    row = session.get_one(FileCopy, copy_id)
    if row.document_id is None:
        title = _("Copy of file %(number)s", number=card.number)
        stored = [documents.store(actor, KIND, one, title=title, person_id=card.id).id for one in made]
        row.document_id, row.parts = stored[0], [str(one) for one in stored]
        row.left_out = {ground.value: count for ground, count in redactor.counts.items()}
        audit.record(actor, "copy.made", row)
    return row.document_id


def give(actor: Actor, person_id: uuid.UUID, copy_id: uuid.UUID) -> FileCopy:
    """Note that the person holds the copy in hand. Once given it stays given. Raises NotFound for one not made."""
    row = queries.made_copy(person_for(actor, person_id, purpose=PURPOSE).id, copy_id)
    if row.given_at is None:
        row.given_at, row.given_by = clock.now(), actor.human_id
        audit.record(actor, "copy.given", row)
    return row


def read(actor: Actor, person_id: uuid.UUID, copy_id: uuid.UUID, part: int = 1) -> documents.Paper:
    """One paper of the copy, counted from 1, with the look noted. Raises NotFound."""
    row = queries.made_copy(person_for(actor, person_id, purpose=PURPOSE).id, copy_id)
    audit.note_read(actor, row.person_id, "copy.read", purpose=PURPOSE)
    if not 1 <= part <= len(row.parts):
        raise NotFound(_("There is no such paper, or you may not know of it."))
    return documents.fetch(uuid.UUID(row.parts[part - 1]))
