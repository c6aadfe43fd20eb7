"""The same operation fifty times in one moment, and again after a restart: one contact, the same answer."""

from __future__ import annotations

import threading

import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session
from kernel.settings import Settings
from probation.contacts.models import Contact
from probation.field_ops.models import FieldOperation
from probation.orders import service as orders
from tests import cast
from tests.conftest import build_app, enter
from tests.probation.conftest import make_person, new_order
from tests.probation.field import Phone

AT_ONCE = 50


def ready(app):
    """(phone with a pack, order) of a real installation."""
    office = cast.make_unit(kind="probation_office")
    officer = cast.make_actor(Role.PROBATION_OFFICER, office)
    with cast.deed():
        order = orders.prepare_order(officer, new_order(office, make_person(office)))
    phone = Phone(enter(app.test_client(), officer))
    assert phone.register().status_code == 201
    assert phone.prepare(people=[str(order.id)]).status_code == 201
    return phone, order


def counted():
    session.remove()
    made = session.scalars(sa.select(Contact.id).where(Contact.outcome.is_not(None))).all()
    operations = session.scalars(sa.select(FieldOperation.id)).all()
    session.remove()
    return len(made), len(operations)


def all_at_once(app, phone, operation):
    answers, together = [], threading.Barrier(AT_ONCE)
    with phone.client.session_transaction() as carried:
        cookies = dict(carried)

    def send():
        client = app.test_client()
        with client.session_transaction() as mine:
            mine.update(cookies)
        together.wait()
        answers.append(Phone(client, id=phone.id, token=phone.token, pack=phone.pack).send(operation))

    threads = [threading.Thread(target=send) for _n in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    return answers


def test_one_contact_and_the_same_answer(real_db):
    phone, order = ready(real_db)
    operation = phone.visit(order.id)
    answers = all_at_once(real_db, phone, operation)
    assert sorted(one.status_code for one in answers) == [200] * (AT_ONCE - 1) + [201]
    assert len({one.json["href"] for one in answers}) == 1
    assert counted() == (1, 1)

    given: Settings = real_db.extensions["throughcare_settings"]
    risen = build_app(given.database_url, given.var)
    again = Phone(risen.test_client(), id=phone.id, token=phone.token, pack=phone.pack)
    with phone.client.session_transaction() as carried, again.client.session_transaction() as mine:
        mine.update(carried)
    answer = again.send(operation)
    assert (answer.status_code, answer.json["href"]) == (200, answers[0].json["href"])
    assert counted() == (1, 1)
