"""The database as it is, against the models as they are written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from kernel import db
from kernel.db.append_only import APPEND_ONLY

TRIGGERS = {
    "sqlite": "SELECT tbl_name, count(*) FROM sqlite_master WHERE type = 'trigger' GROUP BY tbl_name",
    "postgresql": (
        "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT t.tgisinternal AND t.tgenabled = 'O' GROUP BY c.relname"
    ),
}


def without_triggers(connection: sa.Connection) -> set[str]:
    """Append-only tables that the database would let anyone rewrite. Each needs two triggers."""
    rows = connection.execute(sa.text(TRIGGERS[connection.dialect.name]))
    return APPEND_ONLY - {table for table, count in rows if count >= 2}


def test_append_only_tables_are_held_by_triggers(isolation):
    assert "audit_entry" in APPEND_ONLY
    assert without_triggers(isolation) == set()


def test_a_missing_trigger_is_found(isolation):
    on = " ON audit_entry" if isolation.dialect.name == "postgresql" else ""
    name = "audit_entry_is_append_only" if on else "audit_entry_refuses_update"
    isolation.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    assert without_triggers(isolation) == {"audit_entry"}


def differences(connection: sa.Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": _is_ours})
    return compare_metadata(context, db.Base.metadata)


def _is_ours(_thing: object, name: str | None, kind: str, *_: object) -> bool:
    return not (kind == "table" and name == "alembic_version")


def test_migrations_lead_to_the_models(isolation):
    assert differences(isolation) == [], "a migration is missing"


def test_a_table_without_migration_is_found(isolation):
    isolation.exec_driver_sql("DROP TABLE sign_in_throttle")
    assert [change[0] for change in differences(isolation)] == ["add_table"]


def test_every_key_between_tables_is_checked_at_commit():
    keys = [fk for table in db.Base.metadata.tables.values() for fk in table.foreign_key_constraints]
    assert keys
    assert {fk.initially for fk in keys} == {"DEFERRED"}


def test_money_and_moments_have_honest_types():
    """No float anywhere; every instant aware."""
    columns = [column for table in db.Base.metadata.tables.values() for column in table.columns]
    assert [str(c) for c in columns if isinstance(c.type, sa.Float | sa.Numeric)] == []
    assert [str(c) for c in columns if type(c.type) is sa.DateTime] == [], "annotate dt.datetime: the base makes it UTC"
