"""Reading printings of registers and what was typed back from them."""

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
from programmes.intakes.models import ClassSession
from programmes.places.models import Allocation
from programmes.registers.queries import session_for
from programmes.typed_registers.models import RegisterPaper, TypedRow, TypedState
from programmes.typed_registers.rules import read_code

_paper, _typed, _place, _human = table_of(RegisterPaper), table_of(TypedRow), table_of(Allocation), table_of(Human)


def paper_for(actor: Actor, paper_id: uuid.UUID) -> tuple[RegisterPaper, ClassSession, Any]:
    """A printing with its session and group. Raises NotFound where the actor may not look."""
    found = session.get(RegisterPaper, paper_id)
    if found is None:
        raise NotFound(_("There is no such paper."))
    held, group = session_for(actor, found.session_id)
    return found, held, group


def paper_by_code(actor: Actor, typed: str) -> uuid.UUID | None:
    """The printing with this code, where the actor may look at its register."""
    found = session.scalar(sa.select(RegisterPaper).where(RegisterPaper.code == read_code(typed)))
    if found is None:
        return None
    try:
        session_for(actor, found.session_id)
    except NotFound:
        return None
    return found.id


def newest_paper(session_id: uuid.UUID) -> RegisterPaper | None:
    """The last printing of a session's register."""
    wanted = sa.select(RegisterPaper).where(RegisterPaper.session_id == session_id)
    return session.scalar(wanted.order_by(RegisterPaper.version.desc()).limit(1))


def people_on(actor: Actor, paper: RegisterPaper) -> list[Any]:
    """(id of the place, person_id, name, number) of a printing's rows in its order, as far as the actor may know."""
    keys = [uuid.UUID(key) for key in paper.rows["places"]]
    statement = (
        sa.select(_place.c.id, _place.c.person_id, person_rows.c.name, person_rows.c.number)
        .join(person_rows, person_rows.c.id == _place.c.person_id)
        .where(_place.c.id.in_(keys), visible_to(actor))
    )
    found = {row.id: row for row in session.execute(statement)} if keys else {}
    return [found[key] for key in keys if key in found]


def sittings_of(session_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    """The sitting in which each place of a session was typed and saved last."""
    statement = (
        sa.select(_typed.c.allocation_id, _typed.c.sitting)
        .join(_paper, _paper.c.id == _typed.c.paper_id)
        .where(_paper.c.session_id == session_id, _typed.c.state == TypedState.KEPT)
        .order_by(_typed.c.entered_at, _typed.c.id)
    )
    return {row.allocation_id: row.sitting for row in session.execute(statement)}


def typings_of(session_id: uuid.UUID) -> Sequence[Any]:
    """By whom and when rows of a session were typed back from paper, by whom and when they were marked there."""
    marker, typist = _human.alias("marker"), _human.alias("typist")
    statement = (
        sa.select(
            _paper.c.version, marker.c.name.label("marked_by"), typist.c.name.label("entered_by"),
            _typed.c.marked_at, sa.func.max(_typed.c.entered_at).label("entered_at"),
            sa.func.count(sa.distinct(_typed.c.allocation_id)).label("rows"),
        )
        .join(_paper, _paper.c.id == _typed.c.paper_id)
        .join(marker, marker.c.id == _typed.c.marked_by)
        .join(typist, typist.c.id == _typed.c.entered_by)
        .where(_paper.c.session_id == session_id, _typed.c.state == TypedState.KEPT)
        .group_by(_paper.c.version, marker.c.name, typist.c.name, _typed.c.marked_at, _typed.c.sitting)
        .order_by(sa.func.max(_typed.c.entered_at))
        .limit(20)
    )  # fmt: skip
    return session.execute(statement).all()
