"""A database of its own for each test of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import kernel.accounts.models
import kernel.documents.models
import kernel.units.models  # noqa: F401 - their tables are made below
from kernel import db
from kernel.db.engine import _bound
from kernel.db.session import factory


@pytest.fixture
def fresh_db(tmp_path: Path) -> Iterator[None]:
    """An empty SQLite file with every table; what was bound before comes back afterwards."""
    before, bound = factory.kw.get("bind"), list(_bound)
    db.session.remove()
    made = db.bind(f"sqlite:///{tmp_path / 'test.sqlite'}")
    with db.schema_connection() as connection:
        db.Base.metadata.create_all(connection)
    yield
    db.session.remove()
    made.dispose()
    factory.configure(bind=before)
    _bound[:] = bound
