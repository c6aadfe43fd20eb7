"""Reading what was moved, and who is at another place at a new time."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel.authz import Actor
from kernel.db import session, table_of
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.moves.models import Reschedule, SessionMove
from programmes.moves.rules import Move
from programmes.places.models import Allocation, AllocationState
from programmes.rotas.rules import Meeting

_session, _intake, _place = table_of(ClassSession), table_of(Intake), table_of(Allocation)
_move = table_of(SessionMove)


def last_reschedule(intake_id: uuid.UUID) -> Reschedule | None:
    """The newest deed that moved sessions of a group and was not taken back."""
    return session.scalar(
        sa.select(Reschedule)
        .where(Reschedule.intake_id == intake_id, Reschedule.undone_at.is_(None))
        .order_by(Reschedule.moved_at.desc(), Reschedule.id.desc())
        .limit(1)
    )


def moves_of(reschedule_id: uuid.UUID) -> list[Move]:
    """The sessions of a deed with their two times, in order."""
    rows = session.execute(sa.select(_move).where(_move.c.reschedule_id == reschedule_id).order_by(_move.c.from_on))
    return [
        Move(
            row.session_id, Meeting(row.from_on, row.from_starts_at, row.from_ends_at),
            Meeting(row.to_on, row.to_starts_at, row.to_ends_at),
        )
        for row in rows
    ]  # fmt: skip


def elsewhere(actor: Actor, intake_id: uuid.UUID, times: Sequence[Meeting]) -> list[Any]:
    """(name, number, other group, held_on, starts_at) of holders of a place who have another session at these times."""
    other = _place.alias("other")
    statement = (
        sa.select(
            person_rows.c.name, person_rows.c.number, _intake.c.name.label("group"), _session.c.held_on,
            _session.c.starts_at, _session.c.ends_at,
        )
        .join(_place, _place.c.person_id == person_rows.c.id)
        .join(other, other.c.person_id == _place.c.person_id)
        .join(_intake, _intake.c.id == other.c.intake_id)
        .join(_session, _session.c.intake_id == _intake.c.id)
        .where(
            _place.c.intake_id == intake_id, other.c.intake_id != intake_id,
            _place.c.state != AllocationState.ENDED, other.c.state != AllocationState.ENDED,
            _session.c.state == SessionState.PLANNED, _session.c.held_on.in_({one.day for one in times}),
            visible_to(actor),
        )
        .order_by(_session.c.held_on, person_rows.c.sort_name, _session.c.id)
        .limit(300)
    )  # fmt: skip
    return [
        row
        for row in session.execute(statement)
        if any(Meeting(row.held_on, row.starts_at, row.ends_at).meets(one) for one in times)
    ]
