"""What happens today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.authz import Actor
from kernel.db import session, table_of
from programmes.intakes.models import ClassSession, SessionState
from programmes.intakes.queries import INTAKES, in_scope, intake

_session = table_of(ClassSession)
_MEETINGS = (
    INTAKES.add_columns(
        _session.c.id.label("session_id"), _session.c.held_on, _session.c.starts_at.label("from_time"),
        _session.c.ends_at.label("to_time"), _session.c.state.label("session_state"),
    ).join(_session, _session.c.intake_id == intake.c.id)
)  # fmt: skip


def sessions_today(actor: Actor, day: dt.date) -> Sequence[sa.Row[Any]]:
    """The sessions of a day in the actor's scope, in order of time."""
    statement = _MEETINGS.where(_session.c.held_on == day, in_scope(actor)).order_by(_session.c.starts_at, intake.c.name)
    return session.execute(statement.limit(300)).all()


def unmarked(actor: Actor, before: dt.date) -> Sequence[sa.Row[Any]]:
    """The past sessions whose register nobody took, oldest first."""
    wanted = (_session.c.held_on < before, _session.c.state == SessionState.PLANNED, in_scope(actor))
    return session.execute(_MEETINGS.where(*wanted).order_by(_session.c.held_on).limit(100)).all()
