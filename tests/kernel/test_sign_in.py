"""Signing in, being slowed down, signing out for good, and the first account."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.accounts import service
from kernel.accounts.models import Account, RoleGrant, WebSession
from kernel.accounts.rules import ABSOLUTE, IDLE, delay_after
from kernel.audit.chain import entries
from kernel.authz import Role, signed_in
from kernel.db import session, transaction
from kernel.errors import Forbidden
from tests import cast

PASSWORD = "four blue tram seats"
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def door(real_db):
    """An app with one page behind the door."""
    real_db.add_url_rule("/behind", "behind", signed_in(lambda: "inside"))
    return real_db


def type_in(client, password=PASSWORD, username="amara"):
    return client.post("/sign-in", data={"username": username, "password": password, "next": "/behind"})


def actions() -> list[str]:
    return list(session.scalars(sa.select(entries.c.action).order_by(entries.c.at, entries.c.lane, entries.c.seq)))


def test_the_right_password_opens_the_door(door):
    cast.make_account((Role.GOVERNOR, None), username="amara", password=PASSWORD)
    client = door.test_client()
    assert client.get("/behind").headers["Location"] == "/sign-in?next=/behind?"
    answer = type_in(client, username=" AMARA ")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/behind")
    assert client.get("/behind").data == b"inside"


@pytest.mark.parametrize(("username", "password"), [("amara", "wrong wrong wrong"), ("nobody", PASSWORD)])
def test_wrong_name_and_wrong_password_get_the_same_answer(door, username, password):
    cast.make_account((Role.GOVERNOR, None), username="amara", password=PASSWORD)
    answer = type_in(door.test_client(), password, username)
    assert answer.status_code == 422
    assert "session.refused" in actions()


def test_the_token_itself_is_kept_nowhere():
    actor = cast.make_actor(Role.GOVERNOR)
    token = cast.begin_session(actor)
    assert len(token) >= 43, "256 bits"
    assert token.encode() not in session.scalars(sa.select(WebSession.token_hash)).all()


def test_a_copied_cookie_is_worth_nothing_after_signing_out(door):
    cast.make_account((Role.GOVERNOR, None), username="amara", password=PASSWORD)
    mine, thief = door.test_client(), door.test_client()
    type_in(mine)
    name = door.config["SESSION_COOKIE_NAME"]
    thief.set_cookie(name, mine.get_cookie(name).value)
    assert thief.get("/behind").data == b"inside"
    assert mine.post("/sign-out").headers["Clear-Site-Data"]
    assert thief.get("/behind").status_code == 302


def test_signing_in_changes_the_session(door):
    cast.make_account((Role.GOVERNOR, None), username="amara", password=PASSWORD)
    client = door.test_client()
    with client.session_transaction() as carried:
        carried["planted"] = "by somebody else"
    type_in(client)
    with client.session_transaction() as carried:
        assert "planted" not in carried


@pytest.mark.parametrize(
    ("later", "inside"),
    [(dt.timedelta(minutes=14), True), (IDLE, False), (ABSOLUTE, False)],
)
def test_an_idle_session_ends(later, inside):
    from kernel.accounts import queries

    with clock.held_at(NOON):
        token = cast.begin_session(cast.make_actor(Role.GOVERNOR))
    with clock.held_at(NOON + later):
        assert (queries.signed_in_actor(token) is not None) is inside


def test_a_day_is_the_longest_session():
    from kernel.accounts import queries

    with clock.held_at(NOON):
        token = cast.begin_session(cast.make_actor(Role.GOVERNOR))
    for minutes in range(10, int(ABSOLUTE.total_seconds() // 60), 10):
        with clock.held_at(NOON + dt.timedelta(minutes=minutes)), transaction():
            service.touch(token)
    with clock.held_at(NOON + ABSOLUTE - dt.timedelta(minutes=1)):
        assert queries.signed_in_actor(token)
    with clock.held_at(NOON + ABSOLUTE):
        assert queries.signed_in_actor(token) is None


def test_a_withdrawn_role_counts_at_once(door):
    actor = cast.make_actor(Role.GOVERNOR)
    client = door.test_client()
    with client.session_transaction() as carried:
        carried["_user_id"] = cast.begin_session(actor)
    assert client.get("/behind").status_code == 200
    cast.revoke(actor)
    assert session.scalar(sa.select(sa.func.count()).select_from(RoleGrant)) == 0
    assert client.get("/behind").status_code == 403


# ---- slowing down guesses -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 2), (6, 4), (7, 8), (13, 512), (14, 900), (1000, 900)]
)
def test_delays_double_and_stop_at_a_quarter_of_an_hour(failures, seconds):
    assert delay_after(failures).total_seconds() == seconds


@pytest.fixture
def cheap_passwords(monkeypatch):
    monkeypatch.setattr(service, "_matches", lambda account, typed: account is not None and typed == PASSWORD)


def attempt(password: str, username: str = "amara", network: str = "") -> Account | None:
    with transaction():
        return service.check_password(username, password, network=network)


def test_a_thousand_guesses_in_an_hour_are_hardly_checked(cheap_passwords):
    cast.make_account(username="amara", password=PASSWORD)
    checked = 0
    for guess in range(1000):
        with clock.held_at(NOON + dt.timedelta(seconds=3.6 * guess)):
            try:
                attempt("wrong wrong wrong")
                checked += 1
            except Forbidden:
                session.remove()
    assert checked <= 30


def test_the_right_password_after_the_wait_forgets_the_failures(cheap_passwords):
    cast.make_account(username="amara", password=PASSWORD)
    with clock.held_at(NOON):
        for _ in range(5):
            attempt("wrong wrong wrong")
        with pytest.raises(Forbidden):
            attempt(PASSWORD)
    with clock.held_at(NOON + dt.timedelta(seconds=3)):
        assert attempt(PASSWORD)
        assert attempt("wrong wrong wrong") is None
        assert attempt(PASSWORD)


def guess_from_one_network(times: int) -> None:
    """Each guess at another name, as somebody does who tries one password on everybody."""
    for guess in range(times):
        attempt("wrong wrong wrong", f"user{guess}", "198.51.100.7")


def test_a_network_that_tries_many_names_must_wait(cheap_passwords):
    cast.make_account(username="amara", password=PASSWORD)
    with clock.held_at(NOON):
        guess_from_one_network(50)
        with pytest.raises(Forbidden):
            attempt(PASSWORD, network="198.51.100.7")
        session.remove()
        assert attempt(PASSWORD, network="198.51.100.8"), "others are not held up"
    with clock.held_at(NOON + dt.timedelta(seconds=3)):
        assert attempt(PASSWORD, network="198.51.100.7")


def test_a_shift_that_mistypes_is_not_locked_out(cheap_passwords):
    cast.make_account(username="amara", password=PASSWORD)
    with clock.held_at(NOON):
        guess_from_one_network(49)
        assert attempt(PASSWORD, network="198.51.100.7")


def test_one_right_password_does_not_free_the_network(cheap_passwords):
    cast.make_account(username="amara", password=PASSWORD)
    with clock.held_at(NOON):
        guess_from_one_network(49)
        assert attempt(PASSWORD, network="198.51.100.7")
        guess_from_one_network(1)
        with pytest.raises(Forbidden):
            attempt(PASSWORD, network="198.51.100.7")


def test_old_failures_are_forgotten_after_an_hour(cheap_passwords):
    cast.make_account(username="amara", password=PASSWORD)
    with clock.held_at(NOON):
        guess_from_one_network(49)
    with clock.held_at(NOON + dt.timedelta(minutes=61)):
        guess_from_one_network(2)
        assert attempt(PASSWORD, network="198.51.100.7")


# ---- the first account ----------------------------------------------------------------------------------------------


def first_account(app, **over):
    facts = {
        "code": app.extensions["throughcare_first_run_code"],
        "name": "Amara Diallo",
        "staff_number": "S1",
        "username": "amara",
        "password": PASSWORD,
    }
    return app.test_client().post("/first-run", data={**facts, **over})


def test_a_fresh_house_leads_to_the_ceremony(door):
    assert door.test_client().get("/sign-in").headers["Location"] == "/first-run"


def test_the_printed_code_opens_the_first_account_once(door):
    assert first_account(door, code="guess").status_code == 422
    assert first_account(door, password="short").status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Account)) == 0
    session.remove()
    assert first_account(door).headers["Location"] == "/sign-in"
    assert first_account(door, username="second").status_code == 404
    assert door.test_client().get("/first-run").status_code == 404
    assert session.scalars(sa.select(RoleGrant.role)).all() == [Role.ADMINISTRATOR]
