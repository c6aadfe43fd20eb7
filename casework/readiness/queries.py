"""Looking at this installation: the database, the files beside it, what comes round."""

from __future__ import annotations

import datetime as dt
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casework.checkpoints import queries as checkpoints
from casework.checkpoints.models import Reached
from casework.continuity import queries as continuity
from casework.readiness.rules import GROUP_OR_OTHERS
from kernel import audit
from kernel.accounts.models import Account
from kernel.audit import AuditEntry
from kernel.db import engine, session, table_of
from kernel.db.engine import journal_settings, sqlite_module
from kernel.jobs.models import Schedule

_entry = table_of(AuditEntry)
_SYNCHRONOUS = {"FULL": "2", "EXTRA": "3"}
LOCAL = {None, "", "localhost", "127.0.0.1", "::1"}


def held() -> dict[str, Any]:
    """What the database tells: by the names of ``Facts``. Asked only of one that has the shape this program needs."""
    taken, kept = continuity.newest(), checkpoints.newest()
    there = [row for row in checkpoints.witnesses() if row.state in {Reached.KEPT, Reached.SENT}]
    return {
        "has_accounts": session.scalar(sa.select(table_of(Account).c.id).limit(1)) is not None,
        "last_turn": session.scalar(sa.select(sa.func.max(table_of(Schedule).c.last_at))),
        "last_row": max((_at(lane, seq) for lane, (seq, _hash) in audit.heads().items()), default=None),
        "snapshot": taken.made_at if taken else None,
        "checkpoint": kept.made_at if kept else None,
        "witnesses": sum(row.newest_id == kept.id for row in there) if kept else 0,
    }


UNKNOWN: dict[str, Any] = {"has_accounts": True, "witnesses": 0} | dict.fromkeys(
    ("last_turn", "last_row", "snapshot", "checkpoint")
)
"""What is said of a database that is not of the right shape."""


def _at(lane: int, seq: int) -> dt.datetime:
    row = sa.select(_entry.c.at).where(_entry.c.lane == lane, _entry.c.seq == seq)
    found: dt.datetime = session.execute(row).scalar_one()
    return found


def pragmas() -> tuple[dict[str, str], dict[str, str]]:
    """(settings of this SQLite connection, what they must be); both empty on PostgreSQL."""
    if engine().dialect.name != "sqlite":
        return {}, {}
    journal, level = journal_settings(sqlite_module().sqlite_version_info)
    wanted = {"journal_mode": journal.lower(), "synchronous": _SYNCHRONOUS[level], "foreign_keys": "1"}
    return {name: str(session.scalar(sa.text(f"PRAGMA {name}"))) for name in wanted}, wanted


def unencrypted_to() -> str:
    """The host of a PostgreSQL elsewhere whose certificate nobody looks at; empty where there is none."""
    url = engine().url
    remote = url.get_backend_name() == "postgresql" and url.host not in LOCAL and not str(url.host).startswith("/")
    return str(url.host) if remote and url.query.get("sslmode") != "verify-full" else ""


def open_files(paths: Iterable[Path]) -> Iterator[tuple[str, int]]:
    """Those of these files and folders that others than their owner may use, with their mode."""
    for path in paths:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0
        if mode & GROUP_OR_OTHERS:
            yield str(path), mode
