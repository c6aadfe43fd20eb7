"""Reading the tools of a workshop, of a session, and the history of one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from programmes.catalogue.models import Workshop
from programmes.intakes.models import ClassSession
from programmes.tools.models import Tool, ToolCount, ToolMove, ToolState, ToolWriteOff

_tool, _move, _count, _off = table_of(Tool), table_of(ToolMove), table_of(ToolCount), table_of(ToolWriteOff)
_workshop, _human, _session = table_of(Workshop), table_of(Human), table_of(ClassSession)
AWAY = (ToolState.OUT, ToolState.MISSING)
MOST = 500


def workshop_for(actor: Actor, workshop_id: uuid.UUID) -> Workshop:
    """The workshop, if it lies in the actor's scope. Raises NotFound."""
    found = session.get(Workshop, workshop_id)
    if found is None or not actor.covers(found.unit_id):
        raise NotFound(_("There is no such workshop."))
    return found


def tool_for(actor: Actor, tool_id: uuid.UUID) -> tuple[Tool, Workshop]:
    """The tool and its workshop. Raises NotFound outside the actor's scope."""
    found = session.get(Tool, tool_id)
    if found is None:
        raise NotFound(_("There is no such tool."))
    return found, workshop_for(actor, found.workshop_id)


def _named(actor: Actor) -> sa.Select[Any]:
    """Tools with the name of who answers for one, as far as the actor may know it."""
    known = sa.and_(person_rows.c.id == _tool.c.holder_id, visible_to(actor))
    named = sa.select(_tool, person_rows.c.name.label("holder"), person_rows.c.number)
    return named.select_from(_tool.outerjoin(person_rows, known))


def tools_of(actor: Actor, workshop_id: uuid.UUID, *, gone: bool = False) -> Sequence[Any]:
    """The tools of a workshop in the order of the board; with ``gone`` those written off too."""
    statement = _named(actor).where(_tool.c.workshop_id == workshop_id)
    if not gone:
        statement = statement.where(_tool.c.state != ToolState.WRITTEN_OFF)
    return session.execute(statement.order_by(_tool.c.code, _tool.c.id).limit(MOST)).all()


def away_in(actor: Actor, session_id: uuid.UUID) -> Sequence[Any]:
    """The tools that a session still answers for."""
    statement = _named(actor).where(_tool.c.session_id == session_id, _tool.c.state.in_(AWAY))
    return session.execute(statement.order_by(_tool.c.code)).all()


def away_plainly(session_id: uuid.UUID) -> Sequence[Any]:
    """(code, holder's name, state) of the tools that keep a session open, whoever asks: for its instructor."""
    statement = (
        sa.select(_tool.c.code, _tool.c.state, person_rows.c.name.label("holder"))
        .select_from(_tool)
        .outerjoin(person_rows, person_rows.c.id == _tool.c.holder_id)
        .where(_tool.c.session_id == session_id, _tool.c.state.in_(AWAY))
    )
    return session.execute(statement.order_by(_tool.c.code)).all()


def counts_of(session_id: uuid.UUID) -> Sequence[Any]:
    """The counts of a session in the order they were made, with who counted."""
    statement = sa.select(_count, _human.c.name.label("by_name")).join(_human, _human.c.id == _count.c.by)
    return session.execute(statement.where(_count.c.session_id == session_id).order_by(_count.c.id)).all()


def expected_on_board(workshop_id: uuid.UUID) -> int:
    """How many tools should hang on the board now."""
    wanted = (_tool.c.workshop_id == workshop_id, _tool.c.state == ToolState.IN)
    return session.scalar(sa.select(sa.func.count()).select_from(_tool).where(*wanted)) or 0


def history_of(actor: Actor, tool_id: uuid.UUID, after: uuid.UUID | None) -> Page[Any]:
    """What happened to a tool, newest first."""
    known = sa.and_(person_rows.c.id == _move.c.person_id, visible_to(actor))
    statement = (
        sa.select(
            _move, person_rows.c.name.label("holder"), person_rows.c.number, _human.c.name.label("by_name"),
            _session.c.held_on,
        )
        .select_from(_move)
        .outerjoin(person_rows, known)
        .join(_human, _human.c.id == _move.c.by)
        .outerjoin(_session, _session.c.id == _move.c.session_id)
        .where(_move.c.tool_id == tool_id)
    )  # fmt: skip
    return page_of(statement, _move.c.at, row_id=_move.c.id, after=after, newest_first=True)


def open_write_off(tool_id: uuid.UUID) -> ToolWriteOff | None:
    """The write-off of a tool that waits for its second human."""
    wanted = (ToolWriteOff.tool_id == tool_id, ToolWriteOff.decided_by.is_(None))
    return session.scalar(sa.select(ToolWriteOff).where(*wanted))


def missing_tools(actor: Actor) -> Sequence[Any]:
    """Every missing tool in the actor's prisons with its workshop and the note to security, longest missing first."""
    known = sa.and_(person_rows.c.id == _tool.c.holder_id, visible_to(actor))
    waits = sa.and_(_off.c.tool_id == _tool.c.id, _off.c.decided_by.is_(None))
    statement = (
        sa.select(
            _tool, _workshop.c.name.label("workshop"), _session.c.held_on, _off.c.note,
            person_rows.c.name.label("holder"), person_rows.c.number,
        )
        .select_from(_tool)
        .join(_workshop, _workshop.c.id == _tool.c.workshop_id)
        .join(_session, _session.c.id == _tool.c.session_id)
        .outerjoin(person_rows, known)
        .outerjoin(_off, waits)
        .where(_tool.c.state == ToolState.MISSING)
        .order_by(_session.c.held_on, _tool.c.code)
        .limit(100)
    )  # fmt: skip
    return session.execute(
        statement if actor.everywhere else statement.where(_workshop.c.unit_id.in_(actor.establishments))
    ).all()
