"""Papers on file, by their id. Whoever calls has decided already that the reader may see them."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.documents.models import StoredDocument
from kernel.errors import NotFound
from kernel.i18n import _

_stored = table_of(StoredDocument)
_COLUMNS = tuple(column for column in _stored.c if column.name != "content")
_HEAD = sa.select(*_COLUMNS).where(_stored.c.id == sa.bindparam("id"))
_WHOLE = sa.select(_stored).where(_stored.c.id == sa.bindparam("id"))
_OF_PERSON = (
    sa.select(*_COLUMNS)
    .where(_stored.c.person_id == sa.bindparam("person_id"), _stored.c.kind == sa.bindparam("kind"))
    .order_by(_stored.c.created_at.desc(), _stored.c.id.desc())
    .limit(100)
)


class DocumentDamaged(Exception):
    """The bytes on file are not the bytes that were stored: their SHA-256 differs."""


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A stored document. ``content`` is empty where only its heading was asked for."""

    id: uuid.UUID
    kind: str
    person_id: uuid.UUID | None
    title: str
    media_type: str
    sha256: str
    size: int
    created_by: uuid.UUID | None
    created_at: dt.datetime
    content: bytes = b""


def _one(statement: sa.Select[tuple[object, ...]], document_id: uuid.UUID) -> Paper:
    row = session.execute(statement, {"id": document_id}).mappings().first()
    if row is None:
        raise NotFound(_("There is no such paper, or you may not know of it."))
    return Paper(**row)


def heading(document_id: uuid.UUID) -> Paper:
    """Everything but the bytes: enough to decide who may see it. Raises NotFound."""
    return _one(_HEAD, document_id)


def fetch(document_id: uuid.UUID) -> Paper:
    """The paper with its bytes, proven by their hash. Raises NotFound, or DocumentDamaged when they were changed."""
    paper = _one(_WHOLE, document_id)
    if hashlib.sha256(paper.content).hexdigest() != paper.sha256:
        raise DocumentDamaged(str(document_id))
    return paper


def papers_of(person_id: uuid.UUID, kind: str) -> list[Paper]:
    """The newest hundred papers of one kind about a person, newest first, without their bytes."""
    rows = session.execute(_OF_PERSON, {"person_id": person_id, "kind": kind}).mappings()
    return [Paper(**row) for row in rows]
