"""Databases of their own for this folder: an SQLite file, and a real PostgreSQL where its programs are installed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import kernel.accounts.models
import kernel.documents.models
import kernel.jobs.models
import kernel.jobs.views
import kernel.units.models  # noqa: F401 - their tables are made below
from kernel import db
from kernel.accounts import service as accounts
from kernel.accounts.queries import actor_of
from kernel.authz import Actor, Role
from kernel.db.engine import _bound
from kernel.db.session import factory
from kernel.jobs import runner, schedule
from tests import postgres


@contextlib.contextmanager
def bound(url: str) -> Iterator[str]:
    """Bind an empty database with every table; what was bound before comes back afterwards."""
    before, old = factory.kw.get("bind"), list(_bound)
    db.session.remove()
    made = db.bind(url)
    with db.schema_connection() as connection:
        db.Base.metadata.create_all(connection)
    yield url
    db.session.remove()
    made.dispose()
    factory.configure(bind=before)
    _bound[:] = old


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The server this run tests on, else one of our own."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    try:
        with postgres.running() as url:
            yield url
    except postgres.NoPostgres as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each engine in turn."""
    if request.param == "sqlite":
        with bound(f"sqlite:///{tmp_path / 'jobs.sqlite'}") as url:
            yield url
        return
    server = request.getfixturevalue("postgres_url")
    name = f"t{tmp_path.name.lower().replace('-', '_')[-30:]}{os.getpid()}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    with bound(sa.make_url(server).set(database=name).render_as_string(hide_password=False)) as url:
        yield url
    with admin.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.fixture
def asker(store: str) -> Actor:
    """A finance clerk who asks for long work."""
    with db.transaction():
        new = accounts.NewAccount(name="Ana", staff_number="1", username="ana", grants=((Role.FINANCE_CLERK, None),))
        account = accounts.open_account(None, new)
    found = actor_of(account.id)
    assert found
    return found


@pytest.fixture(autouse=True)
def own_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test registers its own kinds of work; none is left behind."""
    monkeypatch.setattr(runner, "HANDLERS", kinds := {})
    for module in ("service", "schedule", "views"):
        monkeypatch.setattr(f"kernel.jobs.{module}.HANDLERS", kinds)
    monkeypatch.setattr(schedule, "PERIODIC", {})
