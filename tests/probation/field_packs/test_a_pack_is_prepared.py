from __future__ import annotations

import datetime as dt

import pytest

from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session
from kernel.ids import new_id
from probation.contacts.service import plan_contact, record_visit
from probation.field_packs.models import FieldPack
from probation.places.service import NewPlace, set_place
from tests import cast
from tests.probation.conftest import make_person, new_order
from tests.probation.field import HEADERS, Phone


@pytest.fixture
def phone(client, sign_in, world) -> Phone:
    sign_in(client, world.officer)
    made = Phone(client)
    made.register()
    return made


def on_the_route(world, **over):
    with cast.deed():
        plan_contact(world.officer, world.order.id, world.appointment(0.2, **over))


def test_todays_route_travels_with_what_a_visit_needs(phone, world):
    on_the_route(world)
    with cast.deed():
        set_place(
            world.officer,
            NewPlace(person_id=world.person.id, address="4 Quay Road", phone="+4420", safety_note="A dog"),
        )
        record_visit(world.officer, world.visit(agreed_action="Brings the letter"))
    answer = phone.prepare()
    assert answer.status_code == 201
    (one,) = answer.json["people"]
    assert (one["name"], one["address"], one["phones"]) == ("Amal Haddad", "4 Quay Road", ["+4420"])
    assert one["safety"] == ["A dog"]
    assert one["map"] == "geo:0,0?q=4%20Quay%20Road"
    assert one["actions"] == ["Brings the letter"]
    assert one["contacts"][0]["outcome"] == "Came and took part"
    assert one["conditions"]
    assert one["appointment"]["kind"] == "home"
    issued, ends = (dt.datetime.fromisoformat(answer.json[key]) for key in ("issued_at", "expires_at"))
    assert ends - issued == dt.timedelta(hours=12)
    assert answer.json["seal"]["jwk"]["crv"] == "P-256"


def test_each_person_in_it_is_a_noted_look(phone, world):
    on_the_route(world)
    phone.prepare()
    looks = session.scalars(audit_rows("field_pack.read")).all()
    assert looks == [world.person.id]


def audit_rows(action):
    import sqlalchemy as sa

    return sa.select(audit.AuditEntry.person_id).where(audit.AuditEntry.action == action)


def test_asked_twice_it_is_given_once(phone, world):
    on_the_route(world)
    number = str(new_id())
    first, again = phone.prepare(pack_id=number), phone.prepare(pack_id=number)
    assert (first.status_code, again.status_code) == (201, 200)
    assert [one["order_id"] for one in again.json["people"]] == [str(world.order.id)]
    assert session.query(FieldPack).count() == 1


def test_nobody_on_the_route_is_said_in_words(phone, world):
    answer = phone.prepare()
    assert answer.status_code == 422
    assert "people" in answer.json["fields"]


def test_somebody_of_another_office_does_not_travel(phone, world):
    far = cast.make_unit(kind="probation_office")
    from probation.orders import service as orders

    stranger = cast.make_actor(Role.PROBATION_OFFICER, far)
    person = make_person(far, name="Noor Salem")
    with cast.deed():
        order = orders.prepare_order(stranger, new_order(far, person))
    answer = phone.prepare(people=[str(order.id), str(world.order.id)])
    assert [one["name"] for one in answer.json["people"]] == ["Amal Haddad"]
    assert b"Noor" not in answer.data


def test_a_restricted_person_travels_only_with_whom_they_are_assigned_to(client, sign_in, world, phone):
    from casework.access.models import Restriction
    from casework.people.models import Person

    colleague = cast.make_actor(Role.PROBATION_OFFICER, world.office, name="Tove Dahl")
    with cast.deed():
        person = session.get_one(Person, world.person.id)
        person.restricted = True
        audit.record(None, "person.restricted", person)
        for human in (world.officer.human_id, colleague.human_id):
            row = Restriction(person_id=world.person.id, human_id=human, reason="Known to staff", begun_at=clock.now())
            session.add(row)
            audit.record(None, "restriction.added", row)
    assert phone.prepare(people=[str(world.order.id)]).status_code == 201
    sign_in(client, colleague)
    other = Phone(client)
    other.register()
    assert other.prepare(people=[str(world.order.id)]).status_code == 422


def test_more_than_forty_are_refused_in_words(phone, world):
    answer = phone.prepare(people=[str(new_id()) for _n in range(41)])
    assert answer.status_code == 422
    assert "40" in answer.json["fields"]["people"]


def test_it_is_returned_once(phone, world):
    on_the_route(world)
    phone.prepare()
    first, again = phone.bring_back(), phone.bring_back()
    assert first.status_code == again.status_code == 200
    assert first.json["returned_at"] == again.json["returned_at"]


def test_the_supervisor_sees_what_is_out_and_closes_it(phone, client, sign_in, world):
    on_the_route(world)
    phone.prepare()
    sign_in(client, world.supervisor)
    assert b"Iris Berg" in client.get("/supervision/field").data
    client.post(f"/field-packs/{phone.pack['pack_id']}/close")
    assert b"Iris Berg" not in client.get("/supervision/field").data


def test_another_office_sees_and_closes_nothing(phone, client, sign_in, world):
    on_the_route(world)
    phone.prepare()
    sign_in(client, cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office")))
    assert b"Iris Berg" not in client.get("/supervision/field").data
    assert client.post(f"/field-packs/{phone.pack['pack_id']}/close").status_code == 404


def test_without_a_device_there_is_no_pack(client, sign_in, world):
    sign_in(client, world.officer)
    answer = Phone(client).prepare()
    assert (answer.status_code, answer.json["status"]) == (403, "forged_device")


def test_without_the_header_of_the_field_app_nothing_is_given(phone, world):
    body = {"pack_id": str(new_id()), "device_id": phone.id}
    assert phone.client.post("/field/packs", json=body, headers={"X-Field-Device": phone.token}).status_code == 403
    strange = {**phone.headers(), "Origin": "https://elsewhere.example"}
    assert phone.client.post("/field/packs", json=body, headers=strange).status_code == 403
    assert (
        phone.client.post("/field/devices", json=body, headers={**HEADERS, "Origin": "https://a.example"}).status_code
        == 403
    )
