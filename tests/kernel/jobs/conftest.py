"""Databases of their own for this folder: an SQLite file, and a real PostgreSQL where its programs are installed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator

import pytest

from kernel import db
from kernel.accounts import service as accounts
from kernel.accounts.queries import actor_of
from kernel.authz import Actor, Role
from kernel.jobs import runner, schedule
from tests import postgres
from tests.conftest import PostgresDatabases, SqliteDatabases, make_schema


@pytest.fixture(scope="session")
def stores(databases: object, tmp_path_factory, worker_id: str) -> Iterator[Callable[[str], object]]:
    """``stores("sqlite")``: the run's own databases where they are of this kind, else others made when first asked."""
    made, held = (
        {"sqlite" if isinstance(databases, SqliteDatabases) else "postgresql": databases},
        contextlib.ExitStack(),
    )

    def of(kind: str) -> object:
        if kind not in made:
            found = SqliteDatabases(tmp_path_factory.mktemp("jobs")) if kind == "sqlite" else on_server(held, worker_id)
            make_schema(found.make("template"))
            held.callback(found.drop, "template")
            made[kind] = found
        return made[kind]

    with held:
        yield of


def on_server(held: contextlib.ExitStack, worker_id: str) -> PostgresDatabases:
    """Databases on the server this run was given, else on one of our own until the run ends."""
    try:
        url = os.environ.get("TEST_DATABASE_URL") or held.enter_context(postgres.running())
    except postgres.NoPostgres as missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(missing))
    return PostgresDatabases(url, worker_id)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, stores: Callable[[str], object]) -> Iterator[str]:
    """The address of an empty database, bound, on each engine in turn."""
    databases = stores(request.param)
    url = databases.make("store", "template")
    db.bind(url)
    try:
        yield url
    finally:
        db.release()
        databases.drop("store")


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
