"""New humans, roles and start codes count once another human than whoever asked for them has confirmed them."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kernel import audit, clock
from kernel.accounts.models import Account, RoleGrant
from kernel.accounts.queries import actor_of, signed_in_actor
from kernel.accounts.service import NewAccount
from kernel.authz import Role
from kernel.confirmations import cli, queries, service
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.staff import service as staff
from kernel.staff.service import NewGrant
from tests import cast

PASSWORD = "four blue tram seats"


@pytest.fixture
def admin():
    return cast.make_actor(Role.ADMINISTRATOR)


@pytest.fixture
def second():
    return cast.make_actor(Role.ADMINISTRATOR)


def register(admin, *grants):
    new = NewAccount(name="Amara Diallo", staff_number="S77", username="amara", grants=grants)
    with transaction():
        return new.id, staff.open_account(admin, new)


def items(key):
    return [one.id for one in queries.waiting_on(key)]


def say_yes(actor, key, shown=None):
    with transaction():
        service.confirm(actor, key, shown or items(key))


def choose(code, username="amara"):
    with transaction():
        staff.activate(username, code, PASSWORD)


def test_a_new_colleague_counts_for_nothing_until_a_second_human_says_so(admin, second, prison):
    key, code = register(admin, (Role.RECORDS_OFFICER, prison.id))
    assert actor_of(key) is None
    with pytest.raises(DomainError, match="second human"):
        choose(code)
    with pytest.raises(Forbidden, match="Another administrator"):
        say_yes(admin, key)
    say_yes(second, key)
    choose(code)
    assert actor_of(key).roles == {Role.RECORDS_OFFICER}


def test_a_new_role_counts_only_then(admin, second, prison):
    officer = cast.make_actor(Role.CASE_MANAGER, prison)
    token = cast.begin_session(officer)
    with transaction():
        staff.grant(admin, NewGrant(account_id=officer.account_id, role=Role.GOVERNOR, unit_id=prison.id))
    assert signed_in_actor(token)[0].roles == {Role.CASE_MANAGER}
    with pytest.raises(Forbidden):
        say_yes(admin, officer.account_id)
    say_yes(second, officer.account_id)
    assert signed_in_actor(token)[0].roles == {Role.CASE_MANAGER, Role.GOVERNOR}


def test_nobody_becomes_somebody_else_by_a_new_start_code(admin, second, prison):
    governor = cast.make_actor(Role.GOVERNOR, prison, username="gov", password="four green tram seats")
    with transaction():
        code = staff.give_code(admin, governor.account_id)
    with pytest.raises(DomainError, match="second human"):
        choose(code, "gov")
    with pytest.raises(Forbidden):
        say_yes(admin, governor.account_id)
    say_yes(second, governor.account_id)
    choose(code, "gov")


def test_a_closed_account_that_is_opened_again_waits_too(admin, second, prison):
    officer = cast.make_actor(Role.CASE_MANAGER, prison)
    with transaction():
        staff.close_account(admin, officer.account_id, "left")
        staff.reopen_account(admin, officer.account_id)
    assert actor_of(officer.account_id) is None
    say_yes(second, officer.account_id)
    assert actor_of(officer.account_id)


def test_what_was_asked_for_after_the_page_was_shown_is_not_confirmed_with_it(admin, second, prison):
    key, _code = register(admin, (Role.CASE_MANAGER, prison.id))
    shown = items(key)
    with transaction():
        staff.grant(admin, NewGrant(account_id=key, role=Role.RECORDS_OFFICER, unit_id=prison.id))
    say_yes(second, key, shown)
    assert actor_of(key).roles == {Role.CASE_MANAGER}
    with pytest.raises(DomainError, match="Look again"):
        say_yes(second, key, shown)


def test_a_governor_is_the_second_human_of_the_own_prison_only(admin, prison):
    here, there = cast.make_actor(Role.GOVERNOR, prison), cast.make_actor(Role.GOVERNOR, cast.make_unit())
    key, _code = register(admin, (Role.INSTRUCTOR, prison.id))
    assert [row.id for row in queries.waiting_page(here).rows] == [key]
    assert queries.waiting_count(there) == 0
    with pytest.raises(NotFound):
        say_yes(there, key)
    say_yes(here, key)
    assert queries.waiting_count(here) == 0


def test_turned_down_it_never_counts(admin, second, prison):
    key, code = register(admin, (Role.CASE_MANAGER, prison.id))
    with transaction():
        service.refuse(second, key, items(key), "Nobody of that name works here")
    assert actor_of(key) is None
    assert session.scalar(sa.select(RoleGrant.id).where(RoleGrant.account_id == key)) is None
    with pytest.raises(DomainError):
        choose(code)


def test_the_database_itself_refuses_the_same_human_twice(admin, prison):
    key, _code = register(admin, (Role.CASE_MANAGER, prison.id))
    with pytest.raises(IntegrityError), transaction():
        row = session.get_one(Account, key)
        row.confirmed_by, row.confirmed_at = admin.human_id, clock.now()
        audit.record(admin, "account.confirmed", row)


def test_the_first_colleague_is_confirmed_on_the_server_and_only_the_first(app, admin, prison):
    def confirm(name):
        return app.test_cli_runner().invoke(cli.group, ["confirm", name])

    key, code = register(admin, (Role.GOVERNOR, None))
    assert confirm("nobody").exit_code == 1
    assert confirm("amara").exit_code == 0
    choose(code)
    assert actor_of(key).roles == {Role.GOVERNOR}
    later = NewAccount(name="Bo Lind", staff_number="S78", username="bo", grants=((Role.CASE_MANAGER, prison.id),))
    with transaction():
        staff.open_account(admin, later)
    refused = confirm("bo")
    assert refused.exit_code == 1
    assert "Somebody else can confirm this" in refused.output
    say_yes(actor_of(key), later.id)


def test_on_screen(client, sign_in, admin, prison):
    key, _code = register(admin, (Role.CASE_MANAGER, prison.id))
    sign_in(client, admin)
    assert "You are the only human who can confirm" in client.get("/staff/confirmations").text
    assert "Waits for a second human" in client.get(f"/staff/{key}").text
    own = client.get(f"/staff/confirmations/{key}").text.replace("Amara", "")
    assert "Another human decides this" in own
    assert "Wait for a second human" in client.get("/").text
    sign_in(client, cast.make_actor(Role.GOVERNOR, prison))
    assert "You are the only human" not in client.get("/staff/confirmations").text
    page = client.get(f"/staff/confirmations/{key}").text
    shown = re.findall(r'name="item" value="([^"]+)"', page)
    assert client.post(f"/staff/confirmations/{key}/refuse", data={"item": shown}).status_code == 422
    assert client.post(f"/staff/confirmations/{key}", data={"item": shown}).status_code == 303
    assert "Nothing waits" in client.get("/staff/confirmations").text
