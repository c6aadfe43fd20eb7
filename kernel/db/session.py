"""One session per thread of work; a read transaction by default, one write transaction per command."""

from __future__ import annotations

import contextlib
import copy
import logging
import random
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy import exc, orm
from typing_extensions import override

log = logging.getLogger(__name__)
T = TypeVar("T")

LANES = 16
"""Audit chains on PostgreSQL, so that writers need not queue behind one another. SQLite has one writer, one chain."""
_LANE_LOCK = 7_100_000
_SERIALIZABLE = {"isolation_level": "SERIALIZABLE", "writing": True}


class CoreSession(orm.Session):
    """A session whose plain SELECTs of table columns go straight to its connection.

    Nothing listens to them, and they are what every page is made of.
    """

    @override
    def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """As SQLAlchemy's own; writes, entities and statements with options take its whole way."""
        if any(options.values()) or not statement.is_select or statement._propagate_attrs:  # noqa: SLF001 - empty: no entity in it
            return super().execute(statement, params, **options)
        self._autoflush()
        return self.held_connection().execute(statement, params)

    def held_connection(self) -> sa.Connection:
        """The connection that the open transaction holds already, else the one that begins with it."""
        begun = self._transaction
        held = begun._connections.get(self.bind) if begun is not None and begun.is_active else None  # type: ignore[arg-type]  # noqa: SLF001
        return held[0] if held else self.connection()


factory = orm.sessionmaker(class_=CoreSession, expire_on_commit=False)
session = orm.scoped_session(factory)
"""The session of this thread. Reads begin a read-only transaction; writes need ``transaction()``."""


def is_writing() -> bool:
    """Whether this thread is inside ``transaction()``."""
    return bool(session().info.get("writing"))


def after_commit(deed: Callable[[], None]) -> None:
    """Do this once the transaction has committed: letters, messages, files. Never before, never after a rollback."""
    session().info.setdefault("after_commit", []).append(deed)


def _free_lane(connection: sa.Connection) -> int | None:
    start = random.randrange(LANES)  # noqa: S311 - spreads load, guards nothing
    for offset in range(LANES):
        lane = (start + offset) % LANES
        if connection.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(_LANE_LOCK + lane))):
            return lane
    return None


def _begin(current: orm.Session) -> None:
    """Start the write transaction: SQLite takes its one write lock, PostgreSQL is serializable, with an audit lane."""
    current.close()
    if isinstance(current.get_bind(), sa.Connection):  # a test's outer transaction
        current.info["lane"] = 0
        return
    if current.get_bind().dialect.name == "sqlite":
        current.bind = current.info["writer"]
        current.connection()
        current.info["lane"] = 0
        return
    while True:
        lane = _free_lane(current.connection(execution_options=_SERIALIZABLE))
        if lane is not None:
            current.info["lane"] = lane
            return
        current.rollback()
        time.sleep(0.005)


@contextlib.contextmanager
def transaction() -> Iterator[orm.Session]:
    """One write transaction: commits at the end, rolls back on any exception, then does what waits in ``after_commit``.

    Does not nest: a command is one commit. Raises RuntimeError when it would.
    """
    current = session()
    if current.info.get("writing"):
        raise RuntimeError("a write transaction is open already: services do not commit, their caller does")
    reads_from = current.bind
    try:
        _begin(current)
        current.info["writing"] = True
        yield current
        current.commit()
    except BaseException:
        current.info.pop("after_commit", None)
        current.rollback()
        raise
    finally:
        current.info.pop("writing", None)
        current.bind = reads_from
    for deed in current.info.pop("after_commit", ()):
        try:
            deed()
        except Exception:
            log.exception("the deed was committed, what should follow it failed")


_QUEUED = ("audit_rows", "field_changes", "after_commit", "touched", "explained")


@contextlib.contextmanager
def attempt() -> Iterator[None]:
    """A part of the open write transaction that is undone alone when it raises, with the trail it queued.

    For lists where one refused row leaves the others as they are. The exception goes on to the caller.
    """
    current = session()
    current.flush()
    before = {name: copy.copy(current.info[name]) for name in _QUEUED if name in current.info}
    try:
        with current.begin_nested():
            yield
    except BaseException:
        for name in _QUEUED:
            current.info.pop(name, None)
        current.info.update(before)
        raise


def is_clash(error: BaseException) -> bool:
    """Whether the database asks for the deed again: a serialization failure, a deadlock, a busy file, a taken lane."""
    if not isinstance(error, exc.DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    text = str(error.orig)
    return state in {"40001", "40P01"} or "database is locked" in text or "pk_audit_entry" in text


def in_transaction(deed: Callable[[], T], *, attempts: int = 6) -> T:
    """Do ``deed`` in a write transaction, again when the database reports a clash. It must be safe to repeat."""
    for attempt in range(attempts):
        try:
            with transaction():
                return deed()
        except exc.DBAPIError as error:
            if attempt == attempts - 1 or not is_clash(error):
                raise
            time.sleep(random.uniform(0.005, 0.02) * 2 ** min(attempt, 5))  # noqa: S311 - jitter
    raise AssertionError("unreachable")
