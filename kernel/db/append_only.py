"""Tables that only grow: the database itself refuses to change or delete their rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import event

APPEND_ONLY: set[str] = set()
"""Names of the tables declared append-only; the migration test compares them with the triggers in the database."""


def trigger_ddl(table: str, dialect: str) -> list[str]:
    """The statements that make ``table`` append-only, for migrations and for fresh test databases."""
    if dialect == "postgresql":
        return [
            (
                "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            ),
            (
                f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]


def lock_ddl(table: str, when: str, columns: Sequence[str], dialect: str) -> list[str]:
    """The statements by which rows of ``table`` keep these columns, and stay, once ``when`` (SQL on ``OLD``) holds."""
    changes = f"UPDATE OF {', '.join(columns)}"
    if dialect == "postgresql":
        return [
            (
                "CREATE OR REPLACE FUNCTION refuse_locked() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                "RAISE EXCEPTION 'this row of % is locked', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_is_locked BEFORE DELETE OR {changes} ON {table} "
                f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION refuse_locked()"
            ),
        ]
    return [
        f"CREATE TRIGGER {table}_locked_refuses_{verb.split()[0].lower()} BEFORE {verb} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, 'this row of {table} is locked'); END"
        for verb in (changes, "DELETE")
    ]


def lock_rows(table: sa.Table, when: str, *, free: Sequence[str]) -> None:
    """Declare that rows of ``table`` stay once ``when`` (SQL on ``OLD``) holds, all but ``free`` columns."""
    columns = [one.name for one in table.columns if one.name not in free]

    def create(_table: object, connection: sa.Connection, **_: object) -> None:
        for statement in lock_ddl(table.name, when, columns, connection.dialect.name):
            connection.execute(sa.text(statement))

    event.listen(table, "after_create", create)


def append_only(table: sa.Table) -> None:
    """Declare ``table`` append-only: triggers are made with it, and the house test looks for them."""
    APPEND_ONLY.add(table.name)

    def create(_table: object, connection: sa.Connection, **_: object) -> None:
        for statement in trigger_ddl(table.name, connection.dialect.name):
            connection.execute(sa.text(statement))

    event.listen(table, "after_create", create)
