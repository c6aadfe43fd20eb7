"""A buyer writes a card: nobody can answer it, the shop reads it first, and the makers of the batch get it."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict
from kernel.ids import new_id
from marketplace.provenance.service import publish
from marketplace.thanks.models import CardState, ThankCard
from marketplace.thanks.queries import cards_of_person
from marketplace.thanks.rules import MOST_A_DAY, reaches_out
from marketplace.thanks.service import NewCard, decide, write_card
from tests import cast
from tests.conftest import enter

KIND = "The chair is lovely. My children fight over it!"


@pytest.mark.parametrize(
    "words",
    [
        "Call me: 0171 555 12 34",
        "Ring +33-6.12.34.56", "اتصل ٠١٧١٥٥٥١٢", "mail me at jo@site.org", "jo (at) site (dot) org",
        "see www.site.io/jo", "https://x.y", "I am on WhatsApp", "find @jo_park", "微信 abc", "site.com", "①②③④⑤⑥⑦",
    ],
)  # fmt: skip
def test_a_card_goes_one_way(words):
    assert reaches_out(words)


@pytest.mark.parametrize(
    "words",
    [
        KIND,
        "I bought 3 for 120.50 in 2026.",
        "شكرا جزيلا",
        "Signals of spring. Thanks",
        "谢谢你们",
        "Ages 3-12 love it",
    ],
)
def test_kind_words_pass(words):
    assert not reaches_out(words)


def write(world, words=KIND, **over):
    with transaction():
        return write_card(NewCard(id=new_id(), product_id=world.product.id, words=words, **over)).id


def seen(world):
    return [one.words for one in cards_of_person(world.makers[0].id)]


def test_only_what_was_passed_on_arrives(world):
    kind, other = write(world), write(world, "Not nice at all.")
    assert seen(world) == []
    with transaction():
        decide(world.manager, kind, approve=True)
        decide(world.manager, other, approve=False, reason="It hurts.")
    assert seen(world) == [KIND]
    with pytest.raises(Conflict), transaction():
        decide(world.manager, kind, approve=False, reason="It hurts.")


def test_a_label_names_the_batch_and_another_products_label_does_not(world):
    with transaction():
        token = publish(world.manager, world.batch.id).token
    mine, wrong = write(world, label=token), write(world, label="x" * 22)
    rows = dict(session.execute(sa.select(ThankCard.id, ThankCard.batch_id)).all())
    assert rows == {mine: world.batch.id, wrong: None}


def test_too_many_on_one_day(world):
    for _n in range(MOST_A_DAY):
        write(world)
    with pytest.raises(Conflict, match="tomorrow"):
        write(world)


def test_on_screen(client, app, world):
    page = f"/shop/product/{world.product.id}/thanks"
    assert 'name="email"' not in client.get(page).text
    typed = {"id": str(new_id()), "words": KIND}
    refused = client.post(page, data=typed | {"words": "Write to jo@site.org"})
    assert refused.status_code == 422
    assert "goes one way" in refused.text
    assert client.post(page, data=typed | {"words": "x" * 401}).status_code == 422
    for _click in range(2):
        assert client.post(page, data=typed).status_code == 303
    assert client.get(f"/shop/product/{new_id()}/thanks").status_code == 404
    assert client.post(f"/shop/product/{new_id()}/thanks", data=typed | {"id": str(new_id())}).status_code == 404
    desk, teacher = enter(app.test_client(), world.manager), enter(app.test_client(), world.instructor)
    assert KIND in desk.get("/thanks").text
    assert "thank-you cards to read" in desk.get("/").text
    card = session.scalar(sa.select(ThankCard.id))
    assert desk.post(f"/thanks/{card}", data={"prefix": "c0-", "c0-decision": "refuse"}).status_code == 422
    assert teacher.post(f"/thanks/{card}", data={"decision": "approve"}).status_code == 403
    assert desk.post(f"/thanks/{card}", data={"prefix": "c0-", "c0-decision": "approve"}).status_code == 303
    assert session.scalar(sa.select(ThankCard.state)) is CardState.APPROVED
    assert KIND in teacher.get(f"/batches/{world.batch.id}/cards").text
    officer = enter(app.test_client(), cast.make_actor(Role.CASE_MANAGER, world.prison))
    assert KIND in officer.get(f"/people/{world.makers[0].id}").text
