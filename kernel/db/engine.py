"""Engines and the settings without which an acknowledged write can be lost.

Evidence: SQLite before 3.51.3 can corrupt a WAL database when two connections checkpoint at once; with
``synchronous=NORMAL`` a power cut lost acknowledged writes in 40 % of replayed images, with FULL in none of 6,000.
"""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

from kernel.db.session import factory, session
from kernel.errors import UnsafeDatabase

SAFE_WAL = (3, 51, 3)
STATEMENTS = 1000
"""Compiled statements that a connection keeps. The driver's 128 are soon held by the most used, and then every newer
statement throws out the one before it: each is compiled anew at each use, which doubled the cost of a posting."""
_bound: list[sa.Engine] = []


def sqlite_module() -> ModuleType:
    """The newest SQLite library at hand: the packaged one where the system's is older."""
    try:
        import pysqlite3.dbapi2 as packaged  # noqa: PLC0415 - absent where no wheel exists
    except ImportError:
        return sqlite3
    return packaged if packaged.sqlite_version_info > sqlite3.sqlite_version_info else sqlite3


def journal_settings(version: tuple[int, ...]) -> tuple[str, str]:
    """Journal mode and synchronous level that lose nothing acknowledged with this library version."""
    return ("WAL", "FULL") if version >= SAFE_WAL else ("DELETE", "EXTRA")


def _on_sqlite_connect(module: ModuleType) -> Any:
    journal, synchronous = journal_settings(module.sqlite_version_info)

    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for setting in (
            "busy_timeout=30000",
            f"journal_mode={journal}",
            f"synchronous={synchronous}",
            "foreign_keys=ON",
            "recursive_triggers=ON",  # without it REPLACE would delete an append-only row unseen
            "trusted_schema=OFF",
            "cell_size_check=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "mmap_size=0",
            "cache_size=-32000",
        ):
            connection.execute(f"PRAGMA {setting}")
        got = connection.execute("PRAGMA journal_mode").fetchone()[0].upper()
        if got not in {journal, "MEMORY"}:
            raise UnsafeDatabase(
                f"SQLite stays in journal mode {got} instead of {journal}: is the file on a network share?"
            )

    return prepare


@contextlib.contextmanager
def driver_errors(dialect: sa.Dialect) -> Iterator[None]:
    """What the driver raises inside the block, as SQLAlchemy's, so that clashes are recognised and tried again."""
    dbapi: Any = dialect.dbapi
    try:
        yield
    except dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(None, None, error, dbapi.Error, dialect=dialect) from error


def _beginner(words: str) -> Callable[[sa.Connection], None]:
    """Begins a transaction on the driver itself: every page and every command does."""

    def begin(connection: sa.Connection) -> None:
        driver: Any = connection.connection.driver_connection
        with driver_errors(connection.dialect):
            driver.execute(words)

    return begin


def _sqlite_engine(url: sa.URL, *, writing: bool) -> sa.Engine:
    """Readers cannot write at all; writers take SQLite's one write lock when they begin, not half way."""
    module = sqlite_module()
    kept = {"cached_statements": STATEMENTS}
    made = sa.create_engine(url, module=module, poolclass=QueuePool, pool_size=12, max_overflow=20, connect_args=kept)
    event.listen(made, "connect", _on_sqlite_connect(module))
    if not writing:
        event.listen(made, "connect", lambda connection, _record: connection.execute("PRAGMA query_only=ON"))
    event.listen(made, "begin", _beginner("BEGIN IMMEDIATE" if writing else "BEGIN"))
    return made


def _begin_postgres(connection: sa.Connection) -> None:
    """Sessions are read-only by default; a writer says so first."""
    if connection.get_execution_options().get("writing", False):
        connection.exec_driver_sql("SET TRANSACTION READ WRITE")


def _postgres_engine(url: sa.URL) -> sa.Engine:
    options = "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=15s -c timezone=UTC"
    options += " -c default_transaction_read_only=on"
    made = sa.create_engine(url, pool_pre_ping=True, pool_size=10, connect_args={"options": options})
    event.listen(made, "begin", _begin_postgres)
    return made


def make_engines(url: str) -> tuple[sa.Engine, sa.Engine]:
    """(reader, writer) with the safe settings; PostgreSQL has one for both. Other databases are refused."""
    parsed = sa.make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite_engine(parsed, writing=False), _sqlite_engine(parsed, writing=True)
    if parsed.get_backend_name() == "postgresql":
        made = _postgres_engine(parsed)
        return made, made
    raise UnsafeDatabase("DATABASE_URL must begin with sqlite:/// or postgresql://")


def bind(url: str) -> sa.Engine:
    """Open the database behind ``url`` and give it to every session of this process."""
    reader, writer_ = make_engines(url)
    release()
    factory.configure(bind=reader, info={"writer": writer_})
    _bound[:] = [reader, writer_]
    return reader


def release() -> None:
    """Close this thread's session and every idle connection; the next use opens new ones.

    Before another database is bound, before a fork, before the file is copied. A connection that is still in use when
    its pool goes is closed by nobody, so whoever holds one lets go of it first.
    """
    session.remove()
    for held in _bound:
        held.dispose()


def engine() -> sa.Engine:
    """The readers' engine of this process. Raises LookupError before ``bind``."""
    if not _bound:
        raise LookupError("no database is bound: call kernel.db.bind(url) first")
    return _bound[0]


def writer() -> sa.Engine:
    """The writers' engine of this process. Raises LookupError before ``bind``."""
    engine()
    return _bound[1]


@contextlib.contextmanager
def schema_connection() -> Iterator[sa.Connection]:
    """A writing connection outside any session, in one transaction: for migrations and for making test databases."""
    with writer().connect().execution_options(writing=True) as connection, connection.begin():
        yield connection


@contextlib.contextmanager
def rebuilding_connection() -> Iterator[sa.Connection]:
    """The same where tables may be built anew: on SQLite keys rest, and all are checked before the commit.

    There a dropped table to which rows point breaks their keys even when it comes back under its name.
    """
    with writer().connect().execution_options(writing=True) as connection:
        resting = connection.dialect.name == "sqlite"
        raw: Any = connection.connection.driver_connection
        if resting:
            raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                if resting and (broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
                    raise UnsafeDatabase(f"the migration would leave a row of {broken[0]} that points nowhere")
        finally:
            if resting:
                raw.execute("PRAGMA foreign_keys=ON")
