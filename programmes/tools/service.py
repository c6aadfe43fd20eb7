"""Commands on tools: put one on the board, hand out, take in, report missing, find, write off, count."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _
from kernel.ids import new_id
from programmes.catalogue.policies import REGISTER_TAKERS, can_manage, can_take_register, demand
from programmes.checks.rules import contribute_close_check
from programmes.intakes.models import SessionState
from programmes.registers.queries import is_expected, roll_of, session_for
from programmes.tools.models import CountMoment, MoveKind, Tool, ToolCount, ToolMove, ToolState, ToolWriteOff
from programmes.tools.queries import (
    AWAY,
    away_plainly,
    counts_of,
    expected_on_board,
    open_write_off,
    tool_for,
    workshop_for,
)
from programmes.tools.rules import classes, closing_words

LEAST_WORDS, LEAST_NOTE = 5, 10


def connect() -> None:
    """A session with tools out is not closed."""
    contribute_close_check(lambda held, _group: closing_words(away_plainly(held.id), counts_of(held.id)))


@dataclass(frozen=True, kw_only=True)
class NewTool:
    """A tool to put on the board."""

    workshop_id: uuid.UUID
    code: str
    name: str
    tool_class: str
    board: str = ""
    id: uuid.UUID = field(default_factory=new_id)


def add_tool(actor: Actor, new: NewTool) -> Tool:
    """Put a tool on the board. The same form sent twice is one tool; a code stands once in a workshop."""
    room = workshop_for(actor, new.workshop_id)
    demand(can_manage(actor, room.unit_id))
    if (there := session.get(Tool, new.id)) is not None:
        return there
    if new.tool_class not in classes():
        raise DomainError(_("Choose one of the classes."), field="tool_class")
    same = sa.select(Tool.id).where(Tool.workshop_id == room.id, Tool.code == new.code)
    if session.scalar(same):
        raise DomainError(_("This workshop has a tool with that code. Codes stay with their tool."), field="code")
    made = Tool(**vars(new))
    session.add(made)
    audit.record(actor, "tool.added", made)
    session.flush()
    _note(actor, made, MoveKind.ADDED)
    return made


def _note(actor: Actor, tool: Tool, kind: MoveKind, words: str = "") -> None:
    made = ToolMove(
        tool_id=tool.id, kind=kind, by=actor.human_id, at=clock.now(), person_id=tool.holder_id,
        session_id=tool.session_id, words=words,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, f"tool.{kind.value}", made, reason=words)
    session.flush()


def _move(actor: Actor, tool: Tool, kind: MoveKind, state: ToolState, words: str = "") -> None:
    """Note what happened, then let the tool be where it is now."""
    _note(actor, tool, kind, words)
    tool.state = state
    if state not in AWAY:
        tool.holder_id = tool.session_id = None
    audit.record(actor, "tool.moved", tool, reason=words)
    session.flush()


def _open_session(actor: Actor, session_id: uuid.UUID) -> tuple[Any, Any]:
    """The session and its group, where tools may move. Raises DomainError for one without a workshop or not open."""
    held, group = session_for(actor, session_id)
    demand(can_take_register(actor, group.unit_id, group.instructor_id))
    if group.workshop_id is None:
        raise DomainError(_("This group meets in no workshop, so it has no tools."))
    if held.state is not SessionState.PLANNED:
        raise DomainError(_("This session is closed. Tools move in the session that is open."))
    return held, group


def hand_out(actor: Actor, session_id: uuid.UUID, wanted: Mapping[uuid.UUID, int]) -> tuple[int, list[str]]:
    """Hand tools out: to each tool the number of a person on the session's roll, from 1.

    Returns how many went out, and in words what could not: the rest is done.
    """
    held, group = _open_session(actor, session_id)
    people = [row for row in roll_of(actor, held) if row.attendance_id or is_expected(row, held)]
    done, refused = 0, []
    for tool_id, number in wanted.items():
        tool, _room = tool_for(actor, tool_id)
        if not 1 <= number <= len(people):
            refused.append(_("%(code)s: nobody has the number %(number)d on the list.", code=tool.code, number=number))
        elif tool.workshop_id != group.workshop_id or tool.state is not ToolState.IN:
            refused.append(_("%(code)s: it is “%(state)s”.", code=tool.code, state=tool.state.label))
        else:
            tool.holder_id, tool.session_id, tool.state = people[number - 1].person_id, held.id, ToolState.OUT
            _move(actor, tool, MoveKind.OUT, ToolState.OUT)
            done += 1
    return done, refused


def take_in(actor: Actor, session_id: uuid.UUID, said: Mapping[uuid.UUID, str], words: str = "") -> tuple[int, int]:
    """Say of the tools of a session what became of them: "in", "missing" or "out" (still).

    Returns (taken in, missing). Raises DomainError for a missing tool without words on where it was seen last.
    """
    held, _group = _open_session(actor, session_id)
    if "missing" in said.values() and len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say where the missing tool was seen last."), field="words")
    back = lost = 0
    for tool_id, what in said.items():
        tool, _room = tool_for(actor, tool_id)
        if tool.session_id != held.id or tool.state not in AWAY:
            continue
        if what == "in":
            kind = MoveKind.FOUND if tool.state is ToolState.MISSING else MoveKind.IN
            _refuse_waiting(tool)
            _move(actor, tool, kind, ToolState.IN)
            back += 1
        elif what == "missing" and tool.state is ToolState.OUT:
            _move(actor, tool, MoveKind.MISSING, ToolState.MISSING, words.strip())
            lost += 1
    return back, lost


def _refuse_waiting(tool: Tool) -> None:
    if open_write_off(tool.id) is not None:
        raise DomainError(_("A write-off of %(code)s waits. Have it refused first: the tool is there.", code=tool.code))


def find(actor: Actor, tool_id: uuid.UUID, words: str) -> Tool:
    """A missing tool is found, in or after its session. Says where."""
    tool, room = tool_for(actor, tool_id)
    _demand_taker(actor, room.unit_id)
    if tool.state is not ToolState.MISSING:
        raise DomainError(_("Only a missing tool can be found."))
    if len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("Say where it was found."), field="words")
    _refuse_waiting(tool)
    _move(actor, tool, MoveKind.FOUND, ToolState.IN, words.strip())
    return tool


def _demand_taker(actor: Actor, unit_id: uuid.UUID) -> None:
    demand(actor.has(*REGISTER_TAKERS) and actor.covers(unit_id))


def ask_write_off(actor: Actor, tool_id: uuid.UUID, note: str) -> ToolWriteOff:
    """Ask that a missing tool be written off, with the note that security reads. Another human decides."""
    tool, room = tool_for(actor, tool_id)
    _demand_taker(actor, room.unit_id)
    if (waits := open_write_off(tool.id)) is not None:
        return waits
    if tool.state is not ToolState.MISSING:
        raise DomainError(_("Only a missing tool is written off. Report it missing in its session first."))
    if len(note.strip()) < LEAST_NOTE:
        words = _("Write what security has to know: where it was seen last, what was searched.")
        raise DomainError(words, field="note")
    made = ToolWriteOff(tool_id=tool.id, note=note.strip(), asked_by=actor.human_id, asked_at=clock.now())
    session.add(made)
    audit.record(actor, "tool_write_off.asked", made, reason=made.note)
    _note(actor, tool, MoveKind.ASKED, made.note)
    return made


def decide_write_off(actor: Actor, tool_id: uuid.UUID, *, approved: bool) -> Tool:
    """Write the tool off, or refuse it: the governor or a coordinator, never whoever asked."""
    tool, room = tool_for(actor, tool_id)
    demand(actor.has(Role.GOVERNOR, Role.PROGRAMME_COORDINATOR) and actor.covers(room.unit_id))
    waits = open_write_off(tool.id)
    if waits is None:
        raise DomainError(_("No write-off of this tool waits."))
    if waits.asked_by == actor.human_id:
        raise Forbidden(_("You asked for this. Another human has to decide it."), rule=_("Two people"))
    waits.decided_by, waits.decided_at, waits.approved = actor.human_id, clock.now(), approved
    audit.record(actor, "tool_write_off.decided", waits)
    if approved:
        _move(actor, tool, MoveKind.WRITTEN_OFF, ToolState.WRITTEN_OFF)
    else:
        _note(actor, tool, MoveKind.KEPT)
    return tool


def count(actor: Actor, session_id: uuid.UUID, moment: CountMoment, counted: int, words: str = "") -> ToolCount:
    """Keep a count of the board. Raises DomainError for a difference without words."""
    held, group = _open_session(actor, session_id)
    expected = expected_on_board(group.workshop_id)
    if counted != expected and len(words.strip()) < LEAST_WORDS:
        raise DomainError(_("%(expected)d tools should hang there. Count again, or say in words what differs.",
                            expected=expected), field="words")  # fmt: skip
    made = ToolCount(
        session_id=held.id, moment=moment, counted=counted, expected=expected, by=actor.human_id, at=clock.now(),
        words=words.strip(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "tool_count.made", made, reason=words)
    session.flush()
    return made


def states_of(rows: Sequence[Any]) -> dict[ToolState, int]:
    """How many of some tools are in each state."""
    found: dict[ToolState, int] = {}
    for row in rows:
        found[ToolState(row.state)] = found.get(ToolState(row.state), 0) + 1
    return found
