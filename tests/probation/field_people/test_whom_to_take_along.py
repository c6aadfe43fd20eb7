"""The list from which a pack is chosen: today's route first, and nobody the officer may not know of."""

from __future__ import annotations

import datetime as dt

from casework.people.models import Person
from kernel import audit
from kernel.authz import Role
from kernel.db import session
from probation.contacts.service import plan_contact
from tests import cast

HEADERS = {"X-Throughcare-Field": "1", "Accept": "application/json"}


def listed(client, sign_in, actor):
    answer = sign_in(client, actor).get("/field/people", headers=HEADERS)
    assert answer.status_code == 200
    return answer.json["people"]


def test_the_route_of_today_carries_its_hour(world, client, sign_in):
    with cast.deed():
        at = world.appointment(days=0, at=world.appointment(0).at + dt.timedelta(hours=1))
        plan_contact(world.officer, world.order.id, at)
    (found,) = listed(client, sign_in, world.officer)
    assert found["order_id"] == str(world.order.id)
    assert found["name"] == "Amal Haddad"
    assert dt.datetime.fromisoformat(found["at"]) == at.at


def test_who_belongs_to_a_colleague_is_not_listed(world, client, sign_in, as_actor, office):
    other = as_actor(Role.PROBATION_OFFICER, office)
    assert listed(client, sign_in, other) == []


def test_who_became_restricted_is_listed_no_more(world, client, sign_in):
    assert len(listed(client, sign_in, world.officer)) == 1
    with cast.deed():
        person = session.get(Person, world.person.id)
        person.restricted = True
        audit.record(None, "person.opened", person)
    assert listed(client, sign_in, world.officer) == []


def test_a_page_of_another_site_cannot_ask(world, client, sign_in):
    assert sign_in(client, world.officer).get("/field/people").status_code == 403
