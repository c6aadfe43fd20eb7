"""Everybody sets up their own second step: proven first, shown once, counted from its first code on."""

from __future__ import annotations

import sqlalchemy as sa

from kernel.accounts.models import WebSession
from kernel.audit.chain import entries
from kernel.db import session
from kernel.factors import queries
from kernel.factors.rules import ON_CARD, Way
from tests.cast import code_of
from tests.kernel.factors.conftest import CODES, PASSWORD, begin, seed_on


def test_an_app_is_set_up_and_its_card_shown_once(desk, amara):
    assert "Your password alone lets you in" in desk.get("/my/sign-in").text
    assert begin(desk).headers["Location"] == "/my/sign-in/new"
    seed = seed_on(desk)
    assert "data:image/png;base64," in desk.get("/my/sign-in/new").text
    assert queries.standing_of(amara.account_id) is None, "it does not count yet"
    session.remove()
    answer = desk.post("/my/sign-in/new", data={"code": code_of(seed)})
    card = CODES.findall(answer.text)
    assert len(set(card)) == len(card) == ON_CARD[True] == 10
    found = queries.standing_of(amara.account_id)
    assert (found.way, found.left) == (Way.APP, 10)
    session.remove()
    assert desk.get("/my/sign-in/new").headers["Location"] == "/my/sign-in"
    shown = desk.get("/my/sign-in").text
    assert not any(secret in shown for secret in (seed, *card))


def test_a_passer_by_at_an_open_screen_needs_the_password(desk, amara):
    assert "That is not right" in begin(desk, proof="a guess of mine").text
    assert queries.begun_by(amara) is None
    for _n in range(4):
        begin(desk, proof="a guess of mine")
    assert "Too many attempts" in begin(desk).text


def test_whoever_has_an_app_needs_its_code_for_another(given, desk, amara):
    seed, card = given
    assert begin(desk, proof=PASSWORD).status_code == 422
    assert begin(desk, proof=card[0]).status_code == 303
    other = seed_on(desk)
    assert other != seed
    assert queries.factor_of(amara.account_id).last_step, "the old one counts until the new one was tried"
    session.remove()
    assert desk.post("/my/sign-in/new", data={"code": code_of(seed)}).status_code == 422
    fresh = CODES.findall(desk.post("/my/sign-in/new", data={"code": code_of(other)}).text)
    assert not set(fresh) & set(card)
    assert begin(desk, "codes", proof=card[1]).status_code == 422, "the old card died with the old phone"


def test_a_wrong_first_code_changes_nothing_and_the_picture_stays(desk, amara):
    begin(desk)
    seed = seed_on(desk)
    answer = desk.post("/my/sign-in/new", data={"code": code_of(seed, 5)})
    assert answer.status_code == 422
    assert "That code is not right" in answer.text
    assert seed_on(desk) == seed


def test_another_session_of_the_same_person_does_not_see_the_seed(real_db, desk, amara, sign_in):
    begin(desk)
    elsewhere = sign_in(real_db.test_client(), amara)
    assert elsewhere.get("/my/sign-in/new").headers["Location"] == "/my/sign-in"
    assert elsewhere.post("/my/sign-in/new", data={"code": "123456"}).status_code == 422


def test_other_browsers_are_signed_out_and_this_one_gets_a_fresh_session(real_db, desk, amara, sign_in):
    elsewhere = sign_in(real_db.test_client(), amara)
    with desk.session_transaction() as carried:
        before = carried["_user_id"]
    begin(desk)
    desk.post("/my/sign-in/new", data={"code": code_of(seed_on(desk))})
    assert elsewhere.get("/my/sessions").status_code == 302
    assert desk.get("/my/sessions").status_code == 200
    with desk.session_transaction() as carried:
        assert carried["_user_id"] != before
    live = sa.select(sa.func.count()).select_from(WebSession).where(WebSession.ended_at.is_(None))
    assert session.scalar(live) == 1


def test_the_trail_tells_of_it_and_holds_no_secret(desk, amara):
    begin(desk)
    seed = seed_on(desk)
    card = CODES.findall(desk.post("/my/sign-in/new", data={"code": code_of(seed)}).text)
    rows = session.execute(sa.select(entries)).all()
    assert "second_factor.set_up" in {row.action for row in rows}
    assert not any(secret in repr(rows) for secret in (seed, *card))


def test_in_the_demo_where_one_click_signs_in_anything_will_do(real_db, desk):
    import dataclasses

    assert "type anything" not in desk.get("/my/sign-in").text
    settings = real_db.extensions["throughcare_settings"]
    real_db.extensions["throughcare_settings"] = dataclasses.replace(settings, demo=True)
    assert "type anything" in desk.get("/my/sign-in").text
    assert begin(desk, proof="anything").status_code == 303
