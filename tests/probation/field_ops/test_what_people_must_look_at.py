from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.people.models import Person
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session
from kernel.ids import new_id
from probation.contacts.models import Contact
from probation.contacts.service import record_visit
from probation.field_checkins.models import FieldCheckin
from probation.field_ops.models import FieldOperation
from probation.field_visits.models import LikelyDouble
from probation.orders.models import OrderState, SupervisionOrder
from probation.places.queries import place_of
from probation.places.service import NewPlace, set_place
from tests import cast
from tests.probation.conftest import NOW
from tests.probation.field_ops.conftest import notes

HOUR = dt.timedelta(hours=1)


def state_of(operation):
    return session.scalar(
        sa.select(FieldOperation.status).where(FieldOperation.id == cast.uuid.UUID(operation["op_id"]))
    )


# ---- likely doubles -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("minutes", "kind", "found"), [(29, "home", 1), (31, "home", 0), (10, "office", 0)])
def test_a_colleagues_visit_close_by_is_proposed_for_linking(phone, world, minutes, kind, found):
    with cast.deed():
        at = NOW - HOUR - dt.timedelta(minutes=minutes)
        record_visit(world.supervisor, world.visit(kind=kind, occurred_at=at, note="Theirs", place="12 Mill Lane"))
    phone.send(phone.visit(world.order.id, kind="home", occurred_at=(NOW - HOUR).isoformat()))
    assert session.query(LikelyDouble).count() == found
    assert (b"same visit twice" in phone.client.get("/field-records").data) is bool(found)


def test_ones_own_second_visit_is_no_double(phone, world):
    for _n in range(2):
        phone.send(phone.visit(world.order.id))
    assert session.query(LikelyDouble).count() == 0


def test_linked_visits_both_stay_and_point_at_each_other(phone, world):
    with cast.deed():
        record_visit(world.supervisor, world.visit(kind="home", note="Theirs", place="12 Mill Lane"))
    shown = phone.send(phone.visit(world.order.id)).json["href"]
    found = session.scalar(sa.select(LikelyDouble))
    assert phone.client.post(f"/field-doubles/{found.id}", data={"what": "linked"}).status_code == 303
    assert "One and the same" in phone.client.get(shown).get_data(as_text=True)
    assert len(notes()) == 2
    assert phone.client.post(f"/field-doubles/{found.id}", data={"what": "apart"}).status_code == 409


# ---- no longer the officer's ----------------------------------------------------------------------------------------


def move_away(world):
    """The person goes to another office while the phone is offline."""
    other = cast.make_unit(kind="probation_office", name="Hill Office")
    with cast.deed():
        person = session.get_one(Person, world.person.id)
        person.office_id = other.id
        audit.record(None, "person.moved", person)
    return other


def restrict(world, *admitted):
    from casework.access.models import Restriction

    with cast.deed():
        person = session.get_one(Person, world.person.id)
        person.restricted = True
        audit.record(None, "person.restricted", person)
        for actor in admitted:
            row = Restriction(person_id=person.id, human_id=actor.human_id, reason="Known", begun_at=clock.now())
            session.add(row)
            audit.record(None, "restriction.added", row)


def test_a_person_restricted_while_offline_goes_to_the_supervisor(phone, world, client, sign_in):
    visit = phone.visit(world.order.id)
    restrict(world, world.supervisor)
    refused = phone.send(visit)
    assert (refused.status_code, refused.json["status"]) == (403, "not_assigned")
    handed = phone.send({**visit, "to_supervisor": True})
    assert (handed.status_code, handed.json["status"]) == (202, "with_supervisor")
    assert phone.send({**visit, "to_supervisor": True}).status_code == 202
    assert b"Amal" not in client.get("/field-records").data
    sign_in(client, world.supervisor)
    assert b"Amal" in client.get("/field-records").data
    assert client.post(f"/field-records/{visit['op_id']}/settle", data={"what": "enter"}).status_code == 303
    contact = session.scalar(sa.select(Contact).where(Contact.outcome.is_not(None)))
    assert (contact.officer_id, contact.recorded_by) == (world.officer.human_id, world.supervisor.human_id)
    sign_in(client, world.officer)
    assert phone.send(visit).status_code == 200


def test_a_person_transferred_while_offline_is_not_assigned(phone, world):
    visit = phone.visit(world.order.id)
    move_away(world)
    assert phone.send(visit).json["status"] == "not_assigned"
    assert phone.send({**visit, "to_supervisor": True}).status_code == 202
    assert notes() == []


def test_an_order_that_ended_while_offline_leaves_it_to_the_supervisor(phone, world, client, sign_in):
    visit = phone.visit(world.order.id)
    with cast.deed():
        order = session.get_one(SupervisionOrder, world.order.id)
        order.state = OrderState.COMPLETED
        audit.record(None, "order.level_set", order)
    answer = phone.send(visit)
    assert (answer.status_code, answer.json["status"]) == (202, "with_supervisor")
    sign_in(client, world.supervisor)
    assert b"order is over" in client.get("/field-records").data
    assert client.post(f"/field-records/{visit['op_id']}/settle", data={"what": "enter"}).status_code == 422
    assert notes() == []


def test_a_supervisor_sets_one_aside_with_a_reason_and_it_is_kept(phone, world, client, sign_in):
    visit = phone.visit(world.order.id)
    restrict(world, world.supervisor)
    phone.send({**visit, "to_supervisor": True})
    sign_in(client, world.supervisor)
    address = f"/field-records/{visit['op_id']}/settle"
    assert client.post(address, data={"what": "aside", "reason": "no"}).status_code == 422
    assert client.post(address, data={"what": "aside", "reason": "Logged at the other office."}).status_code == 303
    assert state_of(visit) == "set_aside"
    assert session.scalar(sa.select(FieldOperation.payload))["note"] == "Seen at the door"
    assert notes() == []


