"""Two workers send at once and one is killed with -9 in the middle: no message leaves twice, none is forgotten."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

import sqlalchemy as sa

from kernel import clock, db
from kernel.authz import Role
from kernel.db import in_transaction, session, table_of
from kernel.ids import new_id
from kernel.jobs.rules import CLASH_TRIES
from kernel.settings import ROOT
from probation.conditions import service as conditions
from probation.contacts import service as contacts
from probation.contacts.models import ContactKind
from probation.contacts.service import NewAppointment
from probation.orders import service as orders
from probation.orders.models import Level, Signed
from probation.reminders import queries, service
from probation.reminders.models import OutboxState, Reminder, ReminderKind, Why
from probation.wishes.models import Answer, Way
from probation.wishes.service import NewWish, note_wish
from tests import cast
from tests.probation.conftest import make_person, new_order

MESSAGES = 40
_reminder = table_of(Reminder)
WORKER = """
import sys, time
from kernel.db.migrate import load_models
from kernel import clock, db
from kernel.db import in_transaction
from kernel.jobs.rules import CLASH_TRIES
load_models()
db.bind(sys.argv[1])
from probation.reminders import queries, service
from probation.wishes.models import Way

class Line:
    def send(self, message_id, address, text):
        with open(sys.argv[2], "a") as calls:
            calls.write(f"{message_id}\\n")
        time.sleep(0.02)

service.channel_for = lambda way: Line()
print("ready", flush=True)
sys.stdin.readline()
due = queries.to_send(clock.now(), list(Way))
db.session.rollback()
for one in due:
    mine = in_transaction(lambda: service.claim(one), attempts=CLASH_TRIES)
    if mine:
        state, why = service.hand_over(mine)
        in_transaction(lambda: service.note_result(one, state, why), attempts=CLASH_TRIES)
    db.session.remove()
"""


def begun():
    """Somebody under an order who wants reminders."""
    office = cast.make_unit(kind="probation_office")
    officer = cast.make_actor(Role.PROBATION_OFFICER, office)
    person = make_person(office)
    with cast.deed():
        order = orders.prepare_order(officer, new_order(office, person))
    told = {"orally_on": clock.today(), "in_writing_on": clock.today(), "language": "en", "signed": Signed.SIGNED}
    with cast.deed():
        conditions.explain_conditions(officer, conditions.Explained(order_id=order.id, **told))
    with cast.deed():
        orders.begin_order(
            officer, orders.BeginOrder(order_id=order.id, officer_id=officer.human_id, level=Level.MEDIUM)
        )
    with cast.deed():
        note_wish(officer, NewWish(person_id=person.id, answer=Answer.AGREED, way=Way.SMS, address="+33612345678"))
    return officer, person, order


def filled(many):
    """An outbox of so many messages, each for an appointment of its own. Their ids."""
    officer, person, order = begun()
    now, found = clock.now(), []
    for n in range(many):
        planned = NewAppointment(id=new_id(), kind=ContactKind.OFFICE, at=now + dt.timedelta(days=2, minutes=n))
        with cast.deed():
            contacts.plan_contact(officer, order.id, planned)
            row = Reminder(
                contact_id=planned.id, person_id=person.id, kind=ReminderKind.DAY_BEFORE, way=Way.SMS,
                day=clock.today() + dt.timedelta(days=n), address="+33612345678", language="en", text="Hello",
                send_from=now, send_until=now + dt.timedelta(hours=9), prepared_at=now, changed_at=now,
            )  # fmt: skip
            session.add(row)
            service.audit.record(None, "reminder.prepared", row)
        found.append(row.id)
    return found


def worker(url, calls):
    command = [sys.executable, "-c", WORKER, url, str(calls)]
    return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def close(process):
    process.wait(60)
    process.stdin.close()
    process.stdout.close()


def states():
    try:
        return Counter(session.scalars(sa.select(_reminder.c.state)))
    finally:
        session.rollback()


def test_no_message_leaves_twice_though_a_worker_is_killed(real_db, tmp_path):
    with real_db.app_context():
        ids = filled(MESSAGES)
        url, calls = db.engine().url.render_as_string(hide_password=False), tmp_path / "calls"
        db.session.remove()
        calls.touch()
        both = [worker(url, calls), worker(url, calls)]
        for one in both:
            assert one.stdout.readline() == b"ready\n"
        for one in both:
            one.stdin.write(b"go\n")
            one.stdin.flush()
        end = time.monotonic() + 60
        while len(calls.read_text().splitlines()) < MESSAGES // 4 and time.monotonic() < end:
            time.sleep(0.005)
        os.kill(both[0].pid, signal.SIGKILL)
        for one in both:
            close(one)
        left = Counter(calls.read_text().splitlines())
        assert set(left.values()) == {1}, "a message left twice"
        now = states()
        assert now[OutboxState.PREPARED] == 0
        assert now[OutboxState.SENDING] <= 1, "at most what the killed one had in its hands"
        assert now[OutboxState.SENT] + now[OutboxState.SENDING] == len(ids)
        with clock.held_at(clock.now() + dt.timedelta(minutes=20)):
            for one in queries.left_behind(clock.now()):
                session.rollback()
                in_transaction(lambda one=one: service.give_up(one))
        assert states()[OutboxState.SENDING] == 0
        why = session.scalars(sa.select(_reminder.c.why).where(_reminder.c.state == OutboxState.FAILED)).all()
        assert set(why) <= {Why.UNKNOWN}


def test_two_that_claim_in_the_same_instant(real_db):
    with real_db.app_context():
        ids = filled(6)
        db.session.remove()
    together, taken = threading.Barrier(2), []

    def claim_all():
        with real_db.app_context():
            for one in ids:
                together.wait(30)
                mine = in_transaction(lambda one=one: service.claim(one), attempts=CLASH_TRIES)
                taken.append(mine and mine.id)
                db.session.remove()

    both = [threading.Thread(target=claim_all) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert Counter(one for one in taken if one) == Counter(ids)


def test_two_that_prepare_in_the_same_instant(real_db):
    now = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    with real_db.app_context(), clock.held_at(now):
        officer, _person, order = begun()
        with cast.deed():
            at = now + dt.timedelta(days=1)
            contacts.plan_contact(officer, order.id, NewAppointment(id=new_id(), kind=ContactKind.OFFICE, at=at))
        db.session.remove()
    together = threading.Barrier(2)

    def prepare_all():
        with real_db.app_context(), clock.held_at(now):
            rows = queries.coming(now)
            session.rollback()
            together.wait(30)
            in_transaction(lambda: [service.prepare(row) for row in rows], attempts=CLASH_TRIES)
            db.session.remove()

    both = [threading.Thread(target=prepare_all) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with real_db.app_context():
        assert states() == Counter({OutboxState.PREPARED: 1})
        db.session.remove()
