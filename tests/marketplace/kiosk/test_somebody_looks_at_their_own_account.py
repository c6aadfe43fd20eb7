"""One's own account on a screen: a code from staff, good once and for ten minutes, no name on the page."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import NotFound
from marketplace.kiosk.models import AccountLook
from marketplace.kiosk.service import look, open_look
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in


@pytest.fixture
def person():
    made = make_prisoner(cast.make_unit(), "Zahra Odhiambo")
    put_in(made.id, 4210)
    return made


def code_for(person):
    with transaction():
        return open_look(cast.make_actor(Role.CASE_MANAGER), person.id)


def test_the_code_opens_it_once_and_the_screen_goes_back(client, person):
    code = code_for(person)
    shown = client.post("/my-account", data={"code": code.lower()})
    assert shown.status_code == 200
    assert "€42.10" in shown.text
    assert person.name not in shown.text
    assert person.number not in shown.text
    assert shown.headers["Refresh"] == "120; url=/my-account"
    again = client.post("/my-account", data={"code": code})
    assert again.status_code == 404
    assert "Ask for a new one" in again.text


def test_a_code_ends_after_ten_minutes_and_with_the_next_one(person):
    old, code = code_for(person), code_for(person)
    with pytest.raises(NotFound), transaction():
        look(old)
    late = sa.update(AccountLook).values(expires_at=clock.now() - dt.timedelta(seconds=1))
    with transaction():
        session.execute(late)
    with pytest.raises(NotFound), transaction():
        look(code)


def test_only_its_digest_is_kept(person):
    code = code_for(person)
    assert code.replace("-", "") not in str(session.execute(sa.select(AccountLook.__table__)).all())


def test_staff_open_it_on_the_page_of_the_person_and_others_do_not(app, person):
    manager = enter(app.test_client(), cast.make_actor(Role.CASE_MANAGER))
    assert "code-big" in manager.post(f"/people/{person.id}/money/look").text
    governor = enter(app.test_client(), cast.make_actor(Role.GOVERNOR))
    assert governor.post(f"/people/{person.id}/money/look").status_code == 403
