"""Printing a register under a code, and typing it back: what stands there already is never overwritten silently."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _, comma, ngettext
from programmes.catalogue.policies import can_take_register, demand
from programmes.intakes.models import ClassSession, SessionState
from programmes.marks.models import RegisterMark
from programmes.marks.queries import marks_of
from programmes.marks.service import save_marks
from programmes.registers.queries import gone_words, is_expected, roll_of, session_for, standings
from programmes.registers.rules import CODES, Mark
from programmes.registers.service import Refused, refuse_session, take_register
from programmes.typed_registers.models import RegisterPaper, TypedRow, TypedState
from programmes.typed_registers.queries import newest_paper, paper_for, people_on, sittings_of
from programmes.typed_registers.rules import Said, new_code, said_before, said_by, said_for_good


def print_register(actor: Actor, session_id: uuid.UUID) -> RegisterPaper:
    """The printing of a register as its people stand now; the last one where nobody came or went since."""
    held, group = session_for(actor, session_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    if held.state is not SessionState.PLANNED:
        raise DomainError(_("Only the register of a planned session is printed: this one is %(state)s.",
                            state=held.state.label))  # fmt: skip
    rows = [str(row.id) for row in roll_of(actor, held) if row.attendance_id is None and is_expected(row, held)]
    last = newest_paper(held.id)
    if last and last.rows["places"] == rows:
        return last
    made = RegisterPaper(
        session_id=held.id, version=last.version + 1 if last else 1, code=new_code(), rows={"places": rows},
        printed_by=actor.human_id, printed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "register_paper.printed", made)
    session.flush()
    return made


@dataclass(frozen=True, kw_only=True)
class Typing:
    """What was typed from a paper. ``instead``: the places whose typed row shall stand instead of what stands there."""

    marks: Mapping[uuid.UUID, Mark]
    marked_by: uuid.UUID
    marked_at: dt.datetime
    sitting: uuid.UUID
    instead: Collection[uuid.UUID] = ()


@dataclass(frozen=True)
class TypedBack:
    """What became of it: rows saved, rows that said the same, and what could not be saved, in words."""

    saved: int
    same: int
    problems: tuple[Refused, ...]


def type_back(actor: Actor, paper_id: uuid.UUID, typing: Typing) -> TypedBack:
    """Keep the typed rows of an open register. A row of somebody without a place is refused, one that differs from
    what stands there waits for a decision; the rest is saved.

    Raises DomainError for a session that is cancelled or lies ahead, and for a paper marked before it was printed.
    """  # noqa: D205 - one sentence over two lines
    paper, held, group = paper_for(actor, paper_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    refuse_session(held, group)
    if typing.marked_at > clock.now():
        raise DomainError(_("This time lies ahead. Write when the paper was marked."), field="marked_at")
    rows = {row.id: row for row in roll_of(actor, held)}
    ends = _judge(actor, held, rows, typing)
    keep = {key: typing.marks[key] for key, (state, _words) in ends.items() if state is TypedState.KEPT}
    for one in save_marks(actor, held.id, keep).refused:
        ends[one.allocation_id] = (TypedState.REFUSED, one.words)
    known = {row.id: row for row in people_on(actor, paper)} | rows
    for key, (state, _words) in ends.items():
        if key in known:
            _note(actor, paper, known[key], typing, state)
    states = [state for state, _words in ends.values()]
    problems = [Refused(key, words) for key, (_state, words) in ends.items() if words]
    return TypedBack(states.count(TypedState.KEPT), states.count(TypedState.SAME), tuple(problems))


def _judge(
    actor: Actor, held: ClassSession, rows: Mapping[uuid.UUID, Any], typing: Typing
) -> dict[uuid.UUID, tuple[TypedState, str]]:
    """What is to become of each typed row, and why where it cannot be saved."""
    known, own = _known(held, list(rows.values())), sittings_of(held.id)
    ends: dict[uuid.UUID, tuple[TypedState, str]] = {}
    for key, mark in typing.marks.items():
        row = rows.get(key)
        if row is None or (row.attendance_id is None and not is_expected(row, held)):
            ends[key] = (TypedState.REFUSED, gone_words(actor, key))
        elif key not in known:
            ends[key] = (TypedState.KEPT, "")
        elif known[key] == said_by(mark, held.minutes):
            ends[key] = (TypedState.SAME, "")
        elif row.attendance_id:
            ends[key] = (TypedState.DIFFERS, _recorded_words(row, known[key], mark))
        elif key in typing.instead or own.get(key) == typing.sitting:
            ends[key] = (TypedState.KEPT, "")
        else:
            ends[key] = (TypedState.DIFFERS, _differs_words(row, known[key], mark))
    return ends


def _known(held: ClassSession, rows: Sequence[Any]) -> dict[uuid.UUID, Said]:
    """What stands there already: recorded, or kept while the register is taken."""
    done = standings(rows)
    recorded = {row.id: said_for_good(done[row.attendance_id]) for row in rows if row.attendance_id}
    kept = {key: said_before(one, held.minutes) for key, one in marks_of(held.id).items()}
    return {**kept, **recorded}


def _words_of(code: str, minutes: int) -> str:
    label = CODES[code].label if code in CODES else code
    return _("%(code)s, %(num)d minutes", code=label, num=minutes)


def _differs_words(row: Any, before: Said, mark: Mark) -> str:
    return _(
        "%(name)s: “%(before)s” stands there, the paper says “%(now)s”. "
        "Tick “Use what the paper says” if that is right.",
        name=row.name, before=_words_of(before[0], before[2]), now=_words_of(mark.code, mark.minutes or before[2]),
    )  # fmt: skip


def _recorded_words(row: Any, before: Said, mark: Mark) -> str:
    return _(
        "%(name)s: “%(before)s” is recorded, the paper says “%(now)s”. Correct the recorded row if the paper is right.",
        name=row.name, before=_words_of(before[0], before[2]), now=_words_of(mark.code, mark.minutes or before[2]),
    )  # fmt: skip


def _note(actor: Actor, paper: RegisterPaper, row: Any, typing: Typing, state: TypedState) -> None:
    mark = typing.marks[row.id]
    made = TypedRow(
        paper_id=paper.id, allocation_id=row.id, person_id=row.person_id, code=mark.code[:30], minutes=mark.minutes,
        pieces=mark.pieces, rejected=mark.rejected, note=mark.note, paid=mark.paid, state=state, sitting=typing.sitting,
        marked_by=typing.marked_by, marked_at=typing.marked_at, entered_by=actor.human_id, entered_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "typed_row.entered", made)


def complete(actor: Actor, paper_id: uuid.UUID) -> int:
    """Complete the register from what is kept of it. Returns how many rows are recorded.

    Raises DomainError while somebody who is expected has no row yet, and for the first row that cannot stand.
    """
    _paper, held, _group = paper_for(actor, paper_id)
    kept = marks_of(held.id)
    open_rows = [row for row in roll_of(actor, held) if row.attendance_id is None and is_expected(row, held)]
    missing = [row.name for row in open_rows if row.id not in kept]
    if missing:
        raise DomainError(
            ngettext("%(num)d person has no row yet: %(names)s.", "%(num)d people have no row yet: %(names)s.",
                     len(missing), names=comma().join(missing[:5]))
        )  # fmt: skip
    taken = take_register(actor, held.id, {row.id: _mark_of(kept[row.id]) for row in open_rows})
    for refused in taken.refused:
        raise DomainError(refused.words)
    return taken.saved


def _mark_of(kept: RegisterMark) -> Mark:
    return Mark(
        code=kept.code, minutes=kept.minutes, pieces=kept.pieces, rejected=kept.rejected, note=kept.note, paid=kept.paid
    )  # fmt: skip
