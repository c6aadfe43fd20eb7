"""Nobody with supervision to follow leaves without conditions explained and a first appointment; then day 1, 3, 7."""

import datetime as dt

import pytest

from casework.people.models import Person
from casework.public import PersonReceived, PersonReleased
from kernel import clock, events
from kernel.authz import Role
from kernel.db import session
from kernel.errors import DomainError
from kernel.ids import new_id
from probation.contacts import service as contacts
from probation.contacts.models import ContactKind
from probation.endings.queries import count_to_prepare, to_prepare
from probation.gate import service
from probation.gate.models import ItemKind, ItemState
from probation.gate.queries import checks_due, checks_of, items_of, newest_first_days, release_checks
from probation.orders import service as orders
from probation.orders.models import Level, OrderKind, OrderState, SupervisionOrder
from probation.standards.models import ContactDue
from tests import cast
from tests.casework.worklists.test_lists import set_facts
from tests.probation.conftest import NOW, explain, make_person, new_order


def book(leaver):
    appointment = contacts.NewAppointment(id=new_id(), kind=ContactKind.OFFICE, at=clock.now() + dt.timedelta(days=1))
    with cast.deed():
        contacts.plan_contact(leaver.officer, leaver.order.id, appointment)


def test_the_gate_stays_shut_until_conditions_are_explained_and_the_first_appointment_is_booked(leaver):
    leaver.clear_the_rest()
    assert leaver.undone() == {"conditions_explained", "first_appointment"}
    with pytest.raises(DomainError, match="Not yet"):
        leaver.leave()
    explain(leaver)
    assert leaver.undone() == {"first_appointment"}
    book(leaver)
    assert leaver.undone() == set()
    leaver.leave()
    assert not session.get_one(Person, leaver.person).in_custody


def test_who_has_no_supervision_to_follow_leaves_without(office, held):
    person = make_person(office)
    assert list(release_checks(cast.make_actor(Role.GOVERNOR), person.id)) == []


def test_the_gate_is_told_that_a_sentence_runs_on_and_nobody_prepared(prison, held):
    from tests.casework.people_inside import received

    person_id, keeper = received(prison, "Lena Novak"), cast.make_actor(Role.CASE_MANAGER, prison)
    today = clock.today()
    set_facts(person_id, release_on=today, expiry_on=today)
    assert list(release_checks(keeper, person_id)) == []
    set_facts(person_id, release_on=today, expiry_on=today + dt.timedelta(days=90))
    (told,) = release_checks(keeper, person_id)
    assert (told.key, told.blocking, told.done) == ("supervision_prepared", False, False)


@pytest.mark.parametrize("kind", sorted(set(OrderKind)))
def test_every_legal_basis_is_prepared_and_only_a_wish_keeps_nobody_inside(prepared, office, kind):
    person = make_person(office)
    with cast.deed():
        orders.prepare_order(prepared.officer, new_order(office, person, kind=kind))
    checks = release_checks(prepared.officer, person.id)
    assert {check.key for check in checks} == {"conditions_explained", "first_appointment"}
    assert {check.blocking for check in checks} == {kind is not OrderKind.VOLUNTARY}


def test_words_made_for_one_person_are_approved_before_the_gate_opens(leaver):
    from probation.drafting import service as drafting
    from probation.orders.queries import sets_of

    own = cast.make_extra(code="", inputs={}, text="Do not enter the yard.", plain="Keep out of the yard.")
    with cast.deed():
        drafting.add_condition(leaver.officer, sets_of(leaver.order.id)[0].id, own)
    assert "conditions_approved" in leaver.undone()


def test_the_worklist_names_who_is_not_prepared(leaver, client, sign_in):
    today = clock.today()
    assert count_to_prepare(leaver.supervisor, today) == 0
    set_facts(leaver.person, release_on=today + dt.timedelta(days=31))
    assert count_to_prepare(leaver.supervisor, today) == 0
    set_facts(leaver.person, release_on=today + dt.timedelta(days=30))
    (row,) = to_prepare(leaver.supervisor, today, None).rows
    assert (bool(row.told), bool(row.booked)) == (False, False)
    page = sign_in(client, leaver.supervisor).get("/supervision/to-prepare").text
    assert "Explain the conditions" in page
    assert "Releases to prepare" in client.get("/").text
    explain(leaver)
    book(leaver)
    assert not to_prepare(leaver.supervisor, today, None).rows
    elsewhere = cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office"))
    set_facts(leaver.person, release_on=today + dt.timedelta(days=5))
    assert not to_prepare(elsewhere, today, None).rows


