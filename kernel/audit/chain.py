"""The hash chain: each row's hash covers its facts and the hash before it, so no row can be changed unseen.

Against somebody who may rewrite the whole table a chain alone is not enough; checkpoints held elsewhere close that gap.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from kernel.audit.models import AuditEntry
from kernel.db.base import table_of
from kernel.db.bulk import stored_instant
from kernel.db.session import session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

entries = table_of(AuditEntry)
GENESIS = b"\0" * 32
_HEAD = (
    sa.select(entries.c.seq, entries.c.hash)
    .where(entries.c.lane == sa.bindparam("lane"))
    .order_by(entries.c.seq.desc())
    .limit(1)
)
_INSERT = entries.insert()
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode
_HASHED = (
    "actor_id", "human_id", "session_ref", "subject_kind", "subject_id", "person_id", "purpose", "reason", "changes",
)  # fmt: skip


def _plain(value: Any) -> Any:
    return value.hex if isinstance(value, uuid.UUID) else value


def digest(previous: bytes, row: Mapping[str, Any] | sa.RowMapping) -> bytes:
    """SHA-256 over the previous hash and the row as canonical JSON (fixed order, UUIDs as hex, instants in UTC)."""
    at: dt.datetime = row["at"]
    facts = [row["lane"], row["seq"], at.isoformat(), str(row["kind"]), row["action"]]
    facts += [_plain(row[name]) for name in _HASHED]
    return hashlib.sha256(previous + _canonical(facts).encode()).digest()


_SQLITE_HEAD = "SELECT seq, hash FROM audit_entry WHERE lane = ? ORDER BY seq DESC LIMIT 1"
_SQLITE_INSERT = (
    "INSERT INTO audit_entry (lane, seq, at, kind, action, actor_id, human_id, session_ref, subject_kind, subject_id, "
    "person_id, purpose, reason, changes, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def _chained(lane: int, rows: Sequence[dict[str, Any]], seq: int, previous: bytes) -> None:
    for number, row in enumerate(rows, seq + 1):
        row.update(lane=lane, seq=number)
        previous = row["hash"] = digest(previous, row)


def _key(value: uuid.UUID | None) -> bytes | None:
    return None if value is None else value.bytes


def _stored(row: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row as SQLAlchemy's types store it in SQLite, in the order of the INSERT."""
    return (
        row["lane"], row["seq"], stored_instant(row["at"]), str(row["kind"]), row["action"], _key(row["actor_id"]),
        _key(row["human_id"]), row["session_ref"], row["subject_kind"], _key(row["subject_id"]),
        _key(row["person_id"]), row["purpose"], row["reason"], json.dumps(row["changes"]) if row["changes"] else "{}",
        row["hash"],
    )  # fmt: skip


def append_raw(connection: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Chain ``rows`` on a raw SQLite connection that is in a write transaction: what every page of a person pays."""
    head = connection.execute(_SQLITE_HEAD, (0,)).fetchone()
    _chained(0, rows, *(head or (0, GENESIS)))
    connection.executemany(_SQLITE_INSERT, [_stored(row) for row in rows])


def append(lane: int, rows: Sequence[dict[str, Any]]) -> None:
    """Chain ``rows`` after the last of ``lane`` and insert them, inside the caller's transaction."""
    connection = session().connection()
    if connection.dialect.name == "sqlite":
        append_raw(connection.connection.driver_connection, rows)
        return
    head = connection.execute(_HEAD, {"lane": lane}).first()
    _chained(lane, rows, *((head.seq, head.hash) if head else (0, GENESIS)))
    connection.execute(_INSERT, list(rows))


@dataclass(frozen=True)
class Proof:
    """What a verification saw: ``first_bad`` is (lane, seq) of the first row that does not follow, or None."""

    rows: int
    heads: dict[int, str]
    first_bad: tuple[int, int] | None


def verify() -> Proof:
    """Recompute every chain from its first row. Streams; reads nothing but the audit table."""
    statement = sa.select(entries).order_by(entries.c.lane, entries.c.seq).execution_options(yield_per=2000)
    count, lane, seq, previous, heads = 0, None, 0, GENESIS, dict[int, str]()
    with session().execute(statement) as result:
        for row in result.mappings():
            if row["lane"] != lane:
                lane, seq, previous = row["lane"], 0, GENESIS
            count, seq = count + 1, seq + 1
            previous = digest(previous, row)
            if row["seq"] != seq or row["hash"] != previous:
                return Proof(count, heads, (row["lane"], row["seq"]))
            heads[row["lane"]] = previous.hex()
    return Proof(count, heads, None)
