"""Reading merges, and finding every row of every module that names a person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from casework.access.queries import deeds_between, visible_to
from casework.custody.models import Episode
from casework.identity.queries import relations_of
from casework.merging.models import FileMerge, MergedValue, MergeState
from casework.merging.rules import STAYS, Stands, where_it_stands
from casework.people.models import Identifier, Person, PersonName
from casework.people.queries import PersonCard, person_for
from kernel import clock
from kernel.accounts.models import Human
from kernel.audit import AuditEntry
from kernel.authz import Actor
from kernel.db import Base, session, table_of
from kernel.db.append_only import APPEND_ONLY
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of

person, merge, value = table_of(Person), table_of(FileMerge), table_of(MergedValue)
_name, _identifier, _episode = table_of(PersonName), table_of(Identifier), table_of(Episode)
_asker, _decider = table_of(Human).alias("asker"), table_of(Human).alias("decider")
_into, _from, _entry = person.alias("kept"), person.alias("gone"), table_of(AuditEntry)
MOST_SHOWN = 200


@cache
def pointing() -> tuple[tuple[sa.Table, sa.Column[Any]], ...]:
    """Every (table, column) whose rows name a person and can be moved, parents before their children.

    Found by foreign key, so that a module which is added later is carried along. Append-only tables are not among them.
    """
    found = [
        (table, column)
        for table in Base.metadata.sorted_tables
        if table.name not in STAYS | APPEND_ONLY
        for column in table.columns
        if any(key.column is person.c.id for key in column.foreign_keys)
    ]
    return tuple(found)


def rows_of(table: sa.Table, column: sa.Column[Any], person_id: uuid.UUID) -> Sequence[Mapping[str, Any]]:
    """The rows that name a person in this column, oldest key first."""
    statement = sa.select(table).where(column == person_id).order_by(*table.primary_key.columns)
    return [dict(row) for row in session.execute(statement).mappings()]


def moving(person_id: uuid.UUID) -> dict[str, int]:
    """How many rows of each table name this person: what a merge would carry."""
    counted = {
        table.name: session.scalar(sa.select(sa.func.count()).select_from(table).where(column == person_id)) or 0
        for table, column in pointing()
    }
    return {name: many for name, many in counted.items() if many}


def row_of(person_id: uuid.UUID) -> Mapping[str, Any]:
    """The person's own row, for the commands of a merge."""
    return dict(session.execute(sa.select(person).where(person.c.id == person_id)).mappings().one())


_OPEN = sa.select(_episode.c.kind).where(
    _episode.c.person_id == sa.bindparam("person_id", type_=person.c.id.type), _episode.c.closed_at.is_(None)
)


def open_stays(person_id: uuid.UUID) -> set[str]:
    """Kinds of the stays that are open under this id."""
    return {str(kind) for kind in session.scalars(_OPEN, {"person_id": person_id})}


def waiting(proposal_id: uuid.UUID) -> FileMerge | None:
    """The merge of this pair that waits for a second person."""
    return session.scalar(
        sa.select(FileMerge).where(FileMerge.proposal_id == proposal_id, FileMerge.state == MergeState.ASKED)
    )


