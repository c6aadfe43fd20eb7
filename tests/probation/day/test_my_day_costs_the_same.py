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


BIG = {
    "person", "supervision_order", "contact", "contact_due", "contact_place", "reminder", "reminder_reply", "referral",
    "referral_session", "life_event", "circumstances", "supervision_condition", "condition_set", "first_days_check",
    "early_end", "supervision_transfer", "breach_report", "support_review", "audit_entry",
}  # fmt: skip
"""Tables that grow with the people of the whole service."""


def scanned(client, path):
    """(table, statement) of every large table that a page reads from end to end, by SQLite's own plan."""
    raw, connection = [], session.connection()
    note = lambda _c, _cursor, sql, parameters, *_rest: raw.append((sql, parameters))  # noqa: E731 - unhooked below
    sa.event.listen(connection.engine, "before_cursor_execute", note)
    assert client.get(path).status_code == 200
    sa.event.remove(connection.engine, "before_cursor_execute", note)
    for sql, parameters in [one for one in raw if one[0].lstrip().startswith(("SELECT", "WITH"))]:
        for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters):
            words = row.detail.split()
            if words[0] == "SCAN" and words[1] in BIG and "USING" not in words:
                yield words[1], sql


@pytest.mark.parametrize("path", ["/my-day", "/caseload", "/"])
def test_no_large_table_is_read_from_end_to_end(client, sign_in, world, path):
    if session.connection().dialect.name != "sqlite":
        pytest.skip("a small database of PostgreSQL is read from end to end whatever the indexes")
    with clock.held_at(LATER):
        sign_in(client, world.officer)
        busy(world, 3)
        assert not list(scanned(client, path))
