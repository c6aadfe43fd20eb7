"""A lost second factor: asked for after a check in person, done by another human, never by a new password."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kernel import clock
from kernel.accounts.queries import signed_in_actor
from kernel.audit.chain import entries
from kernel.authz import Role
from kernel.confirmations import cli, queries, service
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.factor_resets import service as resets
from kernel.factor_resets.models import FactorReset
from kernel.factor_resets.rules import LIFE, two_can_do_it
from kernel.factors.queries import factor_of
from kernel.ids import new_id
from kernel.staff import service as staff
from tests import cast
from tests.cast import code_of

WHY = "The phone fell into the mash tun, the card was in its case"


@pytest.fixture
def admin():
    return cast.make_actor(Role.ADMINISTRATOR)


@pytest.fixture
def second():
    return cast.make_actor(Role.ADMINISTRATOR)


@pytest.fixture
def owner(prison):
    made = cast.make_actor(Role.CASE_MANAGER, prison, username="amara", password="four blue tram seats")
    cast.make_factor(made)
    return made


def ask(admin, owner):
    with transaction():
        resets.ask(admin, owner.account_id, WHY)


def items(owner):
    return [one.id for one in queries.waiting_on(owner.account_id)]


def say_yes(actor, owner):
    with transaction():
        service.confirm(actor, owner.account_id, items(owner))


def actions():
    return [row.action for row in session.execute(sa.select(entries).order_by(entries.c.seq))]


def test_two_people_take_it_off_and_the_owner_is_signed_out(admin, second, owner):
    token = cast.begin_session(owner)
    ask(admin, owner)
    assert factor_of(owner.account_id), "asking changes nothing"
    assert signed_in_actor(token)
    for one in (admin, owner):
        with pytest.raises((Forbidden, NotFound)):
            say_yes(one, owner)
    say_yes(second, owner)
    assert factor_of(owner.account_id) is None
    assert signed_in_actor(token) is None
    assert {"second_factor.reset_asked", "second_factor.taken_off"} <= set(actions())


def test_nobody_asks_for_their_own_and_nothing_is_asked_twice(admin, owner, prison):
    cast.make_factor(admin)
    with pytest.raises(Forbidden):
        ask(admin, admin)
    ask(admin, owner)
    with pytest.raises(DomainError, match="already"):
        ask(admin, owner)
    with pytest.raises(DomainError, match="no second step"):
        ask(admin, cast.make_actor(Role.CASE_MANAGER, prison))


def test_an_administrator_of_another_prison_knows_nothing_of_it(owner):
    with pytest.raises(NotFound):
        ask(cast.make_actor(Role.ADMINISTRATOR, cast.make_unit()), owner)


def test_turned_down_or_a_day_old_it_is_over(admin, second, owner):
    ask(admin, owner)
    with transaction():
        service.refuse(second, owner.account_id, items(owner), "I met her, she has her phone")
    assert items(owner) == []
    assert factor_of(owner.account_id)
    assert "second_factor.reset_refused" in actions()
    ask(admin, owner)
    shown = items(owner)
    with clock.held_at(clock.now() + LIFE), pytest.raises(DomainError, match="Look again"), transaction():
        service.confirm(second, owner.account_id, shown)
    with clock.held_at(clock.now() + LIFE):
        assert queries.waiting_count(second) == 0


def test_the_database_itself_refuses_the_same_human_twice(admin, owner):
    ask(admin, owner)
    with pytest.raises(IntegrityError), transaction():
        session.execute(sa.update(FactorReset).values(confirmed_by=admin.human_id, confirmed_at=clock.now()))


def test_a_new_password_does_not_take_it_off(admin, second, owner):
    with transaction():
        code = staff.give_code(admin, owner.account_id)
    say_yes(second, owner)
    with transaction():
        staff.activate("amara", code, "five green tram seats")
    assert factor_of(owner.account_id)


def test_without_two_others_the_keeper_of_the_server_does_it(app, admin, owner, prison):
    def take_off(name="amara"):
        return app.test_cli_runner().invoke(cli.group, ["second-step", name, "--reason", WHY])

    cast.begin_session(admin)
    assert "no second step" in take_off("nobody").output
    governor = cast.make_actor(Role.GOVERNOR)
    cast.begin_session(governor)
    refused = take_off()
    assert refused.exit_code == 1
    assert "Two colleagues can do this" in refused.output
    cast.revoke(governor)
    assert take_off().exit_code == 0
    assert factor_of(owner.account_id) is None
    last = session.execute(sa.select(entries).order_by(entries.c.seq.desc()).limit(1)).one()
    assert (last.action, last.actor_id, last.reason) == ("second_factor.taken_off", None, WHY)


def test_it_takes_two_humans_one_of_them_an_administrator():
    one, two = new_id(), new_id()
    assert two_can_do_it([(one, Role.ADMINISTRATOR), (two, Role.GOVERNOR)])
    assert not two_can_do_it([(one, Role.ADMINISTRATOR), (one, Role.GOVERNOR)])
    assert not two_can_do_it([(one, Role.GOVERNOR), (two, Role.GOVERNOR)])


def test_on_screen(client, sign_in, admin, second, owner):
    sign_in(client, admin)
    assert "A code of an app on a phone" in client.get(f"/staff/{owner.account_id}").text
    path = f"/staff/{owner.account_id}/second-step"
    answer = client.post(path, data={"reason": WHY})
    assert answer.status_code == 422
    assert "See the person first" in answer.text
    assert client.post(path, data={"reason": WHY, "seen": "y"}).status_code == 303
    assert "Waits for a second human" in client.get(path).text
    assert "Something waits" in client.get(f"/staff/{owner.account_id}").text
    sign_in(client, second)
    page = client.get(f"/staff/confirmations/{owner.account_id}").text
    assert WHY in page
    assert "See the person yourself" in page
    shown = re.findall(r'name="item" value="([^"]+)"', page)
    assert client.post(f"/staff/confirmations/{owner.account_id}", data={"item": shown}).status_code == 303
    assert "No second step" in client.get(path).text


def test_whoever_was_made_to_wait_by_wrong_codes_begins_anew(admin, second, owner):
    from kernel.factors.service import prove

    for _n in range(5):
        with transaction():
            prove(owner, "000000", network="", secret=cast.SECRET)
    ask(admin, owner)
    say_yes(second, owner)
    seed, _card = cast.make_factor(owner)
    with transaction():
        assert prove(owner, code_of(seed), network="", secret=cast.SECRET)
