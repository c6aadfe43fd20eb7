"""Bringing the database to the schema this code was written for, and saying whether it is there."""

from __future__ import annotations

import functools
import importlib
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from kernel.db.engine import engine, rebuilding_connection
from kernel.settings import ROOT

if TYPE_CHECKING:
    import sqlalchemy as sa

MODULES = ("kernel", "casework", "programmes", "probation", "marketplace")


def load_models() -> None:
    """Import every ``models.py`` of the house, so that its metadata is whole."""
    for path in sorted(ROOT.glob("*/**/models.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        if parts[0] in MODULES:
            importlib.import_module(".".join(parts))


def config(connection: sa.Connection | None = None) -> Config:
    """Alembic's settings, without an ini file."""
    made = Config()
    made.set_main_option("script_location", str(ROOT / "migrations"))
    made.attributes["connection"] = connection
    return made


def upgrade() -> None:
    """Apply what is missing, in one transaction, with foreign keys checked at its end."""
    with rebuilding_connection() as connection:
        command.upgrade(config(connection), "head")


@functools.cache
def head() -> str | None:
    """The newest revision this code knows."""
    return ScriptDirectory.from_config(config()).get_current_head()


def at_head() -> tuple[bool, str]:
    """Readiness check: the database's revision is this code's."""
    with engine().connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == head(), current or "no schema"