def changes_of(merge_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """What a merge changed, in the order it did."""
    return session.execute(sa.select(value).where(value.c.merge_id == merge_id).order_by(value.c.seq)).all()


_MERGES = (
    sa.select(
        merge.c.id, merge.c.state, merge.c.reason, merge.c.decided_at, merge.c.undone_at, merge.c.undo_reason,
        merge.c.from_id, merge.c.into_id, _into.c.name, _into.c.number, _from.c.name.label("old_name"),
        _from.c.number.label("old_number"), _asker.c.name.label("asker"), _decider.c.name.label("decider"),
    )
    .join(_into, _into.c.id == merge.c.into_id)
    .join(_from, _from.c.id == merge.c.from_id)
    .join(_asker, _asker.c.id == merge.c.asked_by)
    .join(_decider, _decider.c.id == merge.c.confirmed_by)
)  # fmt: skip


def _seen(actor: Actor) -> sa.ColumnElement[bool]:
    return merge.c.into_id.in_(sa.select(person.c.id).where(visible_to(actor)))


def merges_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """Merges that were made, whose surviving file this actor may know of, newest first."""
    return page_of(_MERGES.where(_seen(actor)), row_id=merge.c.id, after=after, newest_first=True)


def merge_record(actor: Actor, merge_id: uuid.UUID) -> FileMerge:
    """A merge whose surviving file the actor may know of. Raises NotFound."""
    found = session.scalar(sa.select(FileMerge).where(FileMerge.id == merge_id, _seen(actor)))
    if found is None:
        raise NotFound(_("There is no such merge, or you may not know of it."))
    return found


@dataclass(frozen=True, kw_only=True)
class Since:
    """What was written on the surviving file while the two were one: how many deeds, the newest, where each stands."""

    many: int
    deeds: Sequence[tuple[Any, Stands]]
    going_back: int
    """How many records the merge moved."""


def since_merge(found: Any) -> Since:
    """What one line of ``merges_page`` brought with it since it was decided, until it was taken back or until now."""
    moved = _moved(found.id)
    own = (_entry.c.subject_kind.not_in(STAYS), _entry.c.action.not_in(("row.moved", "row.put_back")))
    until = found.undone_at or clock.now()
    many, rows = deeds_between(found.into_id, found.decided_at, until, *own, most=MOST_SHOWN)
    deeds = [
        (row, where_it_stands(
            row.subject_kind, moved=(row.subject_kind, str(row.subject_id)) in moved,
            names_person=_names_person(row.subject_kind),
        ))
        for row in rows
    ]  # fmt: skip
    return Since(many=many, deeds=deeds, going_back=len(moved))


def _moved(merge_id: uuid.UUID) -> set[tuple[str, str]]:
    keys = sa.select(value.c.table_name, value.c.row_key).where(
        value.c.merge_id == merge_id, value.c.table_name != person.name
    )
    return {(row.table_name, row.row_key.get("id", str(sorted(row.row_key.items())))) for row in session.execute(keys)}


@cache
def _names_person(table: str) -> bool:
    known = Base.metadata.tables.get(table)
    return known is not None and any(key.column is person.c.id for key in known.foreign_keys)


def one_merge(actor: Actor, merge_id: uuid.UUID) -> Any:
    """A merge that was made, as ``merges_page`` shows it. Raises NotFound."""
    found = session.execute(_MERGES.where(_seen(actor), merge.c.id == merge_id)).first()
    if found is None:
        raise NotFound(_("There is no such merge, or you may not know of it."))
    return found


@dataclass(frozen=True, kw_only=True)
class FileSide:
    """One file as the comparing page shows it. ``rows`` counts what a merge would carry, by table."""

    card: PersonCard
    row: Mapping[str, Any]
    names: Sequence[Any]
    numbers: Sequence[Any]
    relatives: Sequence[Any]
    rows: Mapping[str, int]


def side_of(actor: Actor, person_id: uuid.UUID) -> FileSide:
    """One file to compare. Notes the look. Raises NotFound like ``person_for``."""
    card = person_for(actor, person_id, purpose="comparing two files")
    names = session.execute(
        sa.select(_name.c.kind, _name.c.text).where(_name.c.person_id == person_id).order_by(_name.c.id)
    ).all()
    numbers = session.execute(
        sa.select(_identifier.c.kind, _identifier.c.value)
        .where(_identifier.c.person_id == person_id)
        .order_by(_identifier.c.kind)
    ).all()
    row = row_of(person_id)
    return FileSide(
        card=card, row=row, names=names, numbers=numbers, relatives=relations_of(person_id), rows=moving(person_id)
    )
