"""Saving a register row by row while it is taken, and telling people beforehand that they are not needed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from casework.public import FitnessState
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from programmes.catalogue.policies import can_take_register, demand
from programmes.checks.rules import row_answers
from programmes.intakes.models import ClassSession, SessionState
from programmes.marks.models import RegisterMark
from programmes.marks.queries import marks_of
from programmes.registers.queries import fitness_in, gone_words, is_expected, roll_of, session_for
from programmes.registers.rules import NOT_REQUIRED, Mark, code_of
from programmes.registers.service import Refused, Taken, refuse_session

LEAST_REASON = 5


def save_marks(actor: Actor, session_id: uuid.UUID, marks: Mapping[uuid.UUID, Mark]) -> Taken:
    """Keep rows of an open register as they are marked; nothing is paid until it is complete.

    A row that cannot stand is refused in words, the rest is kept. Saving a row again replaces it.
    """
    held, group = session_for(actor, session_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    refuse_session(held, group)
    rows = {row.id: row for row in roll_of(actor, held)}
    before = marks_of(held.id)
    marked = [row for key, row in rows.items() if key in marks]
    fitness, ask = fitness_in(group, held, marked), row_answers(held, group, marked)
    refused, saved = [], 0
    for key, mark in marks.items():
        row = rows.get(key)
        if row is not None and row.attendance_id:
            continue
        if row is None or not is_expected(row, held):
            refused.append(Refused(key, gone_words(actor, key), gone=True))
            continue
        try:
            _check(row, held, mark, fitness)
        except DomainError as refusal:
            refused.append(Refused(key, str(refusal)))
            continue
        if words := ask(row, mark):
            refused.append(Refused(key, words))
            continue
        _keep(actor, held, row, mark, before.get(key))
        saved += 1
    return Taken(saved, tuple(refused))


def _check(row: Any, held: ClassSession, mark: Mark, fitness: Mapping[uuid.UUID, Any] | None) -> None:
    unfit = (fitness or {}).get(row.person_id) is FitnessState.UNFIT
    code_of(mark, row.name, held.minutes, unfit=unfit, draft=True)


def _keep(
    actor: Actor, held: ClassSession, row: Any, mark: Mark, known: RegisterMark | None, *, in_advance: bool = False
) -> None:
    facts = {**vars(mark), "in_advance": in_advance, "marked_by": actor.human_id, "marked_at": clock.now()}
    if known is None:
        known = RegisterMark(session_id=held.id, allocation_id=row.id, person_id=row.person_id, **facts)
        session.add(known)
    else:
        for name, value in facts.items():
            setattr(known, name, value)
    audit.record(actor, "register_mark.saved", known)
    session.flush()


def stand_down(
    actor: Actor, session_id: uuid.UUID, people: Sequence[uuid.UUID], *, paid: bool, reason: str
) -> tuple[int, int]:
    """Say before a session who is not needed, and whether they are paid for it; whoever is left out is needed again.

    ``people`` are allocations. Returns how many are told now and how many are needed again.
    """
    held, group = session_for(actor, session_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    if held.state is not SessionState.PLANNED:
        raise DomainError(_("Only for a planned session can people be told not to come."))
    if people and len(reason) < LEAST_REASON:
        raise DomainError(_("Say in a few words why they are not needed."), field="reason")
    rows = {row.id: row for row in roll_of(actor, held) if row.attendance_id is None and is_expected(row, held)}
    before = marks_of(held.id)
    wanted = [rows[key] for key in people if key in rows]
    for row in wanted:
        mark = Mark(code=NOT_REQUIRED, paid=paid, note=reason)
        _keep(actor, held, row, mark, before.get(row.id), in_advance=True)
    back = [one for key, one in before.items() if one.in_advance and key in rows and key not in set(people)]
    for one in back:
        session.delete(one)
        audit.record(actor, "register_mark.taken_back", one)
    return len(wanted), len(back)
