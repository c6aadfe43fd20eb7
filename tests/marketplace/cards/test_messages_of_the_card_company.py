"""Signed messages: the worked vector, one byte more, five minutes, twice, in the wrong order, for another sum."""

from __future__ import annotations

import datetime as dt
import json
import secrets

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import is_writing, session, transaction
from kernel.ids import new_id
from marketplace.cards import service
from marketplace.cards.models import CardEvent, CardSession, Outcome
from marketplace.cards.rules import is_signed, signature
from marketplace.cards.service import Cards
from marketplace.orders.models import Method, ShopOrder
from marketplace.orders.rules import OrderState, state_of
from marketplace.orders.service import NewOrder, order_of, place_order
from marketplace.payments.models import Payment
from marketplace.payments.rules import adapter_of
from marketplace.payments.service import bill_of
from tests import cast
from tests.conftest import enter

SECRET, BODY, MOMENT = "whsec_test_secret", b'{"id":"evt_test"}', 1700000000
WORKED = "13941114bb88ac44a76abcfddea5b92aa6182a4b63d8be3aae908a616083bd7e"
THEN = dt.datetime.fromtimestamp(MOMENT, dt.UTC)
SECOND = dt.timedelta(seconds=1)


def test_the_worked_vector():
    assert signature(SECRET, str(MOMENT), BODY) == WORKED
    assert is_signed(SECRET, f"t={MOMENT},v1={WORKED}", BODY, THEN)
    assert is_signed(SECRET, f"t={MOMENT},v1={'0' * 64},v1={WORKED}", BODY, THEN)


@pytest.mark.parametrize("header", [
    "", "t=,v1=", f"v1={WORKED}", f"t={MOMENT}", f"t={MOMENT},v0={WORKED}", f"t={MOMENT + 1},v1={WORKED}",
    f"t=-{MOMENT},v1={WORKED}", f"t={MOMENT},v1={WORKED[:-1]}", f"t={MOMENT},v1={WORKED}\u0661", f"t=١٧,v1={WORKED}",
])  # fmt: skip
def test_what_is_not_signed(header):
    assert not is_signed(SECRET, header, BODY, THEN)


def test_one_byte_more_or_five_minutes_later():
    header = f"t={MOMENT},v1={WORKED}"
    assert not is_signed(SECRET, header, BODY + b" ", THEN)
    assert is_signed(SECRET, header, BODY, THEN + 300 * SECOND)
    assert not is_signed(SECRET, header, BODY, THEN + 301 * SECOND)
    assert not is_signed(SECRET, header, BODY, THEN - 301 * SECOND)


@pytest.fixture
def order(world, monkeypatch):
    monkeypatch.setenv(service.KEY, "sk_test")
    monkeypatch.setenv(service.SECRET, SECRET)
    with transaction():
        key, _new = place_order(NewOrder(
            id=new_id(), token=secrets.token_urlsafe(24), place_id=world.prison.id, buyer="B", email="", phone="",
            pieces={world.product.id: 1}, method=Method.CARD,
        ))  # fmt: skip
        adapter, bill = Cards(lambda *_asked: {"id": "cs_1", "url": "https://x"}), bill_of(order_of(key))
        adapter.started(bill, adapter.start(bill), new_id())
    return key


def paid(code, minor=4000, event="evt_paid", **over):
    thing = {"id": "cs_1", "payment_status": "paid", "payment_intent": "pi_1", "client_reference_id": code,
             "amount_total": minor, "currency": "eur", **over}  # fmt: skip
    return {"id": event, "type": "checkout.session.completed", "data": {"object": thing}}


def given_back(minor=4000, event="evt_back"):
    thing = {"id": "re_1", "status": "succeeded", "payment_intent": "pi_1", "amount": minor, "currency": "eur"}
    return {"id": event, "type": "refund.created", "data": {"object": thing}}


def send(client, message, more=b""):
    body, stamp = json.dumps(message).encode(), str(int(clock.now().timestamp()))
    header = f"t={stamp},v1={signature(SECRET, stamp, body)}"
    return client.post("/shop/card-events", data=body + more, headers={service.HEADER: header}).status_code


def state(order):
    session.expire_all()
    return state_of(session.get(ShopOrder, order))


def test_the_same_message_twice_is_one_effect(client, order):
    code = order_of(order).code
    assert [send(client, paid(code)), send(client, paid(code))] == [200, 200]
    assert state(order) is OrderState.PAID
    assert session.scalar(sa.select(sa.func.count()).select_from(Payment)) == 1


def test_the_same_payment_in_two_messages_is_one_effect(client, order):
    code = order_of(order).code
    send(client, paid(code))
    send(client, paid(code, event="evt_other"))
    assert state(order) is OrderState.PAID


def test_one_byte_more_is_refused_and_leaves_nothing(client, order):
    assert send(client, paid(order_of(order).code), b" ") == 403
    assert state(order) is OrderState.PLACED
    assert session.scalar(sa.select(sa.func.count()).select_from(CardEvent)) == 0


@pytest.mark.parametrize("wrong", [{"minor": 1}, {"currency": "usd"}, {"id": "cs_other"}, {"minor": 400_000}])
def test_another_sum_than_we_asked_for_is_kept_and_shown_and_changes_nothing(app, client, order, wrong):
    assert send(client, paid(order_of(order).code, **wrong)) == 200
    assert state(order) is OrderState.PLACED
    assert session.scalar(sa.select(CardEvent.outcome)) is Outcome.MISMATCH
    page = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK)).get("/finance/bank").text
    assert "Messages about cards that fit no order" in page


def test_a_refund_told_before_its_payment_is_counted_when_that_comes(client, order):
    send(client, given_back())
    assert state(order) is OrderState.PLACED
    send(client, paid(order_of(order).code))
    assert state(order) is OrderState.REFUNDED
    send(client, given_back(event="evt_again"))
    assert session.get(ShopOrder, order).refunded_minor == 4000


def test_a_dispute_is_noted(client, order):
    send(client, paid(order_of(order).code))
    send(client, {"id": "evt_d", "type": "charge.dispute.created", "data": {"object": {"payment_intent": "pi_1"}}})
    session.expire_all()
    assert session.get(ShopOrder, order).disputed_at


@pytest.mark.parametrize("body", [{"id": "evt_x", "type": "customer.created"}, {"id": "evt_y", "data": {"object": {}}}])
def test_what_we_do_not_know_is_answered_and_does_nothing(client, order, body):
    assert send(client, body) == 200
    assert session.scalar(sa.select(CardEvent.outcome)) is Outcome.IGNORED


def test_off_until_it_is_set_up(client, world):
    assert send(client, paid("AAAAAA")) == 404
    assert not Cards().is_open()


def test_the_company_is_asked_for_a_page_with_no_transaction_open(client, world, monkeypatch):
    monkeypatch.setenv(service.KEY, "sk_test")
    monkeypatch.setenv(service.SECRET, SECRET)
    token = secrets.token_urlsafe(24)
    with transaction():
        place_order(NewOrder(
            id=new_id(), token=token, place_id=world.prison.id, buyer="B", email="", phone="",
            pieces={world.product.id: 1}, method=Method.CARD,
        ))  # fmt: skip

    def call(*_asked):
        assert not is_writing()
        return {"id": "cs_9", "url": "https://checkout.example/pay"}

    monkeypatch.setattr(adapter_of(Method.CARD), "call", call)
    assert client.post(f"/shop/order/{token}/card").location == "https://checkout.example/pay"
    assert session.execute(sa.select(CardSession.session_ref, CardSession.minor)).one() == ("cs_9", 4000)
