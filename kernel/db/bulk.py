"""Many rows of one table at once: each column is made ready for the driver in one go instead of each value apart."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

import sqlalchemy as sa

from kernel.db.base import NAIVE, Id, UtcDateTime
from kernel.db.session import session


def insert_many(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the same columns, in the caller's transaction, past the unit of work.

    Whoever calls it owes the audit. PostgreSQL takes them the ordinary way.
    """
    connection = session().connection()
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(table.insert(), rows)
        return
    names = list(rows[0])
    columns = [_stored(table.c[name].type, [row[name] for row in rows], connection.dialect) for name in names]
    marks = ", ".join("?" * len(names))
    sql = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our own names
    connection.exec_driver_sql(sql, list(zip(*columns, strict=False)))


def _stored(kind: sa.types.TypeEngine[Any], values: list[Any], dialect: sa.Dialect) -> Any:
    """A column's values as SQLAlchemy's own types store them in SQLite; a constant is converted once."""
    if isinstance(kind, Id):
        return [None if value is None else value.bytes for value in values]
    process = kind.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    if len(set(map(id, values))) == 1:
        return repeat(process(values[0]), len(values))
    if isinstance(kind, sa.Date):
        return [None if value is None else value.isoformat() for value in values]
    if isinstance(kind, UtcDateTime):
        return [None if value is None else stored_instant(value) for value in values]
    return map(process, values)


def stored_instant(moment: dt.datetime) -> str:
    """An aware instant as SQLAlchemy stores it in SQLite: UTC, without its zone, always with six decimals.

    Raises ValueError for a naive one, as the ordinary way does.
    """
    if moment.tzinfo is None:
        raise ValueError(NAIVE)
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def learn_sizes() -> None:
    """Let SQLite look at how its rows are spread, so that it begins a search where few are: after many rows arrived.

    In the caller's write transaction. PostgreSQL does so by itself.
    """
    connection = session().connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("PRAGMA optimize=0x10002")
