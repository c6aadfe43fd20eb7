"""An installation says whose password is not enough; whoever has nothing yet is led to set it up first."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.accounts import queries as accounts
from kernel.authz import Role
from kernel.db import session
from kernel.factors import queries
from kernel.factors.rules import demanded_of, must_have
from tests import cast
from tests.cast import code_of
from tests.kernel.factors.conftest import CODES, PASSWORD, SEED, type_password


@pytest.mark.parametrize(
    ("stated", "roles"),
    [("", set()), ("all", set(Role)), ("governor", {Role.GOVERNOR}),
     ("inspector, governor", {Role.INSPECTOR, Role.GOVERNOR}), ("inspector governor", {Role.INSPECTOR, Role.GOVERNOR})],
)  # fmt: skip
def test_the_setting_names_everybody_or_roles(stated, roles):
    assert demanded_of(stated) == roles


@pytest.mark.parametrize("stated", ["everyone", "governor all", "Governor"])
def test_a_slip_of_the_pen_stops_the_start(stated):
    with pytest.raises(ValueError, match="THROUGHCARE_SECOND_FACTOR"):
        demanded_of(stated)


def test_one_demanded_role_of_several_is_enough():
    assert must_have({Role.GOVERNOR}, {Role.GOVERNOR, Role.SHOP_MANAGER})
    assert not must_have({Role.GOVERNOR}, {Role.SHOP_MANAGER})


@pytest.fixture
def strict(real_db):
    real_db.extensions["throughcare_second_factor"] = demanded_of("governor")
    return real_db


def test_whoever_must_have_one_is_led_there_and_nothing_else_opens(strict, amara):
    client = strict.test_client()
    given = {"username": "amara", "password": PASSWORD, "next": "/my/sessions"}
    answer = client.post("/sign-in", data=given)
    assert answer.headers["Location"] == "/sign-in/code?next=/my/sessions"
    answer = client.get(answer.headers["Location"])
    assert answer.headers["Location"] == "/my/sign-in/new?next=/my/sessions"
    assert "needs more than a password" in client.get(answer.headers["Location"]).text
    for path in ("/my/sessions", "/my/sign-in", "/"):
        assert "Amara" not in client.get(path, follow_redirects=True).text
    assert client.get("/my/sessions").status_code == 302

    answer = client.post("/my/sign-in", data={"wanted": "app", "next": "/my/sessions"})
    assert answer.headers["Location"] == "/my/sign-in/new?next=/my/sessions"
    seed = SEED.search(client.get(answer.headers["Location"]).text)[1].replace(" ", "")
    assert client.get("/my/sessions").status_code == 302, "not before it was tried"
    assert client.post("/my/sign-in/new", data={"code": "000000"}).status_code == 422
    answer = client.post("/my/sign-in/new", data={"code": code_of(seed), "next": "/my/sessions"})
    assert len(CODES.findall(answer.text)) == 10
    assert 'href="/my/sessions"' in answer.text
    assert client.get("/my/sessions").status_code == 200
    assert queries.standing_of(amara.account_id)


def test_a_card_alone_will_do_there_too(strict, amara):
    client = type_password(strict)
    card = CODES.findall(client.post("/my/sign-in", data={"wanted": "card"}).text)
    assert client.get("/my/sessions").status_code == 302
    assert client.post("/my/sign-in/new", data={"code": card[0]}).status_code == 303
    assert client.get("/my/sessions").status_code == 200


def test_nothing_to_choose_is_said_in_words(strict, amara):
    client = type_password(strict)
    answer = client.post("/my/sign-in", data={"wanted": "codes"})
    assert answer.status_code == 422


def test_other_roles_go_on_with_their_password(strict):
    cast.make_account((Role.SHOP_MANAGER, None), username="birgit", password=PASSWORD)
    assert type_password(strict, "birgit").get("/my/sessions").status_code == 200


def test_a_role_given_today_counts_at_the_next_sign_in(strict, amara):
    shop = cast.make_account((Role.SHOP_MANAGER, None), (Role.GOVERNOR, None), username="both", password=PASSWORD)
    assert accounts.actor_of(shop.id)
    session.remove()
    assert type_password(strict, "both").get("/my/sessions").status_code == 302


def statements_of(client):
    said = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    engine = session.connection().engine
    session.remove()
    sa.event.listen(engine, "before_cursor_execute", note)
    client.get("/my/sessions")
    sa.event.remove(engine, "before_cursor_execute", note)
    return said


def test_a_page_costs_the_same_with_and_without_one(real_db, amara, given, sign_in):
    with_one = sign_in(real_db.test_client(), amara)
    without = sign_in(real_db.test_client(), cast.make_actor(Role.GOVERNOR))
    assert statements_of(with_one) == statements_of(without) != []
    assert not any("second_factor" in one or "half_session" in one for one in statements_of(with_one))


def test_an_administrator_sees_who_has_none(real_db, given, amara, sign_in):
    admin = cast.make_actor(Role.ADMINISTRATOR)
    cast.make_account((Role.SHOP_MANAGER, None), name="Birgit Sol", password=PASSWORD)
    desk = sign_in(real_db.test_client(), admin)
    assert desk.get("/staff").text.count("Password alone") == 1
    assert queries.without_one() == 1
    assert "Sign in with the password alone" in desk.get("/").text
