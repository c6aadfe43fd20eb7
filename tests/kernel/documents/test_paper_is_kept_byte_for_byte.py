"""What was given out can be shown again, exactly; nobody can change it, not even by hand in the database."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa

from kernel import audit, db, documents
from kernel.db import table_of
from kernel.documents.models import StoredDocument
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from tests import cast

pytestmark = pytest.mark.usefixtures("fresh_db")
GUARD_OFF = {
    "sqlite": "DROP TRIGGER stored_document_refuses_update",
    "postgresql": "DROP TRIGGER stored_document_is_append_only ON stored_document",
}


def test_stored_bytes_come_back_with_their_hash() -> None:
    person = cast.make_held(cast.make_unit())
    with db.transaction():
        kept = documents.store(None, "plan.agreed", b"%PDF-1", title="Plan", person_id=person)
    paper = documents.fetch(kept.id)
    assert (paper.content, paper.sha256) == (b"%PDF-1", hashlib.sha256(b"%PDF-1").hexdigest())
    assert [p.id for p in documents.papers_of(person, "plan.agreed")] == [kept.id]
    assert documents.heading(kept.id).content == b""


def test_storing_leaves_a_trace_with_the_hash() -> None:
    with db.transaction():
        kept = documents.store(None, "plan.agreed", b"%PDF-1", title="Plan")
    row = db.session.scalars(sa.select(audit.AuditEntry)).one()
    assert (row.action, row.subject_id) == ("document.stored", kept.id)
    assert row.changes["sha256"] == [None, kept.sha256]


@pytest.mark.parametrize("verb", ["UPDATE stored_document SET title = 'x'", "DELETE FROM stored_document"])
def test_no_row_is_ever_changed(verb: str) -> None:
    with db.transaction():
        documents.store(None, "plan.agreed", b"%PDF-1", title="Plan")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.schema_connection() as connection:
        connection.execute(sa.text(verb))


def test_bytes_changed_behind_the_triggers_are_noticed() -> None:
    with db.transaction():
        kept = documents.store(None, "plan.agreed", b"%PDF-1", title="Plan")
    with db.schema_connection() as connection:
        connection.execute(sa.text(GUARD_OFF[connection.dialect.name]))
        connection.execute(sa.update(table_of(StoredDocument)).values(content=b"\0"))
    with pytest.raises(documents.DocumentDamaged):
        documents.fetch(kept.id)


def test_empty_and_huge_papers_are_refused() -> None:
    for content in (b"", b"x" * (20 * 1024 * 1024 + 1)):
        with pytest.raises(DomainError, match="20 MB"), db.transaction():
            documents.store(None, "x", content, title="x")


def test_an_unknown_paper_is_not_found() -> None:
    with pytest.raises(NotFound):
        documents.fetch(new_id())
