"""The numbers of a home page are counted from flags, duties, alerts: never from everybody in the prison."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from casework.access.queries import may_know_of, person, visible_to
from casework.alerts.models import Alert, AlertCode
from casework.alerts.service import raise_alert
from casework.home.queries import blocks_for
from kernel import clock
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from tests import cast

NARROW = ("date_flag", "movement", "custody_duty", "alert", "duplicate_proposal", "reception_record")


@pytest.fixture
def asked(app):
    """What the home page of a records officer of two prisons asks, with its parameters."""
    officer = cast.make_actor(Role.RECORDS_OFFICER, cast.make_unit())
    seen = []
    listen = lambda _c, _cur, statement, given, _ctx, _many: seen.append((statement, given))  # noqa: E731
    with app.test_request_context("/"):
        sa.event.listen(sa.Engine, "before_cursor_execute", listen)
        try:
            blocks_for(officer)
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", listen)
    return [one for one in seen if "person" in one[0]]


def test_no_count_walks_through_the_people_of_the_prison(asked):
    if session.get_bind().dialect.name != "sqlite":
        pytest.skip("the plan of SQLite, which keeps no statistics unless told")
    counted = [one for one in asked if any(f"FROM {name}" in one[0] or f"JOIN {name}" in one[0] for name in NARROW)]
    assert len(counted) >= len(NARROW) - 1
    for statement, given in counted:
        plan = [row[3] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)]
        walked = [line for line in plan if " person " in f"{line} " and "sqlite_autoindex_person_1" not in line]
        assert not walked, (statement, plan)


def test_it_shows_the_same_people(prison):
    here, there = cast.make_actor(Role.RECORDS_OFFICER, prison), cast.make_unit()
    held = [cast.make_held(prison), cast.make_held(there), cast.make_held(prison, restricted=True)]
    with transaction():
        for one in held:
            clerk = cast.make_actor(Role.RECORDS_OFFICER, there if one == held[1] else prison)
            if one != held[2]:
                raise_alert(clerk, one, AlertCode.ESCAPE, "Ran from a transport", review_on=clock.today())
    alert = table_of(Alert)
    by_join = sa.select(alert.c.id).where(alert.c.person_id.in_(sa.select(person.c.id).where(visible_to(here))))
    by_exists = sa.select(alert.c.id).where(may_know_of(here, alert.c.person_id))
    assert session.scalars(by_exists).all() == session.scalars(by_join).all() != []