# ---- what waits too long --------------------------------------------------------------------------------------------


def test_after_five_days_what_is_held_is_listed_and_may_be_taken(phone, world, client, sign_in):
    phone.visit(world.order.id)
    second = phone.visit(world.order.id, note="two")
    assert phone.send(second).status_code == 202
    sign_in(client, world.supervisor)
    assert b"more than five days" not in client.get("/field-records").data
    with clock.held_at(NOW + dt.timedelta(days=5, minutes=1)):
        sign_in(client, world.supervisor)
        assert b"more than five days" in client.get("/field-records").data
        client.post(f"/field-records/{second['op_id']}/settle", data={"what": "enter"})
    assert notes() == ["two"]


def test_what_was_turned_away_is_on_the_supervisors_list(phone, world, client, sign_in):
    phone.send(phone.visit(world.order.id, op={"schema": 9}))
    assert b"unknown version" not in client.get("/field-records").data
    sign_in(client, world.supervisor)
    assert b"unknown version" in client.get("/field-records").data


# ---- seen in the field ----------------------------------------------------------------------------------------------


def see(device, world, **seen):
    return device.send(device.write("proposal", str(world.order.id), {"id": str(new_id()), **seen}))


def proposal_address(client):
    page = client.get("/field-records").get_data(as_text=True)
    return "/field-proposals/" + page.split('action="/field-proposals/')[1].split('"')[0]


def test_an_address_seen_changes_nothing_until_it_is_accepted(phone, world):
    with cast.deed():
        set_place(world.officer, NewPlace(person_id=world.person.id, address="4 Quay Road", phone="+4420"))
    assert see(phone, world, address="9 Mill Lane").status_code == 201
    assert place_of(world.person.id).address == "4 Quay Road"
    assert phone.client.post(proposal_address(phone.client), data={"what": "accept"}).status_code == 303
    now = place_of(world.person.id)
    assert (now.address, now.phone) == ("9 Mill Lane", "+4420")


def test_it_is_declined_with_a_reason(phone, world):
    see(phone, world, phone="+4499")
    address = proposal_address(phone.client)
    assert phone.client.post(address, data={"what": "decline"}).status_code == 422
    assert phone.client.post(address, data={"what": "decline", "reason": "A neighbour's"}).status_code == 303
    assert place_of(world.person.id) is None
    assert phone.client.post(address, data={"what": "accept"}).status_code == 409


def test_a_proposal_that_says_nothing_is_to_be_mended(phone, world):
    assert "address" in see(phone, world, note="Hm").json["fields"]


def test_a_safety_note_of_a_visit_is_in_the_note_at_once_and_proposed_for_the_place(phone, world):
    phone.send(phone.visit(world.order.id, safety_note="The dog bites"))
    assert notes() == ["Seen at the door\n\nThe dog bites"]
    phone.client.post(proposal_address(phone.client), data={"what": "decline", "reason": "Told already"})
    phone.send(phone.visit(world.order.id, note="Again", safety_note="A second dog"))
    page = phone.client.get("/field-records").data
    assert b"A second dog" in page
    assert b"The dog bites" not in page


# ---- alone ----------------------------------------------------------------------------------------------------------


def go_in(phone, world, minutes=30, **over):
    given = {
        "id": str(new_id()),
        "back_by": (clock.now() + dt.timedelta(minutes=minutes)).isoformat(),
        "place": "Mill Lane",
    }
    return phone.write("checkin.start", str(world.order.id), {**given, **over}), given


def test_who_is_not_back_in_time_stands_on_the_supervisors_list(phone, world, client, sign_in):
    start, _given = go_in(phone, world)
    assert phone.send(start).status_code == 201
    sign_in(client, world.supervisor)
    page = client.get("/supervision/field").data
    assert b"Mill Lane" in page
    assert b"Not back" not in page
    with clock.held_at(NOW + HOUR):
        sign_in(client, world.supervisor)
        assert b"Not back" in client.get("/supervision/field").data
        assert client.get("/").text.count("not back") == 1, "one tile, however they said it"
        found = session.scalar(sa.select(FieldCheckin))
        assert client.post(f"/field-checkins/{found.id}/heard", data={"words": ""}).status_code == 422
        assert client.post(f"/field-checkins/{found.id}/heard", data={"words": "Called me"}).status_code == 303
        assert b"Mill Lane" not in client.get("/supervision/field").data


def test_being_back_may_arrive_before_having_gone_in(phone, world):
    start, given = go_in(phone, world)
    back = phone.write("checkin.end", str(world.order.id), {"id": given["id"]})
    assert phone.send(back).status_code == 202
    assert phone.send(start).status_code == 201
    assert session.scalar(sa.select(FieldCheckin)).back_at == NOW


def test_being_back_is_within_twelve_hours(phone, world):
    assert "back_by" in phone.send(go_in(phone, world, minutes=13 * 60)[0]).json["fields"]
    assert "back_by" in phone.send(go_in(phone, world, minutes=-5)[0]).json["fields"]


def test_another_office_does_not_see_who_is_out(phone, world, client, sign_in):
    phone.send(go_in(phone, world)[0])
    sign_in(client, cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office")))
    assert b"Mill Lane" not in client.get("/supervision/field").data
