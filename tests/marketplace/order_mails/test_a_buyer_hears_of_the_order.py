"""Mails wait in an outbox, in the buyer's language, each said once and sent once; who has no address gets none."""

from __future__ import annotations

import datetime as dt
import json
import secrets

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of, transaction
from kernel.ids import new_id
from marketplace.desk.service import hand_over
from marketplace.order_mails import service
from marketplace.order_mails.models import MailKind, MailState, OrderMail
from marketplace.orders.models import OrderStep
from marketplace.orders.rules import OrderState, state_of
from marketplace.orders.service import NewOrder, expire_due, order_of, pack, place_order
from marketplace.payments.service import take_cash

mail = table_of(OrderMail)


def buy(world, email="vera@example.org", language="en"):
    with transaction():
        return place_order(NewOrder(
            id=new_id(), token=secrets.token_urlsafe(24), place_id=world.prison.id, buyer="Vera Lind", email=email,
            phone="", pieces={world.product.id: 1}, language=language,
        ))[0]  # fmt: skip


def kinds():
    return list(session.scalars(sa.select(mail.c.kind).order_by(mail.c.made_at, mail.c.id)))


def test_from_placing_to_the_gate_each_step_is_said_once(world):
    order = buy(world)
    with transaction():
        pack(world.manager, order)
        pack(world.manager, order)
        take_cash(world.manager, order, 4000, new_id())
        hand_over(world.manager, order)
        hand_over(world.manager, order)
    assert kinds() == [MailKind.PLACED, MailKind.READY, MailKind.PAID, MailKind.SENT]
    assert "Oak chair" not in "".join(session.scalars(sa.select(mail.c.text)))
    assert order_of(order).code in session.scalars(sa.select(mail.c.text)).first()


def test_without_an_address_nobody_writes(world):
    buy(world, email="")
    assert kinds() == []


def test_in_the_buyers_language(world):
    buy(world, language="ar")
    row = session.execute(sa.select(mail)).one()
    assert row.language == "ar"


def test_each_leaves_once_and_takes_its_words_with_it(world, monkeypatch, tmp_path):
    buy(world)
    monkeypatch.delenv("THROUGHCARE_OUTBOX", raising=False)
    assert service.send_due() == 0
    monkeypatch.setenv("THROUGHCARE_OUTBOX", str(tmp_path))
    assert [service.send_due(), service.send_due()] == [1, 0]
    (file,) = tmp_path.glob("*.json")
    assert json.loads(file.read_text())["to"] == "vera@example.org"
    row = session.execute(sa.select(mail)).one()
    assert (row.state, row.address, row.text) == (MailState.SENT, "", "")


@pytest.mark.parametrize("again", [False, True])
def test_what_nobody_collects_is_said_and_then_let_go_once(world, again):
    order = buy(world)
    now, weeks = clock.now(), dt.timedelta(days=15)
    with transaction():
        take_cash(world.manager, order, 4000, new_id())
        pack(world.manager, order)
    with transaction():
        assert service.look_after_unclaimed(None, now + weeks) == (1, 0)
        assert service.look_after_unclaimed(None, now + weeks) == (0, 0)
    assert kinds()[-1] is MailKind.UNCLAIMED
    with transaction():
        assert service.look_after_unclaimed(None, now + 2 * weeks) == (0, 1)
        if again:
            service.look_after_unclaimed(None, now + 3 * weeks)
            expire_due(None, now + 3 * weeks)
    found = order_of(order)
    assert (found.step, state_of(found)) == (OrderStep.EXPIRED, OrderState.UNFULFILLABLE)
    assert session.scalar(sa.text("SELECT sum(reserved) FROM stock")) == 0
