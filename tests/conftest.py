"""The house's test bench: one schema a run, one rolled-back transaction a test, real databases where a test needs them.

``pytest`` runs on SQLite, ``pytest --db postgres`` on a PostgreSQL of its own (or the server TEST_DATABASE_URL names).
A test without a fixture of its own may write with ``kernel.db.transaction()``: nothing of it stays.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pathlib
import secrets
import shutil
import threading
from collections.abc import Callable, Iterator

import flask
import pytest
import sqlalchemy as sa
from flask.sessions import SecureCookieSessionInterface
from werkzeug.serving import make_server

import app as composition  # noqa: TID251 - the bench stands where a server would
from kernel import authz, db
from kernel.authz import Actor
from kernel.db import migrate
from kernel.db.session import factory
from kernel.settings import Settings
from tests import cast, postgres

IN_CI = os.environ.get("CI") == "true"
CHROMIUM_HINT = "apt-get install -y --no-install-recommends chromium"
OWN_DATABASE = {"real_db", "fresh_db", "store"}
"""Fixtures that bind a database of the test's own. The shared transaction stands aside for them: binding another
database drops the pool that its connection would have to go back to, and nobody would close it."""
DEMO_PEOPLE = 100
_server = contextlib.ExitStack()


# ---- which database -------------------------------------------------------------------------------------------------


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgres"), default="sqlite", help="the engine to test on")


def pytest_configure(config: pytest.Config) -> None:
    """Start PostgreSQL once, in the process that the xdist workers are born from."""
    if config.getoption("--db") != "postgres" or os.environ.get("TEST_DATABASE_URL"):
        return
    try:
        os.environ["TEST_DATABASE_URL"] = _server.enter_context(postgres.running())
    except postgres.NoPostgres as missing:
        pytest.exit(str(missing), returncode=4 if IN_CI else 0)


def pytest_unconfigure() -> None:
    _server.close()


class SqliteDatabases:
    """Makes and copies SQLite files."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.sqlite"

    def make(self, name: str, template: str = "") -> str:
        if template:
            assert not (self.folder / f"{template}.sqlite-wal").exists(), f"somebody still holds {template} open"
            shutil.copyfile(self.folder / f"{template}.sqlite", self.folder / f"{name}.sqlite")
        return self.url(name)

    def drop(self, name: str) -> None:
        for file in self.folder.glob(f"{name}.sqlite*"):
            file.unlink()


class PostgresDatabases:
    """Makes and copies PostgreSQL databases, named apart for each xdist worker."""

    def __init__(self, server: str, worker: str) -> None:
        self.server = sa.make_url(server)
        self.prefix = f"tc_{secrets.token_hex(4)}_{worker}"
        self.admin = sa.create_engine(self.server, isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)

    def url(self, name: str) -> str:
        return self.server.set(database=f"{self.prefix}_{name}").render_as_string(hide_password=False)

    def make(self, name: str, template: str = "") -> str:
        source = f' TEMPLATE "{self.prefix}_{template}"' if template else ""
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f'CREATE DATABASE "{self.prefix}_{name}"{source}')
        return self.url(name)

    def drop(self, name: str) -> None:
        with self.admin.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{self.prefix}_{name}" WITH (FORCE)')


def make_schema(url: str) -> None:
    """The schema as an installation gets it: by migrations."""
    db.bind(url)
    migrate.upgrade()
    db.release()


