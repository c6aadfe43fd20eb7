"""Databases of their own for this folder: an SQLite file, and a real PostgreSQL where its programs are installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

import kernel.accounts.models
import kernel.documents.models
import kernel.jobs.models
import kernel.units.models  # noqa: F401 - their tables are made below
from kernel import db
from kernel.accounts import service as accounts
from kernel.accounts.queries import actor_of
from kernel.authz import Actor, Role
from kernel.db.engine import _bound
from kernel.db.session import factory
from kernel.jobs import runner, schedule

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


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
    """A server on a socket in a folder of its own; TEST_DATABASE_URL wins."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    if not BINARIES:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL is missing: apt-get install postgresql")
        pytest.skip("PostgreSQL is not installed")
    folder = Path(tempfile.mkdtemp(prefix="pgjobs"))
    who = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(folder, "nobody", "nogroup")
    make = [BINARIES[-1] / "initdb", "-A", "trust", "-U", "test", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8", folder / "data"]
    subprocess.run(make, check=True, stdout=subprocess.DEVNULL, cwd=folder, **who)  # type: ignore[call-overload]
    options = ["-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "synchronous_commit=off"]
    server = subprocess.Popen(  # type: ignore[call-overload]
        [BINARIES[-1] / "postgres", "-D", folder / "data", *options], stderr=subprocess.DEVNULL, cwd=folder, **who
    )
    url = f"postgresql+psycopg://test@/postgres?host={folder}"
    for _try in range(100):
        with contextlib.suppress(sa.exc.OperationalError):
            sa.create_engine(url).connect().close()
            break
        time.sleep(0.1)
    yield url
    server.send_signal(signal.SIGINT)
    server.wait()
    shutil.rmtree(folder)


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
def asker(store: str) -> Actor:  # noqa: ARG001 - the account needs the database
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
    for module in ("service", "schedule"):
        monkeypatch.setattr(f"kernel.jobs.{module}.HANDLERS", kinds)
    monkeypatch.setattr(schedule, "PERIODIC", {})
