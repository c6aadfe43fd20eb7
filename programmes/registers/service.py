"""Completing a register, once; correcting it later by difference."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.public import FitnessState, LinkKind, MinutesWorked, close_many
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from programmes.catalogue.policies import can_take_register, demand
from programmes.intakes.models import ClassSession, SessionState
from programmes.intakes.service import cancel_session
from programmes.pay.models import ExceptionKind
from programmes.pay.queries import line_for
from programmes.pay.service import Earning, add_exception, pay
from programmes.places.models import Allocation, AllocationState
from programmes.registers.models import Attendance, AttendanceCorrection
from programmes.registers.queries import (
    EXPECTED,
    corrections_of,
    expected_people,
    fitness_on,
    roll_of,
    session_for,
    suspended_places,
)
from programmes.registers.rules import CHOSEN, CODES, Code, standing

ATTENDANCE, CORRECTION, CANCELLED = "attendance", "attendance_correction", "cancelled_session"
LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class Mark:
    """What a register says of one person. ``minutes`` None means the whole session for a code that attends."""

    code: str
    minutes: int | None = None
    pieces: int = 0
    note: str = ""


def complete_register(actor: Actor, session_id: uuid.UUID, marks: Mapping[uuid.UUID, Mark]) -> int:
    """Record the marks by allocation, publish what was earned and worked, and close the register. Returns the new rows.

    Safe to repeat: who is recorded stays as recorded. The unfit cannot be marked as working (Mandela Rule 96).
    Suspended places are recorded too, with the pay that their suspension decided.
    """
    held, group = session_for(actor, session_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    _refuse_session(held, group)
    fresh = [
        row for row in roll_of(actor, held) if row.attendance_id is None and row.state in EXPECTED and row.id in marks
    ]
    fitness = fitness_on([row.person_id for row in fresh], held.held_on) if group.kind in _NEEDS_FITNESS else None
    began = [row.id for row in fresh if _mark(actor, held, group, row, marks[row.id], fitness).attended]
    if began and group.kind == "work":
        close_many(actor, LinkKind.JOB, began, _("The work began."))
    _mark_suspended(actor, held, group)
    if held.state is SessionState.PLANNED:
        held.state, held.completed_at, held.completed_by = SessionState.HELD, clock.now(), actor.human_id
        audit.record(actor, "register.completed", held)
    return len(fresh)


_NEEDS_FITNESS = frozenset({"work", "vocational"})


def _refuse_session(held: ClassSession, group: Any) -> None:
    if held.state is SessionState.CANCELLED:
        raise DomainError(_("This session was cancelled, so it has no register."))
    if held.held_on > clock.today(group.zone):
        raise DomainError(_("This session lies ahead. Take its register on the day."))


def _mark(
    actor: Actor, held: ClassSession, group: Any, row: Any, mark: Mark, fitness: Mapping[uuid.UUID, Any] | None
) -> Attendance:
    code = _code_of(mark, row, fitness)
    unchecked = fitness is not None and code.attended and row.person_id not in fitness
    made = _record(actor, held, row, mark, code, _minutes(mark, code, held), unchecked=unchecked)
    _begin_if_pending(actor, row)
    _announce(actor, held, group, made)
    return made


def _record(
    actor: Actor, held: ClassSession, row: Any, mark: Mark, code: Code, minutes: int, *, unchecked: bool = False
) -> Attendance:
    made = Attendance(
        session_id=held.id, allocation_id=row.id, person_id=row.person_id, held_on=held.held_on, code=code.code,
        attended=code.attended, complied=code.complied, pays=code.pays, counts=code.counts, minutes=minutes,
        pieces=mark.pieces if code.attended else 0, note=mark.note, fitness_unchecked=unchecked,
        recorded_by=actor.human_id, recorded_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "attendance.recorded", made)
    session.flush()
    return made


def _mark_suspended(actor: Actor, held: ClassSession, group: Any) -> None:
    """Say of every suspended place what the session pays it: the planned minutes, or nothing."""
    for row in suspended_places(held):
        code = CODES["suspended_paid" if row.suspended_paid else "suspended"]
        minutes = held.minutes if code.pays else 0
        _announce(actor, held, group, _record(actor, held, row, Mark(code=code.code), code, minutes))


def _code_of(mark: Mark, row: Any, fitness: Mapping[uuid.UUID, Any] | None) -> Code:
    code = CHOSEN.get(mark.code)
    if code is None:
        raise DomainError(_("Choose what happened for %(name)s.", name=row.name), field=str(row.id))
    if code.needs_note and not mark.note:
        raise DomainError(_("Write a few words on why %(name)s refused.", name=row.name), field=str(row.id))
    if code.attended and fitness is not None and fitness.get(row.person_id) is FitnessState.UNFIT:
        words = _("The health service says that %(name)s is not fit to work. Choose “Medical”.", name=row.name)
        raise DomainError(words, rule="Mandela Rule 96", field=str(row.id))
    return code


def _minutes(mark: Mark, code: Code, held: ClassSession) -> int:
    if not code.attended:
        return 0
    return held.minutes if mark.minutes is None else max(0, min(mark.minutes, held.minutes))


def _begin_if_pending(actor: Actor, row: Any) -> None:
    if row.state == AllocationState.PENDING:
        found = session.get_one(Allocation, row.id)
        found.state = AllocationState.ACTIVE
        audit.record(actor, "allocation.begun", found)


def _announce(actor: Actor, held: ClassSession, group: Any, made: Attendance) -> None:
    """Tell the ledger what is due and production what was worked."""
    if made.pays and group.paid:
        pay(actor, _earning(group, made, ATTENDANCE, made.id, made.minutes, made.pieces))
    if made.attended and made.minutes and group.workshop_id:
        events.publish(
            MinutesWorked(
                person_id=made.person_id,
                workshop_id=group.workshop_id,
                session_id=held.id,
                worked_on=held.held_on,
                minutes=made.minutes,
            )
        )


def _earning(group: Any, row: Any, source: str, source_id: uuid.UUID, minutes: int, pieces: int) -> Earning:
    return Earning(
        person_id=row.person_id,
        programme_id=group.programme_id,
        unit_id=group.unit_id,
        source=source,
        source_id=source_id,
        earned_on=row.held_on,
        minutes=minutes,
        pieces=pieces,
    )


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a completed row should have said, and why."""

    code: str
    minutes: int
    pieces: int = 0
    reason: str
    id: uuid.UUID = field(default_factory=new_id)


