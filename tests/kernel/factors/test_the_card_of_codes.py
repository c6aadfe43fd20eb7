"""The card on paper: each code works once, its owner is told, and it serves alone where there are no phones."""

from __future__ import annotations

import sqlalchemy as sa

from kernel.audit.chain import entries
from kernel.db import session
from kernel.factors import queries
from kernel.factors.rules import ON_CARD, Way
from tests.kernel.factors.conftest import CODES, begin, type_password


def type_in(app, code):
    client = type_password(app)
    return client, client.post("/sign-in/code", data={"code": code})


def test_a_code_of_the_card_gets_in_once_and_says_so_on_the_next_page(real_db, given, amara):
    _seed, card = given
    client, answer = type_in(real_db, card[0].lower().replace("-", " "))
    assert answer.status_code == 302
    assert "You signed in with a code of your card; strike it out. 9 are left." in client.get("/my/sessions").text
    assert "strike it out" not in client.get("/my/sessions").text, "once"
    assert type_in(real_db, card[0])[1].status_code == 422
    assert queries.standing_of(amara.account_id).left == 9
    assert "recovery_code.used" in session.scalars(sa.select(entries.c.action)).all()


def test_a_new_card_makes_the_old_one_worthless(real_db, given, desk):
    _seed, old = given
    answer = begin(desk, "codes", proof=old[0])
    new = CODES.findall(answer.text)
    assert len(new) == ON_CARD[True]
    assert type_in(real_db, old[1])[1].status_code == 422
    assert type_in(real_db, new[0])[1].status_code == 302


def test_a_card_beside_no_app_is_not_offered(desk, amara):
    assert 'value="codes"' not in desk.get("/my/sign-in").text
    assert begin(desk, "codes").status_code == 422
    assert queries.begun_by(amara) is None


def test_a_card_alone_serves_where_there_are_no_phones(real_db, desk, amara):
    card = CODES.findall(begin(desk, "card").text)
    assert len(set(card)) == ON_CARD[False] == 40
    assert queries.standing_of(amara.account_id) is None, "not before its first code was typed"
    session.remove()
    assert "shown once" in desk.get("/my/sign-in/new").text
    assert desk.post("/my/sign-in/new", data={"code": "7Q4M-2XKT-9BZA"}).status_code == 422
    assert desk.post("/my/sign-in/new", data={"code": card[0]}).status_code == 303
    found = queries.standing_of(amara.account_id)
    assert (found.way, found.left) == (Way.CARD, 39)
    session.remove()
    assert type_in(real_db, card[0])[1].status_code == 422, "it was used to confirm the card"
    assert type_in(real_db, "123456")[1].status_code == 422
    assert type_in(real_db, card[1])[1].status_code == 302


def test_after_the_last_code_of_a_card_alone_the_password_gives_a_new_one(real_db, desk, amara):
    card = CODES.findall(begin(desk, "card").text)
    desk.post("/my/sign-in/new", data={"code": card[0]})
    use_up(amara, 1)
    client, _answer = type_in(real_db, card[1])
    page = client.get("/my/sign-in").text
    assert "nearly used up" in page
    assert "0 are left." in page
    assert "Set a new card up: choose your name" in page
    assert CODES.findall(begin(client, "card").text)


def use_up(amara, left):
    from kernel import clock
    from kernel.db import transaction
    from kernel.factors.models import RecoveryCode

    with transaction():
        codes = session.scalars(sa.select(RecoveryCode).where(RecoveryCode.used_at.is_(None)).order_by(RecoveryCode.id))
        for code in codes.all()[left:]:
            code.used_at = clock.now()
