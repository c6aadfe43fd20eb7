from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from probation.contacts import service
from probation.places.service import NewPlace, set_place
from tests import cast


@pytest.fixture
def busy(world):
    with cast.deed():
        set_place(
            world.officer,
            NewPlace(person_id=world.person.id, address="12 Mill Lane", phone="+33 1 23", safety_note="A loud dog."),
        )
        service.record_visit(
            world.officer,
            world.visit(
                agreed_action="Bring the lease", next=world.appointment(days=0, at=clock.now() + dt.timedelta(hours=2))
            ),
        )
    return world


def test_my_day_shows_safety_before_the_address_and_what_was_agreed(client, sign_in, busy):
    text = sign_in(client, busy.officer).get("/my-day").text
    assert text.index("A loud dog.") < text.index("12 Mill Lane")
    assert "Bring the lease" in text
    assert "tel:+33123" in text


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/my-day",
        "/caseload",
        "/caseload?whose=office&due=week&level=medium",
        "/supervision/board",
        "/people/{person}",
        "/people/{person}/supervision",
        "/people/{person}/supervision/new",
        "/people/{person}/contacts",
        "/people/{person}/visits/new",
        "/people/{person}/appointments/new",
        "/people/{person}/place",
        "/supervision/orders/{order}",
        "/supervision/orders/{order}/level",
        "/supervision/orders/{order}/conditions/new",
    ],
)
def test_every_page_opens(client, sign_in, busy, office, path):
    reader = cast.make_actor((Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR), office)
    answer = sign_in(client, reader).get(path.format(person=busy.person.id, order=busy.order.id))
    assert answer.status_code == 200, answer.text[:500]


def test_the_walk_from_order_to_visit(client, sign_in, prepared, office):
    world, person = prepared, prepared.person
    sign_in(client, world.officer)
    order = f"/supervision/orders/{world.order.id}"
    day = {"orally_on-day": "2", "orally_on-month": "3", "orally_on-year": "2026"}
    day |= {key.replace("orally_on", "in_writing_on"): value for key, value in day.items()}
    assert client.post(f"{order}/explained", data={**day, "language": "en", "signed": "signed"}).status_code == 303
    begun = client.post(f"{order}/begun", data={"officer_id": str(world.officer.human_id), "level": "medium"})
    assert begun.status_code == 303, begun.text
    visit = {
        "id": str(new_id()),
        "order_id": str(world.order.id),
        "kind": "office",
        "outcome": "complied",
        "on-day": "2",
        "on-month": "3",
        "on-year": "2026",
        "time": "9:30",
        "minutes": "30",
        "agreed_action": "See the housing office",
        "next_id": str(new_id()),
        "next_on-day": "16",
        "next_on-month": "3",
        "next_on-year": "2026",
        "next_time": "10:00",
        "next_kind": "home",
        "next_place": "12 Mill Lane",
    }
    saved = client.post(f"/people/{person.id}/visits/new", data=visit, follow_redirects=True)
    assert saved.status_code == 200
    assert "Saved" in saved.text
    assert "16 Mar 2026" in saved.text
    again = client.post(f"/people/{person.id}/visits/new", data=visit)
    assert again.status_code == 303
    show = client.get(again.headers["Location"].replace("/saved", ""))
    assert "See the housing office" in show.text
    half = client.post(f"/people/{person.id}/visits/new", data={**visit, "id": str(new_id()), "outcome": ""})
    assert half.status_code == 422
    assert "See the housing office" in half.text


def test_a_licence_blocks_release_until_explained_and_booked(prepared, office, app):
    from casework.public import contribute_checks
    from probation.gate.queries import release_checks
    from probation.orders import service as orders
    from probation.orders.models import OrderKind
    from tests.probation.conftest import explain, make_person, new_order

    assert contribute_checks
    person = make_person(office)
    with cast.deed():
        prepared.order = orders.prepare_order(prepared.officer, new_order(office, person, kind=OrderKind.LICENCE))
    with app.test_request_context():
        assert [check.done for check in release_checks(prepared.officer, person.id)] == [False, False]
        explain(prepared)
        with cast.deed():
            service.plan_contact(prepared.officer, prepared.order.id, prepared.appointment())
        assert [check.done for check in release_checks(prepared.officer, person.id)] == [True, True]
