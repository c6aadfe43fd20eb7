"""Reading lists of people for whom places are looked at together."""

from __future__ import annotations

import uuid
from collections import Counter
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
from programmes.bulk.models import PlaceList, PlaceListRow, RowState
from programmes.intakes.models import Intake
from programmes.intakes.queries import intake_for

_list, _row, _human = table_of(PlaceList), table_of(PlaceListRow), table_of(Human)
PAGE = 25
"""Rows looked at on one page, and given by one command."""


def list_for(actor: Actor, list_id: uuid.UUID) -> tuple[PlaceList, Intake]:
    """The list and its group, where the group lies in the actor's scope. Raises NotFound."""
    found = session.get(PlaceList, list_id)
    if found is None:
        raise NotFound(_("There is no such list."))
    return found, intake_for(actor, found.intake_id)


def _rows_of(actor: Actor, list_id: uuid.UUID) -> sa.Select[Any]:
    """Rows with their person's name, as far as the actor may know of them."""
    seen = sa.or_(_row.c.person_id.is_(None), sa.and_(person_rows.c.id.is_not(None), visible_to(actor)))
    return (
        sa.select(_row, person_rows.c.name, person_rows.c.number)
        .outerjoin(person_rows, person_rows.c.id == _row.c.person_id)
        .where(_row.c.list_id == list_id, seen)
        .order_by(_row.c.seq)
    )


def page_of_rows(actor: Actor, list_id: uuid.UUID, after: int) -> tuple[Sequence[Any], int | None]:
    """(rows that name somebody beyond a place in the list, the place to go on from or None at the end)."""
    statement = _rows_of(actor, list_id).where(_row.c.seq > after, _row.c.person_id.is_not(None))
    rows = session.execute(statement.limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].seq if len(rows) > PAGE else None


def not_given(actor: Actor, list_id: uuid.UUID) -> Sequence[Any]:
    """Every row that gave no place, in the order of the list."""
    return session.execute(_rows_of(actor, list_id).where(_row.c.state != RowState.GIVEN)).all()


def nobody_found(actor: Actor, list_id: uuid.UUID) -> Sequence[Any]:
    """The rows that name nobody, in the order of the list."""
    return session.execute(_rows_of(actor, list_id).where(_row.c.person_id.is_(None))).all()


def states_of(list_id: uuid.UUID) -> Counter[RowState]:
    """How many rows stand in each state."""
    statement = sa.select(_row.c.state, sa.func.count()).where(_row.c.list_id == list_id).group_by(_row.c.state)
    return Counter({RowState(state): many for state, many in session.execute(statement)})


def records_of(list_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> Sequence[PlaceListRow]:
    """Those rows of a list that may still give a place, in its order."""
    wanted = (
        PlaceListRow.list_id == list_id,
        PlaceListRow.id.in_(ids),
        PlaceListRow.person_id.is_not(None),
        PlaceListRow.state != RowState.GIVEN,
    )
    return session.scalars(sa.select(PlaceListRow).where(*wanted).order_by(PlaceListRow.seq)).all()


def lists_of(intake_id: uuid.UUID, most: int = 10) -> Sequence[Any]:
    """The newest lists of a group with who made them and how many rows they have."""
    rows = sa.select(sa.func.count()).where(_row.c.list_id == _list.c.id).correlate(_list).scalar_subquery()
    statement = (
        sa.select(_list, _human.c.name.label("maker"), rows.label("rows"))
        .join(_human, _human.c.id == _list.c.made_by)
        .where(_list.c.intake_id == intake_id)
        .order_by(_list.c.made_at.desc(), _list.c.id.desc())
    )
    return session.execute(statement.limit(most)).all()