def out(leaver):
    leaver.clear_the_rest()
    explain(leaver)
    book(leaver)
    leaver.leave()
    return newest_first_days(leaver.person)


def test_the_day_of_release_becomes_tasks_with_three_looks(leaver, client, sign_in):
    days = out(leaver)
    today = clock.today()
    assert {(one.kind, one.state) for one in items_of(days.id)} == {
        (kind, ItemState.ARRANGED if kind is ItemKind.APPOINTMENT else ItemState.OPEN) for kind in ItemKind
    }
    assert [(one.day, (one.due_on - today).days) for one in checks_of(days.id)] == [(1, 1), (3, 3), (7, 7)]
    with clock.held_at(NOW + dt.timedelta(days=1)):
        assert len(checks_due(leaver.officer, clock.today(), None, mine=True).rows) == 1
        sign_in(client, leaver.officer)
        assert "Sami Haddad" in client.get("/supervision/first-days").text
        address = f"/supervision/first-days/{days.id}"
        data = {"day": "1", **{kind.value: "settled" for kind in ItemKind}, "housing": "open"}
        refused = client.post(address, data=data)
        assert refused.status_code == 422
        assert "Say what is done" in refused.text
        assert client.post(address, data={**data, "day": "3", "words": "Early."}).status_code == 422
        assert client.post(address, data={**data, "words": "A bed at the hostel tonight."}).status_code == 303
        assert client.post(address, data={**data, "words": "A bed at the hostel tonight."}).status_code == 422
        assert {one.kind: one.state for one in items_of(days.id)}[ItemKind.HOUSING] is ItemState.OPEN
        assert not checks_due(leaver.officer, clock.today(), None, mine=True).rows
    with clock.held_at(NOW + dt.timedelta(days=9)):
        assert len(checks_due(leaver.officer, clock.today(), None, mine=True).rows) == 2


def test_a_look_before_its_day_is_refused(leaver):
    days = out(leaver)
    states = dict.fromkeys(ItemKind, ItemState.SETTLED)
    with pytest.raises(DomainError, match="still to come"), cast.deed():
        service.look(leaver.officer, days.id, 1, states, "")


def custody(world, event, **over):
    with cast.deed():
        events.publish(event(person_id=world.person.id, establishment_id=world.office.id, at=clock.now(), **over))


def came(world):
    custody(world, PersonReceived, by_account=None, cash_minor=0, currency="EUR")


def test_a_return_to_custody_suspends_and_release_resumes(world):
    due = session.get(ContactDue, world.order.id).due_on
    assert due
    came(world)
    order = session.get_one(SupervisionOrder, world.order.id)
    assert (order.state, order.before_custody) == (OrderState.SUSPENDED, "active")
    assert session.get(ContactDue, world.order.id).due_on is None
    came(world)
    assert session.get_one(SupervisionOrder, world.order.id).before_custody == "active"
    set_facts(world.person.id, officer_id=world.supervisor.human_id)
    custody(world, PersonReleased, by=world.officer)
    session.expire_all()
    order = session.get_one(SupervisionOrder, world.order.id)
    assert (order.state, order.before_custody) == (OrderState.ACTIVE, None)
    assert session.get(ContactDue, world.order.id).due_on == due
    assert session.get_one(Person, world.person.id).officer_id == world.officer.human_id
    assert newest_first_days(world.person.id).order_id == world.order.id


def test_an_order_that_something_else_suspended_stays_suspended(world):
    with cast.deed():
        order = session.get_one(SupervisionOrder, world.order.id)
        order.state = OrderState.SUSPENDED
        orders.audit.record(world.officer, "order.suspended", order)
    custody(world, PersonReleased, by=world.officer)
    assert session.get_one(SupervisionOrder, world.order.id).state is OrderState.SUSPENDED
    assert newest_first_days(world.person.id) is None


def test_the_order_then_begins_with_its_officer(leaver):
    out(leaver)
    with cast.deed():
        orders.begin_order(
            leaver.officer,
            orders.BeginOrder(
                order_id=leaver.order.id, officer_id=leaver.officer.human_id, level=Level.MEDIUM, reason=""
            ),
        )
    order = session.get_one(SupervisionOrder, leaver.order.id)
    assert (order.state, order.officer_id) == (OrderState.ACTIVE, leaver.officer.human_id)
