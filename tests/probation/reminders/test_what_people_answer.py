"""Answers in six languages and by digit come in once, by file or signed post, and stand on the officer's day."""

from __future__ import annotations

import html
import json

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session
from probation.reminders.models import OutboxState, Why
from probation.replies import service
from probation.replies.api import signature
from probation.replies.models import Meaning, Reply
from probation.replies.queries import unread
from probation.replies.rules import meaning_of
from probation.wishes.models import Answer
from probation.wishes.queries import wish_of
from tests import cast
from tests.probation.reminders.conftest import BARE

COMES, NEW_TIME, HELP, STOP, OTHER = Meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1", COMES), ("١", COMES), ("۱", COMES), (" OK! ", COMES), ("نعم", COMES), ("Oui, merci", COMES),
        ("да", COMES), ("Sí", COMES), ("好的", COMES), ("2", NEW_TIME), ("٢.", NEW_TIME), ("改时间", NEW_TIME),
        ("موعد آخر", NEW_TIME),
        ("autre jour svp", NEW_TIME), ("3", HELP), ("٣", HELP), ("مساعدة", HELP), ("помощь", HELP), ("STOP", STOP),
        ("stop.", STOP), ("توقف", STOP), ("Arrêt", STOP), ("стоп", STOP), ("停止", STOP), ("please stop", STOP),
        ("1 stop", STOP), ("I will come a bit later", OTHER), ("12", OTHER), ("", OTHER), ("👍", OTHER),
    ],
)  # fmt: skip
def test_what_an_answer_means(text, meaning):
    assert meaning_of(text) is meaning


@pytest.fixture
def sent(story, folder):
    first = story.prepared()
    story.send(first)
    return story


def answer(text="2", source="g-1", sender=BARE):
    with cast.deed():
        return service.take_in(service.Incoming(id=source, sender=sender, text=text))


def text_of(response):
    return html.unescape(response.get_data(as_text=True))


def test_it_comes_in_once(sent):
    assert answer().id == answer().id
    assert session.scalar(sa.select(sa.func.count()).select_from(Reply)) == 1


def test_a_number_nobody_wrote_to_leaves_nothing(sent):
    assert answer(sender="+33699999999") is None


def test_it_stands_on_the_officers_day_until_it_is_seen_to(sent, client, sign_in):
    found = answer("2")
    assert [row.meaning for row in unread(sent.officer)] == [NEW_TIME]
    sign_in(client, sent.officer)
    assert "Answers to reminders" in text_of(client.get("/my-day"))
    assert client.post(f"/reminders/replies/{found.id}/seen").status_code == 303
    assert "Answers to reminders" not in text_of(client.get("/my-day"))
    assert not unread(sent.officer)


def test_a_yes_asks_for_nothing(sent):
    answer("1")
    assert not unread(sent.officer)


def test_stop_stops_at_once_and_is_told(sent):
    answer("STOP")
    assert wish_of(sent.person.id).answer is Answer.STOPPED
    assert [row.meaning for row in unread(sent.officer)] == [STOP]


def test_stop_is_heard_before_the_next_message(sent):
    second = sent.plan(at=sent.planned.at + (sent.planned.at - clock.now()))
    with clock.held_at(sent.planned.at):
        (made,) = sent.prepare()
        assert made.contact_id == second.id
        answer("قف")
        assert sent.claim(made.id) is None
        row = sent.row(made.id)
        assert (row.state, row.why) == (OutboxState.CANCELLED, Why.STOPPED)


def test_somebody_elses_officer_does_not_see_it(sent, client, sign_in):
    found = answer("3")
    other = cast.make_actor(Role.PROBATION_OFFICER, cast.make_unit(kind="probation_office"))
    assert not unread(other)
    sign_in(client, other)
    assert client.post(f"/reminders/replies/{found.id}/seen").status_code == 404


SECRET = "between us and the gateway"
BODY = json.dumps({"id": "g-9", "from": BARE, "text": "3", "network": "more than we ask for"}).encode()


def post(client, body=BODY, secret=SECRET, age=0):
    moment = str(int(clock.now().timestamp()) - age)
    head = {"X-Throughcare-Time": moment, "X-Throughcare-Signature": signature(secret, moment, body)}
    return client.post("/reminders/replies", data=body, headers=head, content_type="application/json")


def test_no_door_without_a_secret(sent, client, monkeypatch):
    monkeypatch.delenv("THROUGHCARE_SMS_SECRET", raising=False)
    assert post(client).status_code == 404


@pytest.mark.parametrize("over", [{"secret": "guessed"}, {"age": 301}, {"age": -301}])
def test_what_the_gateway_did_not_sign_is_refused(sent, client, monkeypatch, over):
    monkeypatch.setenv("THROUGHCARE_SMS_SECRET", SECRET)
    assert post(client, **over).status_code == 401
    assert not session.scalars(sa.select(Reply)).all()


def test_what_it_signed_comes_in_once(sent, client, monkeypatch):
    monkeypatch.setenv("THROUGHCARE_SMS_SECRET", SECRET)
    assert [post(client).status_code for _ in range(2)] == [204, 204]
    assert [row.meaning for row in session.scalars(sa.select(Reply))] == [HELP]


def test_a_body_that_says_nothing(sent, client, monkeypatch):
    monkeypatch.setenv("THROUGHCARE_SMS_SECRET", SECRET)
    assert post(client, body=b'{"id": "g-9"}').status_code == 422


def test_a_file_of_answers(sent, app, tmp_path):
    file = tmp_path / "answers.jsonl"
    lines = [{"id": "f-1", "from": BARE, "text": "1"}, {"id": "f-2", "from": "+33699999999", "text": "2"}]
    file.write_text("\n".join(json.dumps(one) for one in lines), encoding="utf-8")
    run = app.test_cli_runner()
    for _ in range(2):
        done = run.invoke(args=["reminders", "replies", str(file)])
        assert done.output == "1 answers taken in, 1 from numbers that nobody wrote to\n"
    file.write_text('{"id": "f-3", "from": 7}\n', encoding="utf-8")
    assert run.invoke(args=["reminders", "replies", str(file)]).exit_code == 2
