"""The words of the trail: explain a change, note a look, tell of a sign-in or a refusal."""

from __future__ import annotations

import contextlib
import datetime as dt
import enum
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from kernel import clock
from kernel.audit.chain import append_raw
from kernel.audit.guard import Audited, explained
from kernel.audit.history import note_changes
from kernel.audit.models import Kind
from kernel.authz import Actor, Role
from kernel.db.base import table_of
from kernel.db.engine import writer
from kernel.db.session import session, transaction

INSPECTION = "inspection"
"""The purpose of a look that the prison is not told of."""


def _row(actor: Actor | None, kind: Kind, action: str, **facts: Any) -> dict[str, Any]:
    return {
        "at": clock.now(),
        "kind": kind,
        "action": action,
        "actor_id": actor.account_id if actor else None,
        "human_id": actor.human_id if actor else None,
        "session_ref": actor.session_ref if actor else "",
        "subject_kind": "",
        "subject_id": None,
        "person_id": None,
        "purpose": "",
        "reason": "",
        "changes": {},
        **facts,
    }


def _queue(rows: Iterable[dict[str, Any]]) -> None:
    session().info.setdefault("audit_rows", []).extend(rows)


def _shown(value: Any) -> Any:
    """A value as the trail keeps it. Free text and JSON never leave their table: the trail says that they changed."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, dt.date | uuid.UUID):
        return str(value)
    return "…"


def changes_of(record: Any) -> dict[str, Any]:
    """Field → [old, new] of what this transaction changed on ``record``, as far as it was not flushed yet."""
    state: orm.InstanceState[Any] = sa.inspect(record)
    found = {}
    for column in state.mapper.columns:
        history = state.attrs[state.mapper.get_property_by_column(column).key].history
        if history.has_changes():
            old, new = next(iter(history.deleted or ()), None), next(iter(history.added or ()), None)
            if new is not None or old is not None:
                found[column.name] = [_shown(old), _shown(new)]
    return found


def record(
    actor: Actor | None,
    action: str,
    subject: Audited,
    *,
    person_id: uuid.UUID | None = None,
    reason: str = "",
    purpose: str = "",
) -> None:
    """Explain a change of ``subject`` as ``noun.past`` ("visit.recorded"). Call it before the flush to keep old → new.

    ``actor`` is None only for the system itself (a job, first start). ``person_id`` names the file it belongs to;
    it is found by itself on records that have one.
    """
    table = table_of(type(subject)).name  # type: ignore[arg-type]
    explained(session()).add((table, subject.id))
    person = person_id or getattr(subject, "person_id", None) or (subject.id if table == "person" else None)
    note_changes(session(), actor, action, subject, person, reason)
    _queue(
        [
            _row(
                actor,
                Kind.WRITE,
                action,
                subject_kind=table,
                subject_id=subject.id,
                person_id=person,
                reason=reason,
                purpose=purpose,
                changes=changes_of(subject),
            )
        ]
    )


def record_many(
    actor: Actor | None, action: str, table: str, subjects: Mapping[uuid.UUID, uuid.UUID | None], *, reason: str = ""
) -> None:
    """Explain a set-based change: ``subjects`` maps each touched id to the person whose file it belongs to, or None."""
    explained(session()).update((table, key) for key in subjects)
    _queue(
        _row(actor, Kind.WRITE, action, subject_kind=table, subject_id=key, person_id=person, reason=reason)
        for key, person in subjects.items()
    )


def event(actor: Actor | None, kind: Kind, action: str, **facts: Any) -> None:
    """A row that explains no record: a sign-in, a refusal, an export. ``facts`` are columns of the entry."""
    _queue([_row(actor, kind, action, **facts)])


def note_read(actor: Actor, person_id: uuid.UUID, action: str = "person.read", *, purpose: str = "") -> None:
    """Leave one row for this look into a person's file, however many queries the page takes.

    An inspector's look says so in the row itself, whatever it was for: who leaves that office later betrays nothing.
    """
    purpose = INSPECTION if actor.has(Role.INSPECTOR) else purpose
    row = _row(
        actor, Kind.READ, action, subject_kind="person", subject_id=person_id, person_id=person_id, purpose=purpose
    )
    noted = session().info.setdefault("reads", {})
    noted.setdefault((person_id, action), row)


def note_refusal(actor: Actor, person_id: uuid.UUID, action: str, reason: str) -> None:
    """Leave one row for a refusal that must be known later, although the deed's own transaction is rolled back."""
    facts = {"subject_kind": "person", "subject_id": person_id, "person_id": person_id, "reason": reason}
    noted = session().info.setdefault("reads", {})
    noted.setdefault((person_id, action), _row(actor, Kind.REFUSAL, action, **facts))


def flush_reads() -> None:
    """Write the looks noted by this request, before its answer leaves. If they cannot be written, nothing is shown."""
    current = session()
    noted = current.info.get("reads")
    if not noted:
        return
    if isinstance(current.bind, sa.Connection) or current.bind is current.info["writer"]:
        with transaction():
            pass  # the commit itself takes up what was noted
        return
    current.close()
    with contextlib.closing(writer().raw_connection()) as raw:
        driver: Any = raw.driver_connection
        driver.execute("BEGIN IMMEDIATE")
        append_raw(driver, list(noted.values()))
        raw.commit()
    del current.info["reads"]