@pytest.fixture(scope="session")
def databases(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Iterator[object]:
    """Where databases come from. The one called ``template`` has the schema and no rows."""
    if pytestconfig.getoption("--db") == "postgres":
        found = PostgresDatabases(os.environ["TEST_DATABASE_URL"], worker_id)
    else:
        found = SqliteDatabases(tmp_path_factory.mktemp("db"))
    make_schema(found.make("template"))
    yield found
    db.release()
    for name in ("main", "demo", "template"):
        found.drop(name)


# ---- isolation ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def bench(databases: object, tmp_path_factory: pytest.TempPathFactory) -> flask.Flask:
    """The app on this worker's main database. Errors reach the test instead of becoming a page."""
    return build_app(databases.make("main", "template"), tmp_path_factory.mktemp("var"))


def build_app(url: str, var: pathlib.Path, **overrides: object) -> flask.Flask:
    """An app as tests want it: plain HTTP, no CSRF token to fetch, exceptions not swallowed."""
    given = Settings(var=var, database_url=url, behind_tls=False)
    made = composition.create_app(given, **{"TESTING": True, "WTF_CSRF_ENABLED": False, **overrides})
    made.error_handler_spec[None][None].pop(Exception, None)
    return made


@pytest.fixture(autouse=True)
def isolation(request: pytest.FixtureRequest) -> Iterator[sa.Connection | None]:
    """Every commit in the test is a savepoint; the end is a rollback, after the foreign keys were checked."""
    authz.set_actor(None)
    if OWN_DATABASE & set(request.fixturenames):
        yield None
        return
    made: flask.Flask = request.getfixturevalue("bench")
    bound = db.bind(made.extensions["throughcare_settings"].database_url) if not _is_bound_to(made) else db.engine()
    with db.writer().connect().execution_options(writing=True) as connection:
        outer = connection.begin()
        if connection.dialect.name == "postgresql":  # a story may wait for other processes for long
            connection.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        factory.configure(bind=connection, join_transaction_mode="create_savepoint")
        try:
            yield connection
            db.session.remove()
            check_foreign_keys(connection)
        finally:
            db.session.remove()
            factory.configure(bind=bound, join_transaction_mode="conditional_savepoint")
            outer.rollback()


def _is_bound_to(made: flask.Flask) -> bool:
    return db.engine().url == sa.make_url(made.extensions["throughcare_settings"].database_url)


def check_foreign_keys(connection: sa.Connection) -> None:
    """They are checked at commit, which a rolled-back test never reaches; so look now."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    assert not broken, f"foreign keys that point nowhere (table, row, target, key): {broken[:5]}"


@pytest.fixture(scope="session")
def demo_database(databases: object, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> str:
    """The name of a database that holds the demo. On SQLite one worker builds it for all, the others copy its file."""
    if isinstance(databases, PostgresDatabases):
        return build_demo(databases, tmp_path_factory.mktemp("demo"))
    base = tmp_path_factory.getbasetemp()
    kept = (base if worker_id == "master" else base.parent) / "demo.sqlite"
    with kept.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            build_demo(databases, tmp_path_factory.mktemp("demo"))
            shutil.copyfile(databases.folder / "demo.sqlite", kept)
    shutil.copyfile(kept, databases.folder / "demo.sqlite")
    return "demo"


def build_demo(databases: object, var: pathlib.Path) -> str:
    """The demo's service in small."""
    from casework.demo.service import build

    made = build_app(databases.make("demo", "template"), var)
    with made.app_context():
        build(DEMO_PEOPLE, lambda _words: None)
    db.release()
    return "demo"


@pytest.fixture
def real_db(databases: object, request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[flask.Flask]:
    """An app on a database of its own, with true commits, read-only readers and real clashes.

    It is empty, or holds the demo where the test asks for ``demo_database`` as well.
    """
    url = databases.make("real", "demo" if "demo_database" in request.fixturenames else "template")
    made = build_app(url, tmp_path)
    try:
        yield made
    finally:
        db.release()
        databases.drop("real")


@pytest.fixture
def fresh_db(databases: object) -> Iterator[str]:
    """The address of a fresh database of the test's own, bound, without an app."""
    url = databases.make("fresh", "template")
    db.bind(url)
    try:
        yield url
    finally:
        db.release()
        databases.drop("fresh")


# ---- people who act -------------------------------------------------------------------------------------------------


@pytest.fixture
def app(bench: flask.Flask) -> flask.Flask:
    return bench


@pytest.fixture
def client(app: flask.Flask) -> flask.testing.FlaskClient:
    return app.test_client()


@pytest.fixture
def prison() -> object:
    return cast.make_unit()


@pytest.fixture
def office() -> object:
    return cast.make_unit(kind="probation_office", name="Harbour Street Office")


@pytest.fixture
def as_actor() -> Callable[..., Actor]:
    """``as_actor(Role.X, unit)``: somebody who holds the role there; without a unit, over the whole service."""
    return cast.make_actor


@pytest.fixture
def sign_in() -> Callable[[flask.testing.FlaskClient, Actor], flask.testing.FlaskClient]:
    """``sign_in(client, actor)``: the client carries a live session of this actor, without the price of a password."""
    return enter


def enter(client: flask.testing.FlaskClient, actor: Actor) -> flask.testing.FlaskClient:
    token = cast.begin_session(actor)
    with client.session_transaction() as carried:
        carried["_user_id"] = token
        carried["_fresh"] = True
    return client


@pytest.fixture
def signed_in(client: flask.testing.FlaskClient) -> Callable[..., flask.testing.FlaskClient]:
    """``signed_in(Role.X, unit)``: the client, signed in as a new holder of the role."""
    return lambda role, unit=None: enter(client, cast.make_actor(role, unit))


# ---- a real browser -------------------------------------------------------------------------------------------------


def chromium() -> str:
    """The browser's path. Missing: a failure under CI, a skip elsewhere, with the line that installs it."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next((path for path in map(shutil.which, names) if path), None)
    if not found:
        (pytest.fail if IN_CI else pytest.skip)(f"No Chromium here. Install it: {CHROMIUM_HINT}")
    return str(found)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """One Chromium for the run. Nothing is downloaded."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = chromium()
    with sync_api.sync_playwright() as driver:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        started = driver.chromium.launch(executable_path=path, args=arguments)
        yield started
        started.close()


@pytest.fixture
def live(real_db: flask.Flask) -> Iterator[str]:
    """The address of a threaded server on a database of its own. Fill it with ``cast`` before the first page."""
    server = make_server("127.0.0.1", 0, real_db, threaded=True)
    worker = threading.Thread(target=server.serve_forever, daemon=True)
    worker.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    worker.join(timeout=10)
    server.server_close()


@pytest.fixture
def page(browser: object, live: str) -> Iterator[object]:
    """A fresh page; ``page.goto("/sign-in")`` works. Script errors and refused resources fail the test."""
    context = browser.new_context(
        base_url=live, service_workers="block", locale="en-GB", viewport={"width": 1280, "height": 800}
    )
    context.set_default_timeout(10_000)
    opened, complaints = context.new_page(), []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    context.close()
    assert not complaints, complaints


@pytest.fixture
def browse_as(page: object, live: str, real_db: flask.Flask) -> Callable[[Actor], object]:
    """``browse_as(actor)``: the page, carrying a live session of this actor."""

    def go(actor: Actor) -> object:
        carried = {"_user_id": cast.begin_session(actor), "_fresh": True}
        value = SecureCookieSessionInterface().get_signing_serializer(real_db).dumps(carried)
        page.context.add_cookies([{"name": real_db.config["SESSION_COOKIE_NAME"], "value": value, "url": live}])
        return page

    return go


@pytest.fixture
def assert_accessible() -> Callable[[object], None]:
    """``assert_accessible(page)``: axe finds nothing, once the page has come whole."""

    def look(opened: object) -> None:
        from axe_playwright_python.sync_playwright import Axe

        opened.wait_for_load_state()
        found = Axe().run(opened)
        assert found.violations_count == 0, found.generate_report()

    return look
