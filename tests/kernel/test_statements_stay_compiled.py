"""A connection that has served for long still compiles a statement once: what the house says a thousand ways fits."""

from __future__ import annotations

import pytest

from kernel import db

OTHERS, USES = 600, 3


def test_a_new_statement_is_kept_beside_six_hundred_well_used_ones(real_db):
    if db.engine().dialect.name != "sqlite":
        pytest.skip("PostgreSQL's driver prepares on the server")
    compiled: list[int] = []
    with db.engine().connect() as connection:
        driver = connection.connection.driver_connection
        for n in range(OTHERS):
            for _use in range(USES):
                driver.execute(f"SELECT {n}").fetchall()
        driver.set_authorizer(lambda deed, *_of: compiled.append(deed) or 0)  # asked only while compiling
        for _use in range(3):
            driver.execute("SELECT 'one'").fetchall()
            driver.execute("SELECT 'other'").fetchall()
        driver.set_authorizer(None)
    assert len(compiled) == 2
