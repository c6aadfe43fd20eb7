"""What makes forgetting impossible: listeners that compare what was changed with what was explained."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event, orm
from typing_extensions import override

from kernel.audit import chain, history
from kernel.db.base import table_of
from kernel.db.prepared import Prepared, insert_few
from kernel.db.session import factory, session
from kernel.errors import UnauditedChange

AUDITS = "audits"
"""Execution option of a set-based UPDATE or INSERT on an audited table: the ids it touches, for the guard to hold."""

Touched = set[tuple[str, uuid.UUID]]


_tables: set[str] = set()


class Audited:
    """Mark of a model whose every change needs an audit entry in the same transaction. Its key is ``id``."""

    id: orm.Mapped[uuid.UUID]

    @override
    def __init_subclass__(cls, **options: Any) -> None:
        """Remember the table's name, so that no statement has to search all mappers for it."""
        super().__init_subclass__(**options)
        _tables.add(cls.__dict__.get("__tablename__", ""))


def is_audited(table: str) -> bool:
    """Whether the table of this name belongs to an ``Audited`` model."""
    return table in _tables


def touched(current: orm.Session) -> Touched:
    """The audited records this transaction has changed so far."""
    return current.info.setdefault("touched", set())  # type: ignore[no-any-return]


def explained(current: orm.Session) -> Touched:
    """The audited records this transaction has an entry for."""
    return current.info.setdefault("explained", set())  # type: ignore[no-any-return]


def _demand_transaction(current: orm.Session) -> None:
    if not current.info.get("writing"):
        raise UnauditedChange("a write outside transaction(): commands run inside one, pages only read")


def _refuse_audited(table: str) -> None:
    if is_audited(table):
        raise UnauditedChange(f"bulk change of the audited table {table}: name the ids in execution_options(audits=…)")


def insert_rows(table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows of an audited table with their ids, each naming every column and owing its entry."""
    current = session()
    _demand_transaction(current)
    touched(current).update((table.name, row["id"]) for row in rows)
    insert_few(table, rows)


def touch_unaudited(statement: Prepared, **given: Any) -> int:
    """Run a prepared write of a table that is not audited; how many rows it touched."""
    _demand_transaction(session())
    _refuse_audited(statement.table)
    return statement.touch(**given)


@event.listens_for(factory, "before_flush")
def _note_changes(current: orm.Session, _context: object, _objects: object) -> None:
    for record in (*current.new, *current.dirty, *current.deleted):
        changed = record in current.new or record in current.deleted or current.is_modified(record)
        if isinstance(record, Audited) and changed:
            touched(current).add((table_of(type(record)).name, record.id))  # type: ignore[arg-type]


@event.listens_for(factory, "do_orm_execute")
def _refuse_bulk(state: orm.ORMExecuteState) -> None:
    statement: Any = state.statement
    if not getattr(statement, "is_dml", False):
        return
    _demand_transaction(state.session)
    name = statement.table.name
    ids = state.execution_options.get(AUDITS)
    if ids is None:
        _refuse_audited(name)
        return
    if not is_audited(name):
        return
    touched(state.session).update((name, key) for key in ids)


@event.listens_for(factory, "before_commit")
def _demand_entries(current: orm.Session) -> None:
    if current.in_nested_transaction():
        return
    current.flush()
    silent = touched(current) - explained(current)
    if silent:
        names = ", ".join(sorted({f"{table} {key}" for table, key in silent})[:5])
        raise UnauditedChange(f"changed without an audit entry: {names}")
    rows = [*current.info.get("audit_rows", ()), *current.info.pop("reads", {}).values()]
    if rows:
        chain.append(current.info.get("lane", 0), rows)
    history.write_changes(current)
    _forget(current)


@event.listens_for(factory, "after_rollback")
def _forget(current: orm.Session) -> None:
    for name in ("touched", "explained", "audit_rows", "field_changes"):
        current.info.pop(name, None)


@event.listens_for(factory, "after_flush")
def _refuse_outside(current: orm.Session, _context: object) -> None:
    if not current.info.get("writing"):
        raise UnauditedChange("a write outside transaction(): commands run inside one, pages only read")
