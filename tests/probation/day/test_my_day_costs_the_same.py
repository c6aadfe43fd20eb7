from __future__ import annotations

import contextlib
import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session
from probation.contacts import service as contacts
from probation.contacts.models import Outcome
from probation.happenings.models import Happening
from probation.happenings.service import NewEvent, note_event
from probation.orders import service as orders
from probation.orders.models import Level
from tests import cast
from tests.probation.conftest import explain, make_person, new_order

LATER = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
"""A Monday on which the house's newest standards are in force."""


@contextlib.contextmanager
def statements():
    seen, connection = [], session.connection()
    note = lambda _c, _cursor, statement, *_rest: seen.append(statement)  # noqa: E731 - unhooked below
    sa.event.listen(connection.engine, "before_cursor_execute", note)
    yield seen
    sa.event.remove(connection.engine, "before_cursor_execute", note)


def busy(world, people):
    for _nth in range(people):
        person = make_person(world.office)
        with cast.deed():
            world.order = orders.prepare_order(world.officer, new_order(world.office, person))
        explain(world)
        with cast.deed():
            begin = orders.BeginOrder(order_id=world.order.id, officer_id=world.officer.human_id, level=Level.MEDIUM)
            world.order = orders.begin_order(world.officer, begin)
            for hours in (1, 30):
                soon = world.appointment(days=0, at=clock.now() + dt.timedelta(hours=hours))
                contacts.plan_contact(world.officer, world.order.id, soon)
            contacts.record_visit(world.officer, world.visit(outcome=Outcome.NOT_THERE))
            for kind in (Happening.MOVED_HOUSE, Happening.NEW_JOB):
                note_event(world.officer, NewEvent(person_id=person.id, kind=kind, on=clock.today()))


def cost(client, path):
    client.get(path)
    with statements() as seen:
        answer = client.get(path)
    assert answer.status_code == 200
    return len(seen), answer.text


def test_it_takes_as_many_statements_for_one_person_as_for_six(client, sign_in, world):
    with clock.held_at(LATER):
        sign_in(client, world.officer)
        busy(world, 1)
        few, _text = cost(client, "/my-day")
        busy(world, 5)
        many, text = cost(client, "/my-day")
    assert many == few
    assert few <= 30
    assert len(text.encode()) < 60_000
    for words in ("Something happened: make contact", "Began work or training", "Until Mon 30 Nov 2026"):
        assert words in text


def test_the_board_and_the_caseload_too(client, sign_in, world):
    sign_in(client, world.supervisor)
    busy(world, 1)
    few = [cost(client, path)[0] for path in ("/supervision/board", "/caseload?whose=office")]
    busy(world, 4)
    assert [cost(client, path)[0] for path in ("/supervision/board", "/caseload?whose=office")] == few


SMALL = {"unit", "human", "account", "role_grant", "outside_service", "workload_reduction", "unit_1", "CONSTANT"}
"""Tables that do not grow with the people of the service; every other, under whatever name, is found by index."""


MANY, FEW = 1_000_000, 100


def pretend_that_it_is_large():
    """Tell SQLite, until the test's rollback, that all tables that grow hold a million rows: it plans as it would."""
    run = session.connection().exec_driver_sql
    run("ANALYZE")
    run("DELETE FROM sqlite_stat1")
    for (table,) in run("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'").all():
        rows = FEW if table in SMALL else MANY
        run("INSERT INTO sqlite_stat1 VALUES (?, NULL, ?)", (table, str(rows)))
        for index in run(f"PRAGMA index_list({table})").all():
            columns = len(run(f"PRAGMA index_info({index.name})").all())
            alike = [max(1, rows // 1000 // 30**place) for place in range(columns)]
            if index.unique:
                alike[-1] = 1
            run("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", (table, index.name, " ".join(map(str, [rows, *alike]))))
    run("ANALYZE sqlite_schema")


def scanned(client, path):
    """(table, statement) of every table that grows and that a page reads from end to end, by SQLite's own plan."""
    raw, connection = [], session.connection()
    note = lambda _c, _cursor, sql, parameters, *_rest: raw.append((sql, parameters))  # noqa: E731 - unhooked below
    sa.event.listen(connection.engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    sa.event.remove(connection.engine, "before_cursor_execute", note)
    for sql, parameters in [one for one in raw if one[0].lstrip().startswith(("SELECT", "WITH"))]:
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters):
            words = row.detail.split()
            found = words[0] == "SCAN" and words[1] not in SMALL and not words[1].startswith(("(", "anon"))
            if found and ("USING" not in words or "ix_contact_planned" in words):
                yield row.detail, sql


@pytest.mark.parametrize(
    ("who", "path"),
    [("officer", "/my-day"), ("officer", "/caseload"), ("officer", "/"), ("supervisor", "/supervision/board"),
     ("supervisor", "/my-day"), ("supervisor", "/caseload?whose=office"), ("supervisor", "/")],
)  # fmt: skip
def test_no_large_table_is_read_from_end_to_end(client, sign_in, world, who, path):
    if session.connection().dialect.name != "sqlite":
        pytest.skip("a small database of PostgreSQL is read from end to end whatever the indexes")
    with clock.held_at(LATER):
        sign_in(client, getattr(world, who))
        busy(world, 3)
        pretend_that_it_is_large()
        assert not list(scanned(client, path))
