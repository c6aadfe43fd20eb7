"""The hash chain: each row's hash covers its facts and the hash before it, so no row can be changed unseen.

Against somebody who may rewrite the whole table a chain alone is not enough; checkpoints held elsewhere close that gap.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from kernel.audit.models import AuditEntry
from kernel.db.base import table_of
from kernel.db.session import session

if TYPE_CHECKING:
    import datetime as dt
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
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(previous + text.encode()).digest()


def append(lane: int, rows: Sequence[dict[str, Any]]) -> None:
    """Chain ``rows`` after the last of ``lane`` and insert them, inside the caller's transaction."""
    current = session()
    head = current.execute(_HEAD, {"lane": lane}).first()
    seq, previous = (head.seq, head.hash) if head else (0, GENESIS)
    for row in rows:
        seq += 1
        row.update(lane=lane, seq=seq)
        previous = row["hash"] = digest(previous, row)
    current.connection().execute(_INSERT, list(rows))


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
