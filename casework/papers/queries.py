"""Reading the papers of a person whom the caller has fetched already."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from casework.papers.models import FiledPaper
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.documents.models import StoredDocument
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

_paper, _stored, _human = table_of(FiledPaper), table_of(StoredDocument), table_of(Human)


def papers_page(person_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """One page of the papers that came in, newest first, without their bytes."""
    statement = (
        sa.select(_paper, _stored.c.media_type, _stored.c.size, _human.c.name.label("who"))
        .join(_stored, _stored.c.id == _paper.c.document_id)
        .join(_human, _human.c.id == _paper.c.filed_by)
        .where(_paper.c.person_id == person_id)
    )
    return page_of(statement, _paper.c.filed_at, row_id=_paper.c.id, after=after, newest_first=True)


def document_of(person_id: uuid.UUID, paper_id: uuid.UUID) -> uuid.UUID:
    """Where the bytes of one paper of this person lie. Raises NotFound, also for one that was withdrawn."""
    found: uuid.UUID | None = session.scalar(
        sa.select(_paper.c.document_id).where(
            _paper.c.id == paper_id, _paper.c.person_id == person_id, _paper.c.withdrawn_on.is_(None)
        )
    )
    if found is None:
        raise NotFound(_("There is no such paper, or you may not know of it."))
    return found


def filed_before(person_id: uuid.UUID, sha256: str) -> uuid.UUID | None:
    """The id of a paper in force that came in with exactly these bytes."""
    return session.scalar(
        sa.select(_paper.c.id).where(
            _paper.c.person_id == person_id, _paper.c.given_sha256 == sha256, _paper.c.withdrawn_on.is_(None)
        )
    )
