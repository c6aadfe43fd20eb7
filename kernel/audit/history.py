"""The history of every field of a person's file: noted when a change is explained, written with the deed."""

from __future__ import annotations

import datetime as dt
import enum
import json
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from kernel import clock
from kernel.audit.models import FieldChange
from kernel.authz import Actor
from kernel.db.base import table_of
from kernel.ids import new_id

SEALED = "sealed"
"""In a column's ``info``: what it says never leaves its table; the history says only that it changed."""
_PLUMBING = frozenset({"version"})
_INSERT = sa.insert(table_of(FieldChange))


def note_changes(
    current: orm.Session, actor: Actor | None, action: str, subject: Any, person_id: uuid.UUID | None, reason: str
) -> None:
    """Queue what this change does to each field of a record that was there before; a new record is its own history."""
    state: orm.InstanceState[Any] = sa.inspect(subject)
    if person_id is None or not state.persistent:
        return
    shared = {
        "person_id": person_id, "at": clock.now(), "human_id": actor.human_id if actor else None, "action": action,
        "record_kind": table_of(type(subject)).name, "record_id": subject.id, "reason": reason,
    }  # fmt: skip
    queue = current.info.setdefault("field_changes", [])
    for column in state.mapper.columns:
        history = state.attrs[state.mapper.get_property_by_column(column).key].history
        if history.has_changes() and column.name not in _PLUMBING:
            old, new = next(iter(history.deleted or ()), None), next(iter(history.added or ()), None)
            hidden = SEALED in column.info
            queue.append(
                {"id": new_id(), "field": column.name, "old": _said(old, hidden), "new": _said(new, hidden), **shared}
            )


def _said(value: Any, hidden: bool) -> str:
    """A value as text; what is sealed or is no text says only that it is there."""
    if value is None or value == "":
        return ""
    if hidden or isinstance(value, bytes):
        return "…"
    if isinstance(value, enum.Enum):
        return str(value.value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def write_changes(current: orm.Session) -> None:
    """Insert what was queued, in the deed's own transaction."""
    if rows := current.info.pop("field_changes", []):
        current.connection().execute(_INSERT, rows)
