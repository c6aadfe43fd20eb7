from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.ids import new_id
from tests import cast
from tests.probation.conftest import NOW
from tests.probation.field import Phone


@pytest.fixture
def phone(client, sign_in, world) -> Phone:
    sign_in(client, world.officer)
    made = Phone(client)
    assert made.register().status_code == 201
    return made


def status(phone):
    """What the gate says to a pack request: 422 is past the gate, for nobody is on the route."""
    answer = phone.prepare()
    return answer.json.get("status", answer.status_code)


def test_a_token_lives_on_while_it_is_used(phone, world, sign_in):
    for hours in (11, 22):
        with clock.held_at(NOW + dt.timedelta(hours=hours)):
            sign_in(phone.client, world.officer)
            assert phone.prepare(people=[str(world.order.id)]).status_code == 201


def test_after_half_a_day_unused_it_must_sign_in_again(phone, world, sign_in):
    with clock.held_at(NOW + dt.timedelta(hours=13)):
        sign_in(phone.client, world.officer)
        answer = phone.prepare()
        assert (answer.status_code, answer.json["status"]) == (401, "device_expired")
        assert phone.register().status_code == 201
        assert status(phone) == 422


def test_after_a_week_it_ends_even_in_use(phone, world, sign_in):
    for half_days in range(1, 15):
        with clock.held_at(NOW + dt.timedelta(hours=11.9 * half_days)):
            sign_in(phone.client, world.officer)
            assert phone.prepare(people=[str(world.order.id)]).status_code == 201
    with clock.held_at(NOW + dt.timedelta(days=7, minutes=1)):
        sign_in(phone.client, world.officer)
        assert status(phone) == "device_expired"


def test_a_revoked_device_writes_no_more_and_is_not_registered_again(phone, world):
    assert phone.client.post(f"/my-devices/{phone.id}/revoke").status_code == 303
    answer = phone.prepare()
    assert (answer.status_code, answer.json["status"]) == (403, "device_revoked")
    assert phone.register().status_code == 403


def test_a_supervisor_may_revoke_a_colleague_may_not(phone, world, client, sign_in):
    sign_in(client, cast.make_actor(Role.PROBATION_OFFICER, world.office))
    assert client.post(f"/my-devices/{phone.id}/revoke").status_code == 404
    sign_in(client, world.supervisor)
    assert client.post(f"/my-devices/{phone.id}/revoke").status_code == 303


def test_the_token_before_a_renewal_is_worth_nothing(phone):
    before = phone.token
    phone.register()
    phone.token = before
    assert status(phone) == "device_expired"


def test_a_token_we_did_not_sign_is_a_forgery(phone):
    phone.token = phone.token[:-3] + "abc"
    assert status(phone) == "forged_device"
    phone.token = ""
    assert status(phone) == "forged_device"


def test_a_token_of_another_device_is_a_forgery(phone):
    phone.id = str(new_id())
    assert status(phone) == "forged_device"


def test_a_token_does_not_work_under_another_account(phone, world, client, sign_in):
    sign_in(client, cast.make_actor(Role.PROBATION_OFFICER, world.office))
    assert status(phone) == "another_account"
    assert phone.register().status_code == 409


def test_it_is_for_officers_alone(client, sign_in, world):
    sign_in(client, cast.make_actor(Role.CASE_MANAGER, world.office))
    assert Phone(client).register().status_code == 403


def test_my_devices_are_listed(phone):
    assert b"Blue phone" in phone.client.get("/my-devices").data
