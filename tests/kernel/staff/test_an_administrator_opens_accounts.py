"""An administrator opens accounts, gives and takes roles, closes accounts; never knows a password."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.accounts import queries as accounts
from kernel.accounts.models import Account
from kernel.accounts.service import NewAccount
from kernel.audit.chain import entries
from kernel.authz import Role
from kernel.confirmations import service as confirmations
from kernel.confirmations.queries import waiting_on
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.staff import queries, service
from kernel.staff.rules import Standing
from kernel.staff.service import NewGrant
from tests import cast

PASSWORD = "four blue tram seats"
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
CODE = re.compile(r"(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}")


@pytest.fixture
def admin():
    return cast.make_actor(Role.ADMINISTRATOR)


def confirmed(key):
    """A second administrator has confirmed all that waits on this account."""
    with transaction():
        items = [one.id for one in waiting_on(key)]
        confirmations.confirm(cast.make_actor(Role.ADMINISTRATOR), key, items)


def open_for(admin, *grants, **over):
    facts = {"name": "Amara Diallo", "staff_number": "S77", "username": "amara", "grants": grants}
    new = NewAccount(**{**facts, **over})
    with transaction():
        code = service.open_account(admin, new)
    if code:
        confirmed(new.id)
    return new.id, code


def choose(code, password=PASSWORD, username="amara"):
    with transaction():
        service.activate(username, code, password)


def sign_in(password=PASSWORD):
    from kernel.accounts.service import begin_session, check_password

    with transaction():
        found = check_password("amara", password)
        return begin_session(found) if found else None


def test_the_owner_chooses_the_password_with_the_start_code(admin, prison):
    key, code = open_for(admin, (Role.CASE_MANAGER, prison.id))
    assert queries.account_for(admin, key).standing == Standing.WAITING
    choose(code.lower().replace("-", " "), username=" AMARA ")
    assert queries.account_for(admin, key).standing == Standing.OPEN
    assert accounts.signed_in_actor(sign_in())[0].roles == {Role.CASE_MANAGER}


def test_a_start_code_works_once(admin):
    _key, code = open_for(admin)
    choose(code)
    with pytest.raises(DomainError, match="does not fit"):
        choose(code, "another long password")


def test_a_start_code_works_for_a_day(admin):
    with clock.held_at(NOON):
        _key, code = open_for(admin)
    with clock.held_at(NOON + dt.timedelta(hours=24)), pytest.raises(DomainError, match="run out"):
        choose(code)


def test_a_newer_code_ends_the_older(admin):
    key, old = open_for(admin)
    with transaction():
        new = service.give_code(admin, key)
    confirmed(key)
    with pytest.raises(DomainError):
        choose(old)
    choose(new)


def test_a_weak_password_does_not_use_the_code_up(admin):
    _key, code = open_for(admin)
    with pytest.raises(DomainError, match="longer password"):
        choose(code, "short")
    choose(code)


def test_the_code_itself_is_kept_nowhere(admin):
    _key, code = open_for(admin)
    told = str(session.execute(sa.select(entries)).all())
    assert code not in told
    assert code.replace("-", "") not in told


def test_a_name_or_number_that_somebody_has_is_refused(admin):
    open_for(admin)
    for over, field in (({"username": "Amara", "staff_number": "S2"}, "username"), ({"username": "b"}, "staff_number")):
        with pytest.raises(DomainError) as refused:
            open_for(admin, **over)
        assert refused.value.field == field


def test_the_same_click_twice_opens_one_account(admin):
    key, _code = open_for(admin)
    assert open_for(admin, id=key) == (key, None)


def test_duties_that_clash_are_refused_when_a_role_is_added(admin):
    key, _code = open_for(admin, (Role.FINANCE_CLERK, None))
    with pytest.raises(DomainError, match="may not hold these duties together"), transaction():
        service.grant(admin, NewGrant(account_id=key, role=Role.FINANCE_APPROVER))
    with transaction():
        service.grant(admin, NewGrant(account_id=key, role=Role.SHOP_MANAGER))
        service.grant(admin, NewGrant(account_id=key, role=Role.SHOP_MANAGER))
    assert [grant.role for grant in queries.account_for(admin, key).grants] == [Role.FINANCE_CLERK, Role.SHOP_MANAGER]


def test_a_role_that_is_taken_away_counts_at_once(admin):
    actor = cast.make_actor(Role.GOVERNOR)
    token = cast.begin_session(actor)
    grant = queries.account_for(admin, actor.account_id).grants[0]
    with transaction():
        service.withdraw(admin, actor.account_id, grant.id)
    assert accounts.signed_in_actor(token)[0].roles == frozenset()
    with pytest.raises(NotFound), transaction():
        service.withdraw(admin, actor.account_id, grant.id)


def test_a_closed_account_is_signed_out_and_cannot_sign_in(admin):
    key, code = open_for(admin, (Role.GOVERNOR, None))
    choose(code)
    token = sign_in()
    with transaction():
        pending = service.give_code(admin, key)
        service.close_account(admin, key, "left the service")
    assert accounts.signed_in_actor(token) is None
    assert sign_in() is None
    with pytest.raises(DomainError):
        choose(pending)
    with transaction():
        fresh = service.reopen_account(admin, key)
    confirmed(key)
    assert sign_in() is None, "the old password is gone"
    choose(fresh)
    assert sign_in()


def test_nobody_changes_their_own_account(admin):
    for deed in (service.give_code, service.reopen_account, lambda a, k: service.close_account(a, k, "x")):
        with pytest.raises(Forbidden), transaction():
            deed(admin, admin.account_id)


def test_a_prisons_administrator_looks_after_that_prison_only(prison):
    local, elsewhere = cast.make_actor(Role.ADMINISTRATOR, prison), cast.make_unit()
    here, there = cast.make_actor(Role.CASE_MANAGER, prison), cast.make_actor(Role.CASE_MANAGER, elsewhere)
    service_wide = cast.make_actor(Role.INSPECTOR)
    seen = {one.id for one in queries.staff_page(local).rows}
    assert seen == {local.account_id, here.account_id}
    for hidden in (there, service_wide):
        with pytest.raises(NotFound):
            queries.account_for(local, hidden.account_id)
    for unit_id in (elsewhere.id, None):
        with pytest.raises(DomainError, match="look after"), transaction():
            service.grant(local, NewGrant(account_id=here.account_id, role=Role.INSTRUCTOR, unit_id=unit_id))


# ---- on screen ------------------------------------------------------------------------------------------------------


def test_the_whole_way_on_screen(client, sign_in, admin, app, prison):
    sign_in(client, admin)
    form = {"name": "Amara Diallo", "staff_number": "S77", "username": "amara",
            "grants-0-role": "case_manager", "grants-0-unit": str(prison.id)}  # fmt: skip
    shown = client.post("/staff/new", data=form)
    code = CODE.search(shown.text).group()
    assert "Amara Diallo" in client.post("/staff/search", data={"asked": "DIALLO"}).text
    account = session.scalar(sa.select(Account).where(Account.username == "amara"))
    address = f"/staff/{account.id}"
    session.remove()
    refused = client.post(f"{address}/roles", data={"role": "administrator", "unit": ""})
    assert refused.status_code == 422
    assert "may not hold these duties together" in refused.text
    assert code not in client.get(address).text

    confirmed(account.id)
    owner = app.test_client()
    page = owner.post("/activate", data={"username": "amara", "code": code, "password": PASSWORD})
    assert page.headers["Location"] == "/sign-in"
    owner.post("/sign-in", data={"username": "amara", "password": PASSWORD})
    assert owner.get("/my/sessions").status_code == 200
    assert client.post(f"{address}/close", data={"reason": ""}).status_code == 422
    assert client.post(f"{address}/close", data={"reason": "left"}).status_code == 303
    assert owner.get("/my/sessions").status_code == 302


def test_only_an_administrator_reaches_the_accounts(signed_in):
    assert signed_in(Role.GOVERNOR).get("/staff").status_code == 403
    assert signed_in(Role.ADMINISTRATOR).get("/staff").status_code == 200
