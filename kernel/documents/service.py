"""Keeping a paper that was given out."""

from __future__ import annotations

import hashlib
import uuid

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.documents.models import StoredDocument
from kernel.errors import DomainError
from kernel.i18n import _

LARGEST = 20 * 1024 * 1024


def store(
    actor: Actor | None, kind: str, content: bytes, *, title: str, person_id: uuid.UUID | None = None,
    media_type: str = "application/pdf",
) -> StoredDocument:  # fmt: skip
    """Keep a paper byte for byte, inside the caller's transaction. Its SHA-256 goes into the trail with it."""
    if not 0 < len(content) <= LARGEST:
        raise DomainError(_("A paper on file may have up to 20 MB. Split it into parts."))
    paper = StoredDocument(
        kind=kind,
        person_id=person_id,
        title=title[:200],
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=content,
        created_by=actor.account_id if actor else None,
        created_at=clock.now(),
    )
    session.add(paper)
    subject = {"subject_kind": "stored_document", "subject_id": paper.id, "person_id": person_id}
    changes = {"sha256": [None, paper.sha256], "kind": [None, kind]}
    audit.event(actor, audit.Kind.WRITE, "document.stored", **subject, changes=changes)
    return paper