def correct(actor: Actor, attendance_id: uuid.UUID, wanted: Correction) -> AttendanceCorrection:
    """Correct a recorded row by difference: the row stays; more pay is paid on, less is settled by a human."""
    row = session.get(Attendance, attendance_id)
    if row is None:
        raise NotFound(_("There is no such row."))
    held, group = session_for(actor, row.session_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    existing = session.get(AttendanceCorrection, wanted.id)
    if existing:
        return existing
    if len(wanted.reason) < LEAST_REASON:
        raise DomainError(_("Say in a few words why the register is corrected."), field="reason")
    code = CHOSEN.get(wanted.code)
    if code is None or not 0 <= wanted.minutes <= held.minutes:
        raise DomainError(_("Choose what happened, and no more minutes than the session had."), field="minutes")
    before = corrections_of(row.id)
    made = _difference(actor, row, wanted, code, before)
    session.add(made)
    audit.record(actor, "attendance.corrected", made, reason=wanted.reason)
    session.flush()
    _settle(actor, group, row, made, before)
    return made


def _difference(
    actor: Actor, row: Attendance, wanted: Correction, code: Code, before: Sequence[AttendanceCorrection]
) -> AttendanceCorrection:
    now = standing(row, before)
    minutes, pieces = (wanted.minutes, wanted.pieces) if code.attended else (0, 0)
    return AttendanceCorrection(
        id=wanted.id, attendance_id=row.id, person_id=row.person_id, seq=len(before) + 1, code=code.code,
        attended=code.attended, complied=code.complied, pays=code.pays, counts=code.counts,
        minutes_delta=minutes - now.minutes, pieces_delta=pieces - now.pieces, reason=wanted.reason,
        recorded_by=actor.human_id, recorded_at=clock.now(),
    )  # fmt: skip


def _settle(
    actor: Actor, group: Any, row: Attendance, made: AttendanceCorrection, before: Sequence[AttendanceCorrection]
) -> None:
    if not group.paid:
        return
    was, now = standing(row, before), standing(row, [*before, made])
    minutes = (now.minutes if now.pays else 0) - (was.minutes if was.pays else 0)
    pieces = (now.pieces if now.pays else 0) - (was.pieces if was.pays else 0)
    fact = _earning(group, row, CORRECTION, made.id, abs(minutes), abs(pieces))
    if minutes < 0 or pieces < 0:
        if line_for(ATTENDANCE, row.id):
            add_exception(actor, fact, ExceptionKind.OVERPAID)
    elif minutes or pieces:
        pay(actor, fact)


def cancel(actor: Actor, session_id: uuid.UUID, *, reason: str, paid: bool) -> int:
    """Cancel a planned session.

    ``paid`` pays its planned minutes once to everyone who was expected. Returns how many.
    """
    held = cancel_session(actor, session_id, reason=reason, pay=paid)
    _held, group = session_for(actor, session_id)
    people = expected_people(held) if paid and group.paid else []
    for row in people:
        source_id = uuid.uuid5(held.id, row.id.hex)
        pay(actor, _earning(group, row, CANCELLED, source_id, held.minutes, 0))
    return len(people)
