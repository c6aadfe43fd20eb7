"""Completing a register, once; correcting it later by difference."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.public import FitnessState, LinkKind, MinutesWorked, WorkCorrected, close_many
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from programmes.bands.queries import band_on
from programmes.catalogue.policies import can_take_register, demand
from programmes.checks.rules import closing_words, refuse_row, row_answers
from programmes.intakes.models import ClassSession, SessionState
from programmes.pay.service import Earning, settle
from programmes.places.models import Allocation, AllocationState
from programmes.registers.models import Attendance, AttendanceCorrection
from programmes.registers.queries import (
    corrections_of,
    fitness_in,
    gone_words,
    is_expected,
    roll_of,
    roll_row,
    session_for,
    suspended_places,
)
from programmes.registers.rules import CHOSEN, CODES, Code, Mark, code_of, minutes_of, pays, standing, worked_difference

ATTENDANCE = "attendance"
LEAST_REASON = 5


@dataclass(frozen=True)
class Refused:
    """A row that was not saved, and why, in words. ``gone``: the person has no place in the session."""

    allocation_id: uuid.UUID
    words: str
    gone: bool = False


@dataclass(frozen=True)
class Taken:
    """What became of a register: how many rows are new, and those that were refused."""

    saved: int
    refused: tuple[Refused, ...]


def complete_register(actor: Actor, session_id: uuid.UUID, marks: Mapping[uuid.UUID, Mark]) -> int:
    """Take a register in one go or not at all. Returns the new rows; raises DomainError for the first wrong one."""
    taken = take_register(actor, session_id, marks)
    for one in taken.refused:
        if not one.gone:
            raise DomainError(one.words, field=str(one.allocation_id))
    return taken.saved


def take_register(actor: Actor, session_id: uuid.UUID, marks: Mapping[uuid.UUID, Mark]) -> Taken:
    """Record the marks by allocation, settle what was earned and worked; a wrong row is refused, the rest is saved.

    Closed once nobody is left out. Safe to repeat: who is recorded stays as recorded. The unfit cannot be marked as
    working (Mandela Rule 96). Suspended places are recorded too, with the pay that their suspension decided.
    """
    held, group = session_for(actor, session_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    refuse_session(held, group)
    rows = {row.id: row for row in roll_of(actor, held)}
    fresh = {key: row for key, row in rows.items() if row.attendance_id is None and is_expected(row, held)}
    fitness = fitness_in(group, held, list(fresh.values()))
    ask = row_answers(held, group, list(fresh.values()))
    refused = [
        Refused(key, gone_words(actor, key), gone=True)
        for key in marks
        if key not in rows or _has_no_place(rows[key], held)
    ]
    began: list[uuid.UUID] = []
    saved = 0
    for key, row in fresh.items():
        if key in marks:
            words = ask(row, marks[key])
            made = Refused(key, words) if words else _mark(actor, held, group, row, marks[key], fitness)
            refused += [made] if isinstance(made, Refused) else []
            saved += not isinstance(made, Refused)
            began += [key] if isinstance(made, Attendance) and made.attended else []
    if began and group.kind == "work":
        close_many(actor, LinkKind.JOB, began, _("The work began."))
    _mark_suspended(actor, held, group)
    refused += [Refused(held.id, words) for words in closing_words(held, group)]
    if held.state is SessionState.PLANNED and not any(not one.gone for one in refused):
        held.state, held.completed_at, held.completed_by = SessionState.HELD, clock.now(), actor.human_id
        audit.record(actor, "register.completed", held)
    return Taken(saved, tuple(refused))


def _has_no_place(row: Any, held: ClassSession) -> bool:
    return row.attendance_id is None and not is_expected(row, held)


def refuse_session(held: ClassSession, group: Any) -> None:
    """Pass when a register may be taken now. Raises DomainError for a session that is cancelled or lies ahead."""
    if held.state is SessionState.CANCELLED:
        raise DomainError(_("This session was cancelled, so it has no register. If it took place, say so first."))
    if held.held_on > clock.today(group.zone):
        raise DomainError(_("This session lies ahead. Take its register on the day."))


def _mark(
    actor: Actor, held: ClassSession, group: Any, row: Any, mark: Mark, fitness: Mapping[uuid.UUID, Any] | None
) -> Attendance | Refused:
    unfit = (fitness or {}).get(row.person_id) is FitnessState.UNFIT
    try:
        code = code_of(mark, row.name, held.minutes, unfit=unfit)
    except DomainError as refusal:
        return Refused(row.id, str(refusal))
    unchecked = fitness is not None and code.attended and row.person_id not in fitness
    made = _record(actor, held, row, mark, code, unchecked=unchecked)
    _begin_if_pending(actor, row)
    _announce(actor, held, group, made)
    return made


def _record(
    actor: Actor, held: ClassSession, row: Any, mark: Mark, code: Code, *, unchecked: bool = False
) -> Attendance:
    made = Attendance(
        session_id=held.id, allocation_id=row.id, person_id=row.person_id, held_on=held.held_on, code=code.code,
        attended=code.attended, complied=code.complied, pays=pays(code, mark.paid), counts=code.counts,
        minutes=minutes_of(mark, code, held.minutes), pieces=mark.pieces if code.attended else 0, note=mark.note,
        rejected=mark.rejected if code.attended else 0, fitness_unchecked=unchecked,
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
        _announce(actor, held, group, _record(actor, held, row, Mark(code=code.code), code))


def _begin_if_pending(actor: Actor, row: Any) -> None:
    if row.state == AllocationState.PENDING:
        found = session.get_one(Allocation, row.id)
        found.state = AllocationState.ACTIVE
        audit.record(actor, "allocation.begun", found)


def _announce(actor: Actor, held: ClassSession, group: Any, made: Attendance) -> None:
    """Settle what is due and tell production what was worked."""
    if group.paid and made.pays:
        settle(actor, _earning(group, made, made.minutes, made.pieces))
    if made.attended and made.minutes and group.workshop_id:
        worked = MinutesWorked(
            person_id=made.person_id, workshop_id=group.workshop_id, session_id=held.id, worked_on=held.held_on,
            minutes=made.minutes, pieces=made.pieces, rejected=made.rejected,
        )  # fmt: skip
        events.publish(worked)


def _earning(group: Any, row: Attendance, minutes: int, pieces: int) -> Earning:
    return Earning(
        person_id=row.person_id, programme_id=group.programme_id, unit_id=group.unit_id, source=ATTENDANCE,
        fact_id=row.id, earned_on=row.held_on, minutes=minutes, pieces=pieces,
        band=band_on(row.allocation_id, row.held_on),
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a completed row should have said, and why."""

    code: str
    minutes: int
    pieces: int = 0
    rejected: int = 0
    reason: str
    paid: bool | None = None
    id: uuid.UUID = field(default_factory=new_id)


