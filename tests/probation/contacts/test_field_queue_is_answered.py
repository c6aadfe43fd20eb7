from __future__ import annotations

import uuid

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from tests import cast

HEADERS = {"X-Throughcare-Field": "1"}


def operation(world, **over):
    facts = {"id": str(new_id()), "order_id": str(world.order.id), "kind": "home", "outcome": "complied"}
    return {**facts, "occurred_at": clock.now().isoformat(), "needs": ["housing"], **over}


@pytest.fixture
def field(client, sign_in, world):
    sign_in(client, world.officer)
    return lambda body, headers=HEADERS: client.post("/field/ops", json=body, headers=headers)


def test_a_visit_is_applied_once(field, world):
    body = operation(world, next={"id": str(new_id()), "kind": "office", "at": "2026-03-16T10:00:00+01:00"})
    first, again = field(body), field(body)
    assert (first.status_code, first.json["status"]) == (201, "applied")
    assert (again.status_code, again.json["status"]) == (200, "duplicate")


def test_wrong_fields_are_named(field, world):
    answer = field(operation(world, outcome="great", colour="red"))
    assert answer.status_code == 422
    assert {"outcome", "colour"} <= set(answer.json["fields"])


def test_an_unknown_order_is_not_found(field, world):
    assert field(operation(world, order_id=str(uuid.uuid4()))).status_code == 404


def test_an_appointment_answered_twice_is_a_conflict(field, world):
    from probation.contacts.service import plan_contact

    planned = world.appointment()
    with cast.deed():
        plan_contact(world.officer, world.order.id, planned)
    assert field(operation(world, answers_id=str(planned.id))).status_code == 201
    assert field(operation(world, answers_id=str(planned.id))).status_code == 409


def test_without_the_header_of_the_field_app_nothing_is_taken(field, world):
    assert field(operation(world), headers={}).status_code == 403


def test_a_queue_without_a_session_is_told_to_keep_its_visit(client, world):
    assert client.post("/field/ops", json=operation(world), headers=HEADERS).status_code == 401


def test_another_office_sees_nothing(client, sign_in, world):
    stranger = cast.make_actor(Role.PROBATION_OFFICER, cast.make_unit(kind="probation_office"))
    sign_in(client, stranger)
    assert client.post("/field/ops", json=operation(world), headers=HEADERS).status_code == 404
