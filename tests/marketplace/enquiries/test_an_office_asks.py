"""A school asks for forty stools without an account; the shop answers from its queue; programs get nowhere."""

from __future__ import annotations

import json

import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session
from kernel.ids import new_id
from marketplace.enquiries.models import Enquiry, EnquiryMail, EnquiryPost
from marketplace.enquiries.service import MOST_A_DAY, send_due
from tests import cast
from tests.conftest import enter

SAID = {
    "asker": "public_buyer", "organisation": "Harbour School", "name": "Mina Osei", "email": "mina@example.org",
    "pieces": "40", "words": "Forty stools of 38 cm by August, please.",
}  # fmt: skip


def asked() -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Enquiry))


def test_asked_answered_closed(app, client, world):
    new = SAID | {"id": str(new_id()), "product": str(world.product.id)}
    assert "Oak chair" in client.get(f"/shop/enquiry?product={world.product.id}").text
    for wrong in ({"pieces": "0"}, {"pieces": "-3"}, {"pieces": "1.5"}, {"pieces": "999999999"}, {"email": "mina"},
                  {"words": ""}, {"asker": "thief"}, {"product": "nonsense"}):  # fmt: skip
        refused = client.post("/shop/enquiry", data=new | wrong)
        assert refused.status_code == 422, wrong
        assert "Harbour School" in refused.text
    for _click in range(2):
        assert client.post("/shop/enquiry", data=new).status_code == 303
    assert asked() == 1
    desk = enter(app.test_client(), world.manager)
    page = f"/enquiries/{session.scalar(sa.select(Enquiry.id))}"
    assert page in desk.get("/enquiries").text
    assert desk.post(f"{page}/answer", data={"words": ""}).status_code == 422
    assert desk.post(f"{page}/answer", data={"words": "The offer follows by post."}).status_code == 303
    assert "The offer follows by post." in desk.get(page).text
    assert session.scalars(sa.select(EnquiryMail.words)).all() == ["The offer follows by post."]
    assert desk.post(f"{page}/close").status_code == 303
    assert desk.post(f"{page}/answer", data={"words": "One more word to you."}).status_code == 422
    assert desk.post(f"{page}/open").status_code == 303
    teacher = enter(app.test_client(), cast.make_actor(Role.INSTRUCTOR, world.prison))
    assert teacher.get("/enquiries").status_code == 403


def test_a_program_is_thanked_and_forgotten(client, world):
    answer = client.post("/shop/enquiry", data=SAID | {"id": str(new_id()), "website": "http://spam.example"})
    assert answer.location.endswith("/thanks")
    assert asked() == 0


def test_a_flood_from_one_network_ends(client, world):
    answers = [
        client.post("/shop/enquiry", data=SAID | {"id": str(new_id())}).status_code for _n in range(MOST_A_DAY + 2)
    ]
    assert answers == [303] * MOST_A_DAY + [403] * 2
    assert asked() == MOST_A_DAY


def test_an_answer_leaves_once_in_the_language_of_whoever_asked(app, client, world, monkeypatch, tmp_path):
    client.post("/shop/enquiry", data=SAID | {"id": str(new_id())})
    desk, page = enter(app.test_client(), world.manager), f"/enquiries/{session.scalar(sa.select(Enquiry.id))}"
    desk.post(f"{page}/answer", data={"words": "The offer follows by post."})
    assert "Prepared" in desk.get(page).text
    monkeypatch.delenv("THROUGHCARE_OUTBOX", raising=False)
    assert send_due() == 0
    monkeypatch.setenv("THROUGHCARE_OUTBOX", str(tmp_path))
    assert [send_due(), send_due()] == [1, 0]
    (file,) = tmp_path.glob("*.json")
    mail = json.loads(file.read_text())
    assert mail["to"] == "mina@example.org"
    assert "The offer follows by post." in mail["text"]
    assert "> Forty stools" in mail["text"]
    assert session.execute(sa.select(EnquiryPost.state, EnquiryPost.address, EnquiryPost.text)).one() == (
        "sent",
        "",
        "",
    )
    assert "Send it by your own mail program" not in desk.get(page).text
