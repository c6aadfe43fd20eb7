"""One's own account on a screen: a code from staff, good once and for ten minutes, no name on the page."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.audit import AuditEntry
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from marketplace.kiosk.models import AccountLook
from marketplace.kiosk.service import look, open_look
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in

PIN = "7391"


@pytest.fixture
def person():
    made = make_prisoner(cast.make_unit(), "Zahra Odhiambo")
    put_in(made.id, 4210)
    return made


def code_for(person):
    with transaction():
        return open_look(cast.make_actor(Role.CASE_MANAGER), person.id, PIN)


def typed(code, pin=PIN):
    with transaction():
        return look(code, pin)


def test_the_code_opens_it_once_and_the_screen_goes_back(client, person):
    code = code_for(person)
    shown = client.post("/my-account", data={"code": code.lower(), "pin": PIN})
    assert shown.status_code == 200
    assert "€42.10" in shown.text
    assert person.name not in shown.text
    assert person.number not in shown.text
    assert shown.headers["Refresh"] == "120; url=/my-account"
    again = client.post("/my-account", data={"code": code, "pin": PIN})
    assert again.status_code == 404
    assert "Ask for a new one" in again.text


def test_a_code_ends_after_ten_minutes_and_with_the_next_one(person):
    old, code = code_for(person), code_for(person)
    assert typed(old) is None
    late = sa.update(AccountLook).values(expires_at=clock.now() - dt.timedelta(seconds=1))
    with transaction():
        session.execute(late)
    assert typed(code) is None


def test_only_its_digest_is_kept(person):
    code = code_for(person)
    kept = str(session.execute(sa.select(AccountLook.__table__)).all())
    assert code.replace("-", "") not in kept
    assert PIN not in kept


def test_the_right_pin_opens_it_and_three_wrong_ones_end_it(person):
    code = code_for(person)
    assert [typed(code, "0000"), typed(code, "1111")] == [None, None]
    assert typed(code) == person.id
    code = code_for(person)
    assert [typed(code, wrong) for wrong in ("0000", "1111", "2222")] == [None] * 3
    assert typed(code) is None


def test_a_wrong_pin_typed_at_the_screen_is_counted_and_kept_in_the_trail(client, person):
    code, trail = code_for(person), AuditEntry.__table__
    for wrong in ("0000", "1111", "2222"):
        answer = client.post("/my-account", data={"code": code, "pin": wrong})
        assert answer.status_code == 404
        assert "€42.10" not in answer.text
    client.post("/my-account", data={"code": "AAAA-AAAA", "pin": PIN})
    assert client.post("/my-account", data={"code": code, "pin": PIN}).status_code == 404
    refused = sa.select(trail.c.person_id).where(trail.c.action == "account_look.refused")
    assert sorted(session.scalars(refused), key=str) == sorted([person.id] * 3 + [None] * 2, key=str)


@pytest.mark.parametrize("pin", ["", "123", "1234567", "12a4", "١٢٣٤"])
def test_a_pin_is_four_to_six_digits(person, pin):
    with pytest.raises(DomainError) as refusal, transaction():
        open_look(cast.make_actor(Role.CASE_MANAGER), person.id, pin)
    assert refusal.value.field == "pin"


def test_staff_open_it_on_the_page_of_the_person_and_others_do_not(app, person):
    manager = enter(app.test_client(), cast.make_actor(Role.CASE_MANAGER))
    assert "code-big" in manager.post(f"/people/{person.id}/money/look", data={"pin": PIN}).text
    governor = enter(app.test_client(), cast.make_actor(Role.GOVERNOR))
    assert governor.post(f"/people/{person.id}/money/look").status_code == 403
