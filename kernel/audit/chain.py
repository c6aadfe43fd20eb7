"""The hash chain: each row's hash covers its facts and the hash before it, so no row can be changed unseen.

Against somebody who may rewrite the whole table a chain alone is not enough; checkpoints held elsewhere close that gap.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from kernel.audit.models import AuditEntry
from kernel.db.base import table_of
from kernel.db.bulk import stored_instant
from kernel.db.session import LANES, session

if TYPE_CHECKING:
    from collections.abc import Sequence

entries = table_of(AuditEntry)
GENESIS = b"\0" * 32
_HEAD = (
    sa.select(entries.c.seq, entries.c.hash)
    .where(entries.c.lane == sa.bindparam("lane"))
    .order_by(entries.c.seq.desc())
    .limit(1)
)
_PART = (
    sa.select(entries)
    .where(entries.c.lane == sa.bindparam("lane"), entries.c.seq > sa.bindparam("after"))
    .where(entries.c.seq <= sa.bindparam("last"))
    .order_by(entries.c.seq)
    .limit(5000)
)
_INSERT = entries.insert()
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode
_HASHED = (
    "actor_id", "human_id", "session_ref", "subject_kind", "subject_id", "person_id", "purpose", "reason", "changes",
)  # fmt: skip


FACTS = ("lane", "seq", "at", "kind", "action", *_HASHED)


def _plain(value: Any) -> Any:
    return value.hex if isinstance(value, uuid.UUID) else value


def facts_of(row: Mapping[str, Any] | sa.RowMapping) -> list[Any]:
    """What the hash of a row covers, in the order of ``FACTS``: UUIDs as hex, instants in UTC."""
    at: dt.datetime = row["at"]
    facts = [row["lane"], row["seq"], at.isoformat(), str(row["kind"]), row["action"]]
    facts += [_plain(row[name]) for name in _HASHED]
    return facts


def digest(previous: bytes, row: Mapping[str, Any] | sa.RowMapping) -> bytes:
    """SHA-256 over the previous hash and the row as canonical JSON."""
    return hashlib.sha256(previous + _canonical(facts_of(row)).encode()).digest()


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


Mark = tuple[int, int, bytes]
"""(lane, seq, the hash that somebody outside wrote down for that row). Two who differ are two marks: one is unmet."""


@dataclass(frozen=True)
class Proof:
    """What a verification saw: ``first_bad`` is (lane, seq) of the first row that does not follow, or None.

    ``unmet`` are the marks whose row is gone or another one now, although the rows may follow each other.
    """

    rows: int
    heads: dict[int, str]
    first_bad: tuple[int, int] | None
    unmet: tuple[tuple[int, int], ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether every row follows and every mark is met."""
        return self.first_bad is None and not self.unmet


def follow(rows: Iterable[Mapping[str, Any] | sa.RowMapping], marks: Iterable[Mark]) -> Proof:
    """Recompute chains from rows in order of (lane, seq), and hold them against what was written down outside."""
    count, lane, seq, previous, heads, left = 0, None, 0, GENESIS, dict[int, str](), set(marks)
    for row in rows:
        if row["lane"] != lane:
            lane, seq, previous = row["lane"], 0, GENESIS
        count, seq = count + 1, seq + 1
        previous = digest(previous, row)
        if row["seq"] != seq or row["hash"] != previous:
            return Proof(count, heads, (row["lane"], row["seq"]))
        heads[row["lane"]] = previous.hex()
        left.discard((row["lane"], seq, previous))
    return Proof(count, heads, None, tuple((lane, seq) for lane, seq, _hash in sorted(left)))


def verify(marks: Iterable[Mark] = (), told: Callable[[int, int], object] = lambda _done, _total: None) -> Proof:
    """Recompute every chain from its first row up to where it ended when this began.

    Reads nothing but the audit table, part by part; ``told`` hears after each part how many rows of how many are done.
    """
    return follow(all_rows(told), marks)


def all_rows(told: Callable[[int, int], object] = lambda _done, _total: None) -> Iterator[sa.RowMapping]:
    """Every row in order of (lane, seq), read by key in parts, so that no statement lasts however long the trail is."""
    ends, done = heads(), 0
    total = sum(seq for seq, _hash in ends.values())
    for lane, (last, _hash) in sorted(ends.items()):
        after = 0
        while after < last:
            part = session().execute(_PART, {"lane": lane, "after": after, "last": last}).mappings().all()
            if not part:
                break
            yield from part
            after, done = part[-1]["seq"], done + len(part)
            told(done, total)


def heads() -> dict[int, tuple[int, bytes]]:
    """Lane → (seq, hash) of its last row, as this transaction sees them: one look-up by key for each lane."""
    found: dict[int, tuple[int, bytes]] = {}
    for lane in range(LANES):
        head = session().execute(_HEAD, {"lane": lane}).first()
        if head is not None:
            found[lane] = head.seq, bytes(head.hash)
    return found
