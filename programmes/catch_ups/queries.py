"""Reading what was missed and what makes up for it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel.authz import Actor
from kernel.db import session, table_of
from programmes.catch_ups.models import CatchUp
from programmes.intakes.models import ClassSession, SessionState
from programmes.places.models import Allocation, AllocationState
from programmes.registers.models import Attendance, AttendanceCorrection

_catch, _session, _place = table_of(CatchUp), table_of(ClassSession), table_of(Allocation)
_attendance, _correction = table_of(Attendance), table_of(AttendanceCorrection)
_missed = _session.alias("missed")


def _attended_now() -> sa.ColumnElement[bool]:
    """Whether an attendance row says attended, after its corrections."""
    newest = (
        sa.select(_correction.c.attended)
        .where(_correction.c.attendance_id == _attendance.c.id)
        .order_by(_correction.c.seq.desc())
        .limit(1)
        .correlate(_attendance)
        .scalar_subquery()
    )
    return sa.func.coalesce(newest, _attendance.c.attended)


def _was_at(session_id: sa.ColumnElement[uuid.UUID], place_id: sa.ColumnElement[uuid.UUID]) -> sa.ColumnElement[bool]:
    return sa.exists().where(
        _attendance.c.session_id == session_id, _attendance.c.allocation_id == place_id, _attended_now()
    )


def catch_ups_of(allocation_ids: Collection[uuid.UUID]) -> Sequence[Any]:
    """Which session counts as catch-up for which, of these places, whoever asks.

    Rows (allocation_id, person_id, missed_id, missed_on, session_id, held_on, starts_at, state, attended): once
    ``attended`` is true, the session ``session_id`` stands in for ``missed_id``. Cancelled ones are left out. The
    caller has fetched the people.
    """
    statement = (
        sa.select(
            _catch.c.allocation_id, _catch.c.person_id, _catch.c.missed_id, _missed.c.held_on.label("missed_on"),
            _catch.c.session_id, _session.c.held_on, _session.c.starts_at, _session.c.state,
            _was_at(_catch.c.session_id, _catch.c.allocation_id).label("attended"),
        )
        .join(_session, _session.c.id == _catch.c.session_id)
        .join(_missed, _missed.c.id == _catch.c.missed_id)
        .where(_catch.c.allocation_id.in_(list(allocation_ids)), _session.c.state != SessionState.CANCELLED)
        .order_by(_session.c.held_on, _missed.c.held_on, _catch.c.id)
    )  # fmt: skip
    return session.execute(statement.limit(1000)).all()


def made_up_in(session_id: uuid.UUID) -> dict[uuid.UUID, list[Any]]:
    """Place → the days whose sessions its holder makes up for in this session. The caller has fetched the session."""
    statement = (
        sa.select(_catch.c.allocation_id, _missed.c.held_on)
        .join(_missed, _missed.c.id == _catch.c.missed_id)
        .where(_catch.c.session_id == session_id)
        .order_by(_missed.c.held_on)
    )
    found: dict[uuid.UUID, list[Any]] = {}
    for row in session.execute(statement):
        found.setdefault(row.allocation_id, []).append(row.held_on)
    return found


def missed_in(actor: Actor, intake_id: uuid.UUID) -> Sequence[Any]:
    """(allocation_id, person_id, name, number, missed_id, held_on, starts_at): what holders of a place were not at.

    Only registered sessions of the group that nothing makes up for yet, oldest first; also those before they joined.
    """
    planned = (
        sa.select(sa.literal(1))
        .select_from(_catch.join(_session, _session.c.id == _catch.c.session_id))
        .where(
            _catch.c.allocation_id == _place.c.id, _catch.c.missed_id == _missed.c.id,
            sa.or_(
                _session.c.state == SessionState.PLANNED,
                sa.and_(_session.c.state == SessionState.HELD, _was_at(_catch.c.session_id, _place.c.id)),
            ),
        )
        .correlate(_place, _missed)
        .exists()
    )  # fmt: skip
    statement = (
        sa.select(
            _place.c.id.label("allocation_id"), _place.c.person_id, person_rows.c.name, person_rows.c.number,
            _missed.c.id.label("missed_id"), _missed.c.held_on, _missed.c.starts_at,
        )
        .join(person_rows, person_rows.c.id == _place.c.person_id)
        .join(_missed, _missed.c.intake_id == _place.c.intake_id)
        .where(
            _place.c.intake_id == intake_id, _place.c.state != AllocationState.ENDED, visible_to(actor),
            _missed.c.state == SessionState.HELD, sa.not_(_missed.c.catch_up),
            sa.not_(_was_at(_missed.c.id, _place.c.id)), sa.not_(planned),
        )
        .order_by(person_rows.c.sort_name, _place.c.id, _missed.c.held_on, _missed.c.starts_at)
    )  # fmt: skip
    return session.execute(statement.limit(500)).all()
