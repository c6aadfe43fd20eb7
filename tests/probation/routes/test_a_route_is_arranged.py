from __future__ import annotations

import datetime as dt

from kernel import clock
from probation.contacts import service as contacts
from probation.places.service import NewPlace, set_place
from probation.routes.rules import moved
from tests import cast


def plan(world, *hours):
    made = [world.appointment(days=0, at=clock.now() + dt.timedelta(hours=one)) for one in hours]
    with cast.deed():
        for one in made:
            contacts.plan_contact(world.officer, world.order.id, one)
    return [str(one.id) for one in made]


def order_on_page(client, ids):
    text = client.get("/my-day").text
    return sorted(ids, key=lambda one: text.index(f'id="c-{one}"'))


def test_buttons_move_a_visit_without_a_script(client, sign_in, world):
    ids = plan(world, 1, 2, 3)
    sign_in(client, world.officer)
    assert order_on_page(client, ids) == ids
    assert client.post(f"/my-day/route/{ids[2]}", data={"way": "up"}).status_code == 303
    assert order_on_page(client, ids) == [ids[0], ids[2], ids[1]]
    client.post(f"/my-day/route/{ids[0]}", data={"way": "down"})
    assert order_on_page(client, ids) == [ids[2], ids[0], ids[1]]


def test_a_visit_planned_later_comes_after_the_arranged_ones(client, sign_in, world):
    ids = plan(world, 2, 3)
    sign_in(client, world.officer)
    client.post(f"/my-day/route/{ids[1]}", data={"way": "up"})
    early = plan(world, 1)
    assert order_on_page(client, [*ids, *early]) == [ids[1], ids[0], *early]


def test_somebody_elses_visit_is_not_found(client, sign_in, world):
    ids = plan(world, 1)
    assert sign_in(client, world.supervisor).post(f"/my-day/route/{ids[0]}", data={}).status_code == 404


def test_the_ends_stay():
    assert moved(["a", "b"], "a", up=True) == ["a", "b"]
    assert moved(["a", "b"], "b", up=False) == ["a", "b"]


def test_the_route_on_paper(client, sign_in, world):
    with cast.deed():
        set_place(world.officer, NewPlace(person_id=world.person.id, address="12 Mill Lane", safety_note="A loud dog."))
    plan(world, 1)
    answer = sign_in(client, world.officer).get("/my-day/route.pdf")
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
