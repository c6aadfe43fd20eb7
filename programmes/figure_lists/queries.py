"""One page of what a figure counts. A name stands only where the reader may know of the file today."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel.paging import Page, page_of
from programmes.catalogue.models import ProgrammeKind
from programmes.figures.queries import View, given, hours_of, minutes_by, part_of, wishes_waiting
from programmes.figures.rules import reasons_of
from programmes.intakes.queries import programme
from programmes.places.models import AllocationState
from programmes.places.queries import allocation, application


def _named(view: View) -> tuple[sa.ColumnElement[Any], ...]:
    """Who it is, where the reader may know; all empty where somebody has left the reader's files since."""
    seen = visible_to(view.actor)
    columns = (person_rows.c.name, person_rows.c.other_name, person_rows.c.number)
    shown = tuple(sa.case((seen, column), else_=None).label(column.key) for column in columns)
    return (*shown, sa.case((seen, person_rows.c.id), else_=None).label("shown_id"))


def list_of(view: View, figure: str, row: str, column: str, after: uuid.UUID | None) -> Page[sa.Row[Any]] | None:
    """The page of a figure's list; None for a figure that has none. ``row`` and ``column`` are those of its table."""
    if figure in {"takes", "hours"}:
        return _held(view, figure, row, column, after)
    if figure in {"starters", "given"}:
        return _starters(view, row, column if figure == "starters" else "", after)
    if figure == "waits":
        return _waits(view, row, after)
    return _paid(view, row, after) if figure == "pay" else None


def _held(view: View, figure: str, row: str, column: str, after: uuid.UUID | None) -> Page[sa.Row[Any]]:
    if figure == "hours":
        source, what, value = hours_of(view)
    else:
        (source, what), value = part_of(view), sa.literal(0)
    statement = sa.select(person_rows.c.id, *_named(view), value.label("value")).select_from(source).where(*view.held)
    if column:
        statement = statement.where(what == column)
    groups = {"sex": person_rows.c.sex, "wing": person_rows.c.wing_id, "level": person_rows.c.level}
    name, _sep, wanted = row.partition(":")
    if name in groups:
        statement = statement.where(_is(groups[name], wanted))
    return page_of(statement, person_rows.c.sort_name, row_id=person_rows.c.id, after=after)


def _is(column: sa.ColumnElement[Any], wanted: str) -> sa.ColumnElement[bool]:
    return column.is_(None) if not wanted else column == (_id(wanted) if "wing" in str(column) else wanted)


def _id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def _starters(view: View, row: str, column: str, after: uuid.UUID | None) -> Page[sa.Row[Any]]:
    statement = given(view).add_columns(*_named(view))
    if row:
        statement = statement.where(programme.c.id == _id(row))
    if column == "going":
        statement = statement.where(allocation.c.state != AllocationState.ENDED)
    elif column:
        statement = statement.where(allocation.c.end_reason.in_(reasons_of(column)))
    return page_of(statement, allocation.c.starts_on, row_id=allocation.c.id, after=after)


def _waits(view: View, row: str, after: uuid.UUID | None) -> Page[sa.Row[Any]]:
    statement = wishes_waiting(view).add_columns(*_named(view))
    if row:
        statement = statement.where(programme.c.id == _id(row))
    return page_of(statement, application.c.requested_on, row_id=application.c.id, after=after)


def _paid(view: View, row: str, after: uuid.UUID | None) -> Page[sa.Row[Any]]:
    worked = minutes_by(view, programme.c.kind, allocation.c.person_id)
    kind = ProgrammeKind(row) if row in set(ProgrammeKind) else ProgrammeKind.WORK
    statement = (
        sa.select(person_rows.c.id, *_named(view), worked.c.minutes.label("value"))
        .join(worked, worked.c.person_id == person_rows.c.id)
        .where(worked.c.kind == kind, worked.c.minutes > 0, view.counted)
    )
    return page_of(statement, worked.c.minutes, row_id=person_rows.c.id, after=after, newest_first=True)
