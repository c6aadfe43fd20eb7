"""Reading registers."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import fitness_of_many, visible_to, whole_file
from casework.public import person as person_rows
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import ProgrammeKind
from programmes.catalogue.policies import can_see_registers
from programmes.catch_ups.models import CatchUp
from programmes.exclusions.queries import not_expected
from programmes.intakes.models import ClassSession
from programmes.intakes.queries import INTAKES, intake
from programmes.places.models import Allocation, AllocationState
from programmes.registers.models import Attendance, AttendanceCorrection
from programmes.registers.rules import Standing, standing

attendance, correction = table_of(Attendance), table_of(AttendanceCorrection)
class_session, allocation, _catch = table_of(ClassSession), table_of(Allocation), table_of(CatchUp)
EXPECTED = (AllocationState.ACTIVE, AllocationState.PENDING)


def session_for(actor: Actor, session_id: uuid.UUID) -> tuple[ClassSession, Any]:
    """The session and its group with names. Raises NotFound where the actor may not look."""
    found = session.get(ClassSession, session_id)
    row = session.execute(INTAKES.where(intake.c.id == found.intake_id)).first() if found else None
    if found is None or row is None or not can_see_registers(actor, row.unit_id, row.instructor_id):
        raise NotFound(_("There is no such session."))
    return found, row


_ON_THE_ROLL = (
    allocation.c.id, allocation.c.person_id, allocation.c.state, allocation.c.starts_on, allocation.c.suspended_paid,
    allocation.c.end_reason, allocation.c.ended_on, person_rows.c.name, person_rows.c.number,
    attendance.c.id.label("attendance_id"), attendance.c.code, attendance.c.minutes, attendance.c.pieces,
    attendance.c.rejected, attendance.c.note, attendance.c.pays, attendance.c.counts,
)  # fmt: skip


def _named(held: ClassSession) -> sa.ColumnElement[bool]:
    """Whether the holder of a place belongs to a session: everyone, but at a catch-up session only those named."""
    if not held.catch_up:
        return sa.true()
    return allocation.c.id.in_(sa.select(_catch.c.allocation_id).where(_catch.c.session_id == held.id))


def roll_of(actor: Actor, held: ClassSession) -> Sequence[Any]:
    """Everyone who had a place in the group on that day and what the register says of them, by name."""
    marked = sa.and_(attendance.c.allocation_id == allocation.c.id, attendance.c.session_id == held.id)
    still = sa.or_(allocation.c.state != AllocationState.ENDED, allocation.c.ended_on > held.held_on)
    expected = ~not_expected(held.held_on, held.starts_at)
    holds_a_place = sa.and_(still, allocation.c.starts_on <= held.held_on, expected, _named(held))
    statement = (
        sa.select(*_ON_THE_ROLL)
        .join(person_rows, person_rows.c.id == allocation.c.person_id)
        .outerjoin(attendance, marked)
        .where(
            allocation.c.intake_id == held.intake_id,
            sa.or_(attendance.c.id.is_not(None), holds_a_place),
            visible_to(actor),
        )
        .order_by(person_rows.c.sort_name, allocation.c.id)
    )
    return session.execute(statement).all()


def roll_row(actor: Actor, held: ClassSession, attendance_id: uuid.UUID) -> Any:
    """The row of the roll that an attendance row belongs to. Raises NotFound where the actor may not look."""
    row = next((one for one in roll_of(actor, held) if one.attendance_id == attendance_id), None)
    if row is None:
        raise NotFound(_("There is no such row."))
    return row


def gone_words(actor: Actor, allocation_id: uuid.UUID) -> str:
    """What a register answers for somebody without a place in the session; by name where the actor may know it."""
    known = sa.select(person_rows.c.name).join(allocation, allocation.c.person_id == person_rows.c.id)
    name = session.scalar(known.where(allocation.c.id == allocation_id, visible_to(actor)))
    return _("%(name)s has no place in this session any more, so the mark is not recorded.", name=name or _("Somebody"))


def is_expected(row: Any, held: ClassSession) -> bool:
    """Whether a row of the roll had a place that day: it runs, or it ended only after the session."""
    return row.state in EXPECTED or (row.ended_on is not None and row.ended_on > held.held_on)


def fitness_in(group: Any, held: ClassSession, rows: Sequence[Any]) -> dict[uuid.UUID, Any] | None:
    """The health service's word for these rows of a roll on the day of a session; None where none is needed."""
    if not ProgrammeKind(group.kind).needs_fitness:
        return None
    return fitness_of_many([row.person_id for row in rows], held.held_on)


def expected_people(held: ClassSession) -> Sequence[Any]:
    """(allocation id, person) of everyone to be paid for a session, whoever asks: for pay, never for a screen.

    That is everyone expected, and who is suspended with pay.
    """
    paid_away = sa.and_(allocation.c.state == AllocationState.SUSPENDED, allocation.c.suspended_paid)
    statement = sa.select(allocation.c.id, allocation.c.person_id).where(
        allocation.c.intake_id == held.intake_id,
        sa.or_(allocation.c.state.in_(EXPECTED), paid_away),
        allocation.c.starts_on <= held.held_on,
        ~not_expected(held.held_on, held.starts_at),
        _named(held),
    )
    return session.execute(statement.order_by(allocation.c.id)).all()