def correct(actor: Actor, attendance_id: uuid.UUID, wanted: Correction) -> AttendanceCorrection:
    """Correct a recorded row by difference: the row stays, and its pay is mended by a line for the next pay run."""
    row = session.get(Attendance, attendance_id)
    if row is None:
        raise NotFound(_("There is no such row."))
    held, group = session_for(actor, row.session_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    existing = session.get(AttendanceCorrection, wanted.id)
    if existing:
        return existing
    code = _corrected_code(held, wanted)
    refuse_row(held, group, roll_row(actor, held, row.id), wanted)
    before = corrections_of(row.id)
    made = _difference(actor, row, held, wanted, code, before)
    session.add(made)
    audit.record(actor, "attendance.corrected", made, reason=wanted.reason)
    session.flush()
    if group.paid:
        now = standing(row, [*before, made])
        minutes, pieces = (now.minutes, now.pieces) if now.pays else (0, 0)
        settle(actor, _earning(group, row, minutes, pieces))
    minutes, pieces, rejected = worked_difference(row, before, made)
    if group.workshop_id and any((minutes, pieces, rejected)):
        events.publish(WorkCorrected(
            person_id=row.person_id, workshop_id=group.workshop_id, session_id=held.id, correction_id=made.id,
            worked_on=held.held_on, minutes=minutes, pieces=pieces, rejected=rejected, reason=wanted.reason, by=actor,
        ))  # fmt: skip
    return made


def _corrected_code(held: ClassSession, wanted: Correction) -> Code:
    if len(wanted.reason) < LEAST_REASON:
        raise DomainError(_("Say in a few words why the register is corrected."), field="reason")
    code = CHOSEN.get(wanted.code)
    if code is None or not 0 <= wanted.minutes <= held.minutes:
        raise DomainError(_("Choose what happened, and no more minutes than the session had."), field="minutes")
    if code.asks_pay and wanted.paid is None:
        raise DomainError(_("Say whether the planned time is paid."), field="paid")
    return code


def _difference(
    actor: Actor, row: Attendance, held: ClassSession, wanted: Correction, code: Code,
    before: Sequence[AttendanceCorrection],
) -> AttendanceCorrection:  # fmt: skip
    now = standing(row, before)
    mark = Mark(code=code.code, minutes=wanted.minutes, paid=wanted.paid)
    pieces, rejected = (wanted.pieces, wanted.rejected) if code.attended else (0, 0)
    return AttendanceCorrection(
        id=wanted.id, attendance_id=row.id, person_id=row.person_id, seq=len(before) + 1, code=code.code,
        attended=code.attended, complied=code.complied, pays=pays(code, wanted.paid), counts=code.counts,
        minutes_delta=minutes_of(mark, code, held.minutes) - now.minutes, pieces_delta=pieces - now.pieces,
        rejected_delta=rejected - now.rejected,
        reason=wanted.reason, recorded_by=actor.human_id, recorded_at=clock.now(),
    )  # fmt: skip
