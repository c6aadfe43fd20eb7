"""The floor: bare Flask, one flat Jinja template and the raw driver, doing what the product does and nothing else.

It is made from the product itself. The SQL that a request of the product executes is recorded; the floor executes the
same statements through the raw cursor, writes the same audit rows by hand, and renders the same template with the same
context. What remains between the two is the product's own machinery: admission, sessions, SQLAlchemy, building what the
template is given, the audit guard, headers, the choice of language.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import flask
from sqlalchemy import event

from kernel import db
from kernel.db.engine import journal_settings, sqlite_module
from kernel.i18n import speaking
from kernel.ids import new_id


@dataclass
class Recorded:
    """The statements of one request in order: (sql, parameters). Transaction words are kept apart."""

    statements: list[tuple[str, Any, bool]] = field(default_factory=list)

    @property
    def reads(self) -> list[tuple[str, Any]]:
        """The SELECTs that are not the audit's own."""
        return [(s, p) for s, p, _many in self.statements if s.startswith("SELECT") and "FROM audit_entry" not in s]

    @property
    def writes(self) -> list[tuple[str, Any, bool]]:
        """INSERTs and UPDATEs that are not the audit's own."""
        return [x for x in self.statements if x[0].startswith(("INSERT", "UPDATE")) and "audit_entry" not in x[0]]


@contextmanager
def recording() -> Iterator[Recorded]:
    """Record what the product's engines, the reader and the writer, execute inside the block."""
    found = Recorded()

    def note(_c: object, _cursor: object, sql: str, parameters: Any, _context: object, many: bool) -> None:
        if not sql.startswith(("PRAGMA", "BEGIN")):
            found.statements.append((sql.strip(), parameters, many))

    engines = {db.engine(), db.writer()}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def connect(path: str = "") -> Any:
    """A raw connection with the product's own safe settings, to its database or to a copy of it."""
    module = sqlite_module()
    journal, synchronous = journal_settings(module.sqlite_version_info)
    connection = module.connect(path or db.engine().url.database, check_same_thread=False, isolation_level=None)
    for setting in (f"journal_mode={journal}", f"synchronous={synchronous}", "foreign_keys=ON", "busy_timeout=30000",
                    "recursive_triggers=ON", "trusted_schema=OFF", "cell_size_check=ON", "secure_delete=ON",
                    "temp_store=MEMORY", "mmap_size=0", "cache_size=-32000"):  # fmt: skip
        connection.execute(f"PRAGMA {setting}")
    return connection


KEY = 16
"""Bytes of a key."""


class Chain:
    """The audit's duty by hand: read the head, hash, insert."""

    def __init__(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Remember the rows to write anew each time."""
        names = list(rows[0])
        marks = ", ".join("?" * len(names))
        self.sql = f"INSERT INTO audit_entry ({', '.join(names)}) VALUES ({marks})"
        self.rows = [list(row.values()) for row in rows]
        self.seq, self.hash = names.index("seq"), names.index("hash")

    def write(self, cursor: Any) -> None:
        """Append the rows after the head of the chain."""
        head = "SELECT seq, hash FROM audit_entry WHERE lane = 0 ORDER BY seq DESC LIMIT 1"
        seq, previous = cursor.execute(head).fetchone()
        for row in self.rows:
            seq += 1
            facts = json.dumps([str(value) for value in row[:-1]], ensure_ascii=False).encode()
            previous = hashlib.sha256(previous + facts).digest()
            row[self.seq], row[self.hash] = seq, previous
        cursor.executemany(self.sql, self.rows)


class Fresh:
    """New keys for each run in place of the recorded ones, the same in all statements of a run."""

    def __init__(self, recorded: Recorded, since: bytes, seen: tuple[bytes, ...] = ()) -> None:
        """Keys minted at or after ``since`` (a UUIDv7's first six bytes) are the recorded request's own.

        ``seen`` are older keys that each run replaces by those it is given.
        """
        self.seen = seen
        self.writes = [(sql, _plain(parameters, many), many) for sql, parameters, many in recorded.writes]
        self.keys = {
            v
            for _s, rows, _m in self.writes
            for row in rows
            for v in row
            if isinstance(v, bytes) and len(v) == KEY and v[:6] >= since
        }

    def run(self, cursor: Any, given: tuple[bytes, ...] = (), facts: tuple[Any, ...] = ()) -> None:
        """Execute the writes with new keys and the ``given`` ones; ``facts`` begin the row of an UPDATE."""
        new = {key: new_id().bytes for key in self.keys} | dict(zip(self.seen, given, strict=True))
        for sql, rows, many in self.writes:
            if facts and sql.startswith("UPDATE"):
                rows = [[*facts, *rows[0][len(facts) :]]]  # noqa: PLW2901 - the same row with other facts
            filled = [[new.get(v, v) if isinstance(v, bytes) else v for v in row] for row in rows]
            if many:
                cursor.executemany(sql, filled)
            else:
                cursor.execute(sql, filled[0])


def _plain(parameters: Any, many: bool) -> list[list[Any]]:
    rows = parameters if many else [parameters]
    return [[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in rows]


def trail_since(count: int) -> list[dict[str, Any]]:
    """The audit rows written after the first ``count`` ones, as plain values."""
    with db.engine().connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM audit_entry ORDER BY lane, seq LIMIT -1 OFFSET ?", (count,))
        return [dict(row) for row in rows.mappings()]


def trail_length() -> int:
    """How many audit rows there are."""
    with db.engine().connect() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM audit_entry").scalar_one())


def page_app(
    product: flask.Flask, recorded: Recorded, page: tuple[Any, dict[str, Any]], key: uuid.UUID, chain: Chain | None
) -> flask.Flask:
    """A bare Flask app that answers the recorded page: raw SELECTs, the read row, the page's own template."""
    app, connection, known = flask.Flask("floor"), connect(), key.bytes
    app.secret_key = product.secret_key
    app.url_map = product.url_map
    app.extensions, app.config["WTF_CSRF_SECRET_KEY"] = product.extensions, product.secret_key
    template, context = page
    reads = [
        (sql, [bytes(p) if isinstance(p, memoryview) else p for p in parameters]) for sql, parameters in recorded.reads
    ]

    def answer(**named: uuid.UUID) -> str:
        wanted, cursor = next(iter(named.values())).bytes if named else known, connection.cursor()
        for sql, parameters in reads:
            cursor.execute(sql, [wanted if p == known else p for p in parameters]).fetchall()
        if chain:
            cursor.execute("BEGIN IMMEDIATE")
            chain.write(cursor)
            cursor.execute("COMMIT")
        with speaking("en"):
            return str(template.render(context))

    app.view_functions = dict.fromkeys(product.view_functions, answer)
    return app