def recorded_any(session_id: uuid.UUID) -> bool:
    """Whether any row of a session's register is recorded."""
    wanted = sa.select(attendance.c.id).where(attendance.c.session_id == session_id).limit(1)
    return session.scalar(wanted) is not None


def suspended_places(held: ClassSession) -> Sequence[Any]:
    """(id, person_id, suspended_paid) of the suspended places that a session says nothing of yet, whoever asks."""
    said = sa.and_(attendance.c.allocation_id == allocation.c.id, attendance.c.session_id == held.id)
    statement = (
        sa.select(allocation.c.id, allocation.c.person_id, allocation.c.suspended_paid)
        .outerjoin(attendance, said)
        .where(
            allocation.c.intake_id == held.intake_id,
            allocation.c.state == AllocationState.SUSPENDED,
            allocation.c.starts_on <= held.held_on,
            attendance.c.id.is_(None),
            ~not_expected(held.held_on, held.starts_at),
            _named(held),
        )
    )
    return session.execute(statement.order_by(allocation.c.id)).all()


def standings(rows: Sequence[Any]) -> dict[uuid.UUID, Standing]:
    """What recorded attendance rows (with ``attendance_id``) come to after their corrections."""
    ids = [row.attendance_id for row in rows if row.attendance_id]
    found = (
        session.execute(sa.select(correction).where(correction.c.attendance_id.in_(ids)).order_by(correction.c.seq))
        if ids
        else ()
    )
    by_row = defaultdict(list)
    for one in found:
        by_row[one.attendance_id].append(one)
    return {row.attendance_id: standing(row, by_row[row.attendance_id]) for row in rows if row.attendance_id}


def recorded_row(actor: Actor, attendance_id: uuid.UUID) -> tuple[Any, ClassSession, Any, Standing]:
    """A recorded row (as in ``roll_of``), its session, its group, and what it comes to now. Raises NotFound."""
    known = session.get(Attendance, attendance_id)
    if known is None:
        raise NotFound(_("There is no such row."))
    held, group = session_for(actor, known.session_id)
    row = roll_row(actor, held, attendance_id)
    return row, held, group, standings([row])[attendance_id]


def corrections_of(attendance_id: uuid.UUID) -> Sequence[AttendanceCorrection]:
    """The corrections of a row in the order they were made."""
    return session.scalars(
        sa.select(AttendanceCorrection)
        .where(AttendanceCorrection.attendance_id == attendance_id)
        .order_by(AttendanceCorrection.seq)
    ).all()


_MENDED = sa.select(correction).where(correction.c.attendance_id == attendance.c.id)
_DELTA = (
    _MENDED.with_only_columns(sa.func.coalesce(sa.func.sum(correction.c.minutes_delta), 0))
    .correlate(attendance)
    .scalar_subquery()
)


def _last(column: sa.ColumnElement[bool], otherwise: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """What the last correction of a row says, or else the row."""
    newest = _MENDED.with_only_columns(column).order_by(correction.c.seq.desc()).limit(1)
    return sa.func.coalesce(newest.correlate(attendance).scalar_subquery(), otherwise)


_SUMMARY = (
    sa.select(
        attendance.c.allocation_id,
        sa.func.count().label("sessions"),
        sa.func.sum(sa.case((_last(correction.c.attended, attendance.c.attended), 1), else_=0)).label("attended"),
        sa.func.sum(
            sa.case((_last(correction.c.counts, attendance.c.counts), attendance.c.minutes + _DELTA), else_=0)
        ).label("minutes"),
    )
    .where(attendance.c.person_id.in_(whole_file(sa.bindparam("person_id", type_=attendance.c.person_id.type))))
    .group_by(attendance.c.allocation_id)
)


def attendance_summary(person_id: uuid.UUID) -> dict[uuid.UUID, Any]:
    """(sessions, attended, minutes that count) by allocation of a person. The caller has fetched the person."""
    return {row.allocation_id: row for row in session.execute(_SUMMARY, {"person_id": person_id})}


_COUNTED = sa.select(
    attendance.c.allocation_id, attendance.c.session_id, (attendance.c.minutes + _DELTA).label("minutes")
).where(
    attendance.c.person_id.in_(whole_file(sa.bindparam("person_id", type_=attendance.c.person_id.type))),
    _last(correction.c.counts, attendance.c.counts),
)


def counted_minutes(person_id: uuid.UUID) -> Sequence[Any]:
    """(allocation_id, session_id, minutes) of every row of a person that counts. The caller has fetched the person."""
    return session.execute(_COUNTED, {"person_id": person_id}).all()
