"""Reading notes of a person whom the caller has fetched already."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import whole_file
from casework.notes.models import CaseNote, NoteAmendment, NoteKind
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.paging import Page, page_of

_note, _amendment, _human = table_of(CaseNote), table_of(NoteAmendment), table_of(Human)
_NOTES = sa.select(_note, _human.c.name.label("who")).join(_human, _human.c.id == _note.c.written_by)
_BEFORE = (
    _NOTES.where(
        _note.c.person_id.in_(whole_file(sa.bindparam("person_id", type_=_note.c.person_id.type))),
        _note.c.occurred_at < sa.bindparam("before", type_=_note.c.occurred_at.type),
    )
    .order_by(_note.c.occurred_at.desc(), _note.c.id.desc())
    .limit(sa.bindparam("most"))
)


def notes_page(
    person_id: uuid.UUID, *, kind: NoteKind | None = None, after: uuid.UUID | None = None
) -> Page[sa.Row[Any]]:
    """One page of notes, newest first."""
    statement = _NOTES.where(_note.c.person_id.in_(whole_file(sa.literal(person_id, _note.c.person_id.type))))
    if kind:
        statement = statement.where(_note.c.kind == kind)
    return page_of(statement, _note.c.occurred_at, row_id=_note.c.id, after=after, newest_first=True, size=20)


def amendments_of(notes: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """The later lines of each of these notes, oldest first."""
    found: dict[uuid.UUID, list[Any]] = defaultdict(list)
    statement = (
        sa.select(_amendment, _human.c.name.label("who"))
        .join(_human, _human.c.id == _amendment.c.written_by)
        .where(_amendment.c.note_id.in_(notes))
        .order_by(_amendment.c.written_at, _amendment.c.id)
    )
    for row in session.execute(statement):
        found[row.note_id].append(row)
    return found


def notes_before(person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[Any]:
    """The newest notes before an instant, for the timeline."""
    return session.execute(_BEFORE, {"person_id": person_id, "before": before, "most": most}).all()
