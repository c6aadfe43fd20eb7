"""A death ends orders and appointments; taken back, the order stands where it stood."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from casework.public import DeathTakenBack, PersonDied
from kernel import audit, clock, events
from kernel.db import session
from probation.contacts import service as contacts
from probation.contacts.queries import open_appointments
from probation.orders.models import OrderState, SupervisionOrder
from probation.standards.models import ContactDue
from tests import cast


def say(event):
    with cast.deed():
        events.publish(event)


@pytest.fixture
def planned(world):
    with cast.deed():
        contacts.record_visit(world.officer, world.visit(next=world.appointment()))
    assert open_appointments(world.person.id)
    return world


def die(world):
    say(PersonDied(
        by=world.officer, person_id=world.person.id, prison_id=world.office.id, at=clock.now(), on=clock.today()
    ))  # fmt: skip


def due():
    return session.scalars(sa.select(ContactDue.due_on)).all()


def test_nobody_is_expected_or_owed_a_contact(planned, client, sign_in):
    assert due()
    die(planned)
    assert session.get_one(SupervisionOrder, planned.order.id).state is OrderState.DIED
    assert not open_appointments(planned.person.id)
    assert not [day for day in due() if day]
    officer = sign_in(client, planned.officer)
    assert planned.person.number not in officer.get("/caseload").text
    assert planned.person.number not in officer.get("/my-day").text


def test_taken_back_the_order_stands_where_it_stood(planned):
    before = due()
    die(planned)
    say(DeathTakenBack(by=planned.officer, person_id=planned.person.id))
    assert session.get_one(SupervisionOrder, planned.order.id).state is OrderState.ACTIVE
    assert due() == before
    assert not open_appointments(planned.person.id), "the officer makes the next appointment"


def test_an_order_that_ended_before_stays_as_it_ended(planned):
    with cast.deed():
        ended = session.get_one(SupervisionOrder, planned.order.id)
        ended.state = OrderState.COMPLETED
        audit.record(planned.officer, "order.completed", ended)
    die(planned)
    say(DeathTakenBack(by=planned.officer, person_id=planned.person.id))
    assert session.get_one(SupervisionOrder, planned.order.id).state is OrderState.COMPLETED


def test_an_order_that_was_only_prepared_ends_too(prepared):
    die(prepared)
    assert session.get_one(SupervisionOrder, prepared.order.id).state is OrderState.DIED
    say(DeathTakenBack(by=prepared.officer, person_id=prepared.person.id))
    assert session.get_one(SupervisionOrder, prepared.order.id).state is OrderState.NOT_STARTED
