"""A statement compiled once and handed to SQLite's driver as it is: for the few statements that every visit pays.

SQLAlchemy's way to an answer (an execution context, a result, its metadata) costs several times what SQLite needs to
find a row by its key. PostgreSQL, and whoever watches the statements of a connection, gets the ordinary way.
"""

from __future__ import annotations

import functools
import operator
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Row
from sqlalchemy.engine.result import SimpleResultMetaData

from kernel.db.base import Id, UtcDateTime
from kernel.db.bulk import stored_instant
from kernel.db.engine import driver_errors
from kernel.db.session import session


class Prepared:
    """A statement over tables whose parameters are named and none of them expanding. Rows are SQLAlchemy's own."""

    def __init__(self, statement: sa.Select[Any] | sa.CompoundSelect[Any] | sa.Update) -> None:
        """Keep the statement; it is compiled when it is first asked."""
        self.statement = statement
        self.table = statement.table.name if isinstance(statement, sa.Update) else ""  # type: ignore[union-attr]

    def first(self, **given: Any) -> Any | None:
        """The first row, or None."""
        found = self.all(**given)
        return found[0] if found else None

    def all(self, **given: Any) -> Sequence[Any]:
        """Every row."""
        cursor, made = self._asked(given)
        return cursor.all() if made is None else [made(row) for row in cursor.fetchall()]

    def touch(self, **given: Any) -> int:
        """How many rows a write touched. The audit's guard does not see it: call ``audit.touch_unaudited``."""
        cursor, _made = self._asked(given)
        return int(cursor.rowcount)

    def _asked(self, given: dict[str, Any]) -> tuple[Any, Callable[[Any], Any] | None]:
        """(cursor, how its rows are made), or (result, None) where SQLAlchemy answers."""
        current: Any = session()
        connection = current.held_connection()
        if connection.dialect.name != "sqlite" or connection.dispatch.before_cursor_execute:
            return current.execute(self.statement, given), None
        current._autoflush()  # noqa: SLF001 - as every statement of the session does
        sql, fills, made = _compiled(self.statement, connection.dialect)
        driver: Any = connection.connection.driver_connection
        with driver_errors(connection.dialect):
            return driver.execute(sql, [fill(given) for fill in fills]), made


def insert_few(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert some rows that name every column, as ``insert_many`` does many. Whoever calls it owes the audit."""
    current: Any = session()
    connection = current.held_connection()
    if connection.dialect.name != "sqlite" or connection.dispatch.before_cursor_execute:
        connection.execute(table.insert(), list(rows))
        return
    sql, fills, _made = _compiled(_insert_of(table), connection.dialect, tuple(rows[0]))
    driver: Any = connection.connection.driver_connection
    with driver_errors(connection.dialect):
        driver.executemany(sql, [[fill(row) for fill in fills] for row in rows])


@functools.cache
def _insert_of(table: sa.Table) -> sa.Insert:
    return table.insert()


@functools.lru_cache(maxsize=1000)
def _compiled(
    statement: Any, dialect: sa.Dialect, names: tuple[str, ...] | None = None
) -> tuple[str, list[Callable[[Any], Any]], Callable[[Any], Any]]:
    """(SQL, how each of its places is filled from what is given, how a row of the driver becomes one of ours)."""
    compiled = statement.compile(dialect=dialect, column_keys=names)
    held = compiled.construct_params(escape_names=False, _check=False)
    written = compiled._process_parameters_for_postcompile(held)  # noqa: SLF001 - as an execution does, once for all
    stored = compiled._bind_processors | written.processors  # noqa: SLF001
    fills = [
        _fill(compiled.binds.get(name), written.parameters.get(name), stored.get(name)) for name in written.positiontup
    ]
    columns = compiled._result_columns  # noqa: SLF001
    processors: list[Any] = [_read_as(one.type, dialect) for one in columns]
    meta = SimpleResultMetaData([one.keyname for one in columns])
    return written.statement, fills, functools.partial(Row, meta, processors, meta._key_to_index)  # noqa: SLF001


def _fill(bound: sa.BindParameter[Any] | None, held: Any, store: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
    """What stands in one place: what is given under its name, or the value that the statement itself holds."""
    if bound is not None and bound.required:
        name, kind = bound.key, type(bound.type)
        store = _STORED_AS.get(kind, store)
        return operator.itemgetter(name) if store is None else lambda given: store(given[name])
    value = held if store is None else store(held)
    return lambda _given: value


def _read_as(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Callable[[Any], Any] | None:
    if isinstance(kind, Id):
        return lambda value: None if value is None else uuid.UUID(bytes=value)
    process: Callable[[Any], Any] | None = kind._cached_result_processor(dialect, None)  # noqa: SLF001
    return process


_STORED_AS: dict[type, Callable[[Any], Any]] = {
    Id: lambda value: None if value is None else value.bytes,
    UtcDateTime: lambda value: None if value is None else stored_instant(value),
}
"""What our own types make of a value for SQLite, without SQLAlchemy's steps in between."""
