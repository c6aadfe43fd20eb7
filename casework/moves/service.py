"""Moving rows from the file given up to the surviving one, noting each changed value; and putting them back."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import exc

from casework.merging import queries
from casework.merging.models import FileMerge
from casework.merging.rules import (
    LET_GO,
    ORDERED_PAIRS,
    PLACE,
    SUMMARY,
    SUPERVISION,
    Change,
    packed,
    refusal_of_clash,
    taken_over,
    unpacked,
)
from casework.names.service import rename
from casework.people.models import NameKind
from casework.search.queries import names_of_many
from kernel.db import Base, session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _

_PEOPLE = "person"


@dataclass
class Mover:
    """One merge at work. ``changes`` grows with every value that is written."""

    gone: uuid.UUID
    kept: uuid.UUID
    changes: list[Change] = field(default_factory=list)
    staying: defaultdict[str, set[uuid.UUID]] = field(default_factory=lambda: defaultdict(set))
    """Ids of rows that stay beneath the given-up file, so that what hangs on them stays too."""

    def move(self) -> list[Change]:
        """Move all that can be moved. Raises DomainError where two rows of the files exclude each other."""
        before = names_of_many([self.gone, self.kept])
        for table, column in queries.pointing():
            for row in queries.rows_of(table, column, self.gone):
                self._row(table, column, row)
        self._summary()
        mine, theirs = before.get(self.kept, []), before.get(self.gone, [])
        rename(self.kept, mine, [*mine, *theirs])
        return self.changes

    def _row(self, table: sa.Table, column: sa.Column[Any], row: Mapping[str, Any]) -> None:
        if any(row[name] in self.staying[parent] for name, parent in _parents(table)):
            self._leave(table, row)
            return
        values: dict[str, Any] = {column.name: self.kept}
        if table.name in ORDERED_PAIRS:
            values = self._pair(table, row)
        if table.name == "person_name" and row["kind"] == NameKind.CURRENT:
            values["kind"] = NameKind.ALIAS
        if values and _clashes(table, row, values):
            if refusal := refusal_of_clash(table.name, row):
                raise DomainError(refusal)
            self._leave(table, row)
        elif values:
            self._note(table, row, values)

    def _leave(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        if "id" in row:
            self.staying[table.name].add(row["id"])

    def _pair(self, table: sa.Table, row: Mapping[str, Any]) -> dict[str, Any]:
        """The two people of a row, in their order; nothing for a row about just these two, when it is closed."""
        one, other = ORDERED_PAIRS[table.name]
        people = {row[one], row[other]} - {self.gone} | {self.kept}
        if len(people) > 1:
            low, high = sorted(people)
            return {one: low, other: high}
        if row["closed_on"] is None:
            raise DomainError(_("These two are kept apart from each other: somebody decided that they are two people."))
        return {}

    def _note(self, table: sa.Table, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
        key = {c.name: packed(values.get(c.name, row[c.name]))["v"] for c in table.primary_key.columns}
        self.changes += [
            Change(table.name, key, name, row[name], new) for name, new in values.items() if row[name] != new
        ]

    def _summary(self) -> None:
        """The person's own rows: the surviving one takes over what it lacks, the other answers with it from now on."""
        gone, kept = queries.row_of(self.gone), queries.row_of(self.kept)
        taken = taken_over(gone, kept)
        people = Base.metadata.tables[_PEOPLE]
        _write(people, kept, taken)
        self._note(people, kept, taken)
        left = {name: empty for name, empty in LET_GO.items() if gone[name] != empty} | {"merged_into_id": self.kept}
        _write(people, gone, left)
        self._note(people, gone, left)


def _parents(table: sa.Table) -> list[tuple[str, str]]:
    """(column, table) of what the rows of a table hang on, but for people."""
    return [
        (column.name, key.column.table.name)
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name != _PEOPLE
    ]


def _key(table: sa.Table, row: Mapping[str, Any]) -> sa.ColumnElement[bool]:
    return sa.and_(*(column == row[column.name] for column in table.primary_key.columns))


def _write(table: sa.Table, row: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    if values:
        session.connection().execute(sa.update(table).where(_key(table, row)).values(**values))


def _clashes(table: sa.Table, row: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Write the row; whether the database refused because the surviving file has its like already."""
    attempt = session.connection().begin_nested()
    try:
        _write(table, row, values)
    except exc.IntegrityError:
        attempt.rollback()
        return True
    attempt.commit()
    return False


def put_back(done: FileMerge) -> list[Change]:
    """Write every value back that a merge changed. Raises Conflict when one of them was changed again by a merge."""
    kept, gone = queries.row_of(done.into_id), queries.row_of(done.from_id)
    if kept["merged_into_id"] or gone["merged_into_id"] != done.into_id:
        raise Conflict(_later())
    names = names_of_many([done.into_id]).get(done.into_id, [])
    back: list[Change] = []
    for (name, key), columns in _by_row(done.id).items():
        table = Base.metadata.tables[name]
        found = {column: unpacked(table.c[column], {"v": text}) for column, text in key}
        if name == _PEOPLE and found["id"] in {done.into_id, done.from_id}:
            continue
        old = {row.column_name: unpacked(table.c[row.column_name], row.old) for row in columns}
        new = {row.column_name: unpacked(table.c[row.column_name], row.new) for row in columns}
        _restore(table, found, old, new)
        back += [Change(name, dict(key), c, new[c], old[c]) for c in old]
    _divide(done, kept, gone)
    own = names_of_many([done.into_id]).get(done.into_id, [])
    rename(done.into_id, names, own)
    return back


def _by_row(merge_id: uuid.UUID) -> dict[tuple[str, tuple[Any, ...]], list[Any]]:
    found: dict[tuple[str, tuple[Any, ...]], list[Any]] = {}
    for row in queries.changes_of(merge_id):
        found.setdefault((row.table_name, tuple(sorted(row.row_key.items()))), []).append(row)
    return found


def _restore(table: sa.Table, key: Mapping[str, Any], old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    unchanged = [table.c[name] == was for name, was in new.items() if name != "kind"]
    statement = sa.update(table).where(_key(table, key), *unchanged).values(**old)
    try:
        done = session.connection().execute(statement)
    except exc.IntegrityError as clash:
        raise DomainError(
            _("Since the merge something was recorded that can stand only once. Close it first.")
        ) from clash
    if done.rowcount != 1:
        raise Conflict(_later())


def _later() -> str:
    return _("A later merge has moved these rows on. Take that one back first.")


def _divide(done: FileMerge, kept: Mapping[str, Any], gone: Mapping[str, Any]) -> None:
    """The two rows of ``person``: each its own values again; what the merge carried goes back as it stands by now."""
    people = Base.metadata.tables[_PEOPLE]
    olds: dict[str, dict[str, Any]] = {str(done.into_id): {}, str(done.from_id): {}}
    for row in queries.changes_of(done.id):
        if row.table_name == _PEOPLE and row.row_key["id"] in olds:
            olds[row.row_key["id"]][row.column_name] = unpacked(people.c[row.column_name], row.old)
    own, theirs = olds[str(done.into_id)], olds[str(done.from_id)]
    began = queries.open_stays(done.into_id)
    for group, kind in ((PLACE, "custody"), (SUPERVISION, "supervision")):
        if kind in began:  # a stay that began on the surviving file since
            for name in group:
                own.pop(name, None)
    carried = {name: kept[name] for name in SUMMARY if name in own and name != "restricted"}
    _write(people, gone, {**theirs, **carried, "merged_into_id": None})
    _write(people, kept, own)
