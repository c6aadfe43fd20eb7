"""Alembic's door: one line of history for all modules, on the engine the app itself uses.

SQLite checks foreign keys only after the whole migration: rebuilding a parent table with the checks on would fire
ON DELETE CASCADE and empty its children.
"""

from __future__ import annotations

from typing import Any

from alembic import context

from kernel import db
from kernel.db.engine import rebuilding_connection
from kernel.db.migrate import load_models
from kernel.settings import from_environment

load_models()


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write the house's own column types by their names."""
    if kind == "type" and isinstance(item, (db.Id, db.UtcDateTime)):
        autogen_context.imports.add("from kernel.db import Id, UtcDateTime")
        return f"{type(item).__name__}()"
    return False


def run() -> None:
    """Apply the migrations on the given connection, or on one of our own."""
    connection = context.config.attributes.get("connection")
    if connection is None:
        db.bind(from_environment().database_url)
        with rebuilding_connection() as own:
            _run(own)
    else:
        _run(connection)


def _run(connection: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.Base.metadata,
        render_item=render_item,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


run()
