"""Tables to which rows point are built anew by later migrations; the rows survive, and their keys still hold."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic import command

from kernel import clock, db
from kernel.db import migrate
from kernel.db.engine import rebuilding_connection
from kernel.errors import UnsafeDatabase
from kernel.ids import new_id

BEFORE = "0013"


@pytest.fixture
def old(databases, real_db):
    """A database as the service before had it, with one human who may sign in."""
    db.bind(databases.make("old"))
    with rebuilding_connection() as connection:
        command.upgrade(migrate.config(connection), BEFORE)
    with db.schema_connection() as connection:
        found = sa.MetaData()
        found.reflect(connection, only=["human", "account", "role_grant", "start_code"])
        ids = [new_id().bytes if connection.dialect.name == "sqlite" else new_id() for _n in range(4)]
        now = clock.now().replace(tzinfo=None) if connection.dialect.name == "sqlite" else clock.now()
        rows = {
            "human": {"id": ids[0], "name": "Ann Hart", "staff_number": "S1"},
            "account": {"id": ids[1], "human_id": ids[0], "username": "ann", "password_hash": "x", "locale": "",
                        "active": True},
            "role_grant": {"id": ids[2], "account_id": ids[1], "role": "governor"},
            "start_code": {"id": ids[3], "account_id": ids[1], "code_hash": b"1" * 32, "given_by": ids[1],
                           "given_at": now, "ends_at": now},
        }  # fmt: skip
        for name, values in rows.items():
            connection.execute(sa.insert(found.tables[name]).values(**values))
    yield
    db.release()
    databases.drop("old")


def test_who_could_sign_in_still_can(old):
    migrate.upgrade()
    assert migrate.at_head()[0]
    with db.engine().connect() as connection:
        for table in ("account", "role_grant", "start_code"):
            assert connection.exec_driver_sql(f"SELECT count(confirmed_at) FROM {table}").scalar() == 1


def test_a_migration_that_leaves_a_row_pointing_nowhere_is_undone(old):
    if db.engine().dialect.name != "sqlite":
        pytest.skip("PostgreSQL checks each key itself")
    with pytest.raises(UnsafeDatabase, match="points nowhere"), rebuilding_connection() as connection:
        connection.exec_driver_sql("DELETE FROM human")
    with db.engine().connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM human").scalar() == 1
    with pytest.raises(sa.exc.IntegrityError), db.schema_connection() as connection:
        connection.exec_driver_sql("DELETE FROM human")
