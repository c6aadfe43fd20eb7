"""The right password alone opens the second step and nothing else; a code then opens what was asked for."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from kernel import authz, clock
from kernel.accounts.views import HALF
from kernel.authz import Role
from kernel.db import session
from kernel.factors import queries
from kernel.factors.rules import HALF as LIFE
from tests import cast
from tests.cast import code_of

PASSWORD = "four blue tram seats"
WRONG = "That code is not right, or was used already."


@pytest.fixture
def amara(real_db):
    """Somebody of each role at once, so that no door stays shut for want of one."""
    made = cast.make_account(*((role, None) for role in (Role.GOVERNOR, Role.CASE_MANAGER, Role.INSPECTOR)),
                             username="amara", password=PASSWORD)  # fmt: skip
    return cast.actor_behind(made.id)


@pytest.fixture
def seed(real_db, amara):
    return cast.make_factor(amara, secret=real_db.secret_key.encode())[0]


def type_password(client, going="/my/sessions"):
    return client.post("/sign-in", data={"username": "amara", "password": PASSWORD, "next": going})


def type_code(client, code, **more):
    return client.post("/sign-in/code", data={"code": code, "next": "/my/sessions", **more})


def test_password_then_code_lead_to_where_one_was_going(real_db, seed):
    client = real_db.test_client()
    answer = type_password(client)
    assert answer.headers["Location"] == "/sign-in/code?next=/my/sessions"
    assert 'value="/my/sessions"' in client.get(answer.headers["Location"]).text
    answer = type_code(client, code_of(seed))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/my/sessions")
    assert client.get("/my/sessions").status_code == 200
    with client.session_transaction() as carried:
        assert HALF not in carried


def every_door(app):
    for rule in app.url_map.iter_rules():
        audience = getattr(app.view_functions[rule.endpoint], "__allows__", None)
        if rule.endpoint != "static" and audience != authz.PUBLIC:
            values = {name: uuid.uuid4() if type(kind).__name__ == "UUIDConverter" else "x"
                      for name, kind in rule._converters.items()}  # fmt: skip
            with app.test_request_context():
                address = app.url_map.bind("localhost").build(rule.endpoint, values)
            yield from ((method, address) for method in rule.methods - {"HEAD", "OPTIONS"})


def test_no_protected_door_opens_with_half_a_session(real_db, seed):
    client = real_db.test_client()
    type_password(client)
    doors = list(every_door(real_db))
    assert len(doors) > 500
    opened = []
    for method, address in doors:
        page = client.open(address, method=method)
        data = client.open(address, method=method, headers={"Accept": "application/json"})
        if page.status_code != 302 or not page.headers["Location"].startswith("/sign-in") or data.status_code != 401:
            opened.append((method, address, page.status_code, data.status_code))
    assert opened == []
    with client.session_transaction() as carried:
        token = carried[HALF]
        carried["_user_id"] = token
    assert client.get("/my/sessions").status_code == 302, "nor as a session's token"


def test_whoever_has_a_factor_cannot_set_another_up_with_the_password_alone(real_db, amara, seed):
    client = real_db.test_client()
    type_password(client)
    for answer in (
        client.post("/my/sign-in", data={"wanted": "app"}), client.get("/my/sign-in/new"),
        client.post("/my/sign-in/new", data={"code": "000000"}),
    ):  # fmt: skip
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in")
    session.remove()
    assert queries.begun_by(amara) is None


@pytest.mark.parametrize("code", ["000000", "7Q4M-2XKT-9BZA", "nothing of the kind"])
def test_every_wrong_code_gets_the_same_answer(real_db, seed, code):
    client = real_db.test_client()
    type_password(client)
    answer = type_code(client, code)
    assert answer.status_code == 422
    assert WRONG in answer.text
    assert client.get("/my/sessions").status_code == 302


def test_a_used_code_gets_that_answer_too_and_a_later_one_gets_in(real_db, seed):
    client = real_db.test_client()
    type_password(client)
    code = code_of(seed)
    assert type_code(client, code).status_code == 302
    again = real_db.test_client()
    type_password(again)
    assert WRONG in type_code(again, code).text
    assert type_code(again, code_of(seed, 1)).status_code == 302


def test_too_many_wrong_codes_make_it_wait(real_db, seed):
    client = real_db.test_client()
    type_password(client)
    for _n in range(5):
        type_code(client, "000000")
    assert "Too many attempts" in type_code(client, code_of(seed)).text


def test_half_a_session_is_short_and_serves_once(real_db, seed):
    now = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
    client, late = real_db.test_client(), real_db.test_client()
    with clock.held_at(now):
        type_password(client)
        type_password(late)
        with client.session_transaction() as carried:
            token = carried[HALF]
        assert type_code(client, code_of(seed)).headers["Location"] == "/my/sessions"
        thief = real_db.test_client()
        with thief.session_transaction() as carried:
            carried[HALF] = token
        assert type_code(thief, code_of(seed, 1)).headers["Location"] == "/sign-in?next=/my/sessions"
    with clock.held_at(now + LIFE):
        answer = type_code(late, code_of(seed))
        assert answer.headers["Location"] == "/sign-in?next=/my/sessions"
        assert "took too long" in late.get(answer.headers["Location"]).text


def test_a_half_session_ends_with_a_new_password(real_db, amara, seed):
    from kernel.accounts.service import end_sessions
    from kernel.db import transaction

    client = real_db.test_client()
    type_password(client)
    with transaction():
        end_sessions(amara.account_id)
    assert type_code(client, code_of(seed)).headers["Location"] == "/sign-in?next=/my/sessions"


def test_without_a_factor_the_password_is_enough_where_nobody_demands_one(real_db, amara):
    client = real_db.test_client()
    assert type_password(client).headers["Location"] == "/my/sessions"
    assert client.get("/my/sessions").status_code == 200


def test_the_language_survives_both_steps_and_nobody_is_led_elsewhere(real_db, seed):
    client = real_db.test_client()
    with client.session_transaction() as carried:
        carried["locale"] = "fr"
    type_password(client)
    assert 'lang="fr"' in client.get("/sign-in/code").text
    assert type_code(client, code_of(seed), next="//elsewhere.example").headers["Location"] == "/"


def test_what_was_typed_when_the_session_ran_out_is_there_after_both_steps(real_db, amara, seed, sign_in):
    from kernel.drafts.queries import draft_of
    from kernel.drafts.views import keeps_typed

    view = keeps_typed(lambda: "a letter")(authz.signed_in(lambda: "written"))
    real_db.add_url_rule("/letter", "letter", view, methods=["GET", "POST"])
    client = sign_in(real_db.test_client(), amara)
    with clock.held_at(clock.now() + dt.timedelta(minutes=20)):
        answer = client.post("/letter", data={"text": "Dear Sir"})
        assert answer.headers["Location"] == "/sign-in?next=/letter?"
        assert type_password(client, "/letter").headers["Location"] == "/sign-in/code?next=/letter"
        assert type_code(client, code_of(seed), next="/letter").headers["Location"] == "/letter"
        assert client.get("/letter").text == "written"
    assert draft_of(amara.human_id, "a letter") == {"text": ["Dear Sir"]}


@pytest.mark.parametrize(("wrong", "told"), [(2, False), (4, True)])
def test_the_owner_learns_that_somebody_with_the_password_guessed_at_codes(real_db, seed, wrong, told):
    client = real_db.test_client()
    type_password(client)
    for _n in range(wrong):
        type_code(client, "000000")
    type_code(client, code_of(seed))
    assert (f"{wrong} wrong codes were typed after your password" in client.get("/my/sessions").text) is told
    assert "wrong codes" not in client.get("/my/sessions").text
