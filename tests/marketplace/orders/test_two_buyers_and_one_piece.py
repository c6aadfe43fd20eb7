"""Two buyers at once, the same two last pieces, their baskets in opposite order: one order each round, no deadlock."""

from __future__ import annotations

import datetime as dt
import secrets
import threading

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import in_transaction, session, table_of
from kernel.errors import Conflict
from kernel.ids import new_id
from marketplace.orders.models import OrderStep, ShopOrder
from marketplace.orders.service import NewOrder, expire_due, place_order
from marketplace.stock.models import Stock
from tests.marketplace.conftest import make_world

stock, order = table_of(Stock), table_of(ShopOrder)


def two_shelves():
    """Two products with one piece each, at one place."""
    first, second = make_world(pieces=1), make_world(pieces=1)
    in_transaction(lambda: session.execute(
        stock.update().where(stock.c.product_id == second.product.id).values(place_id=first.prison.id)
    ))  # fmt: skip
    return first.prison.id, [first.product.id, second.product.id]


def rounds(many):
    place, products = two_shelves()
    for _round in range(many):
        start, answers = threading.Barrier(2), []
        buyers = [threading.Thread(target=buy, args=(place, turn, start, answers))
                  for turn in (products, products[::-1])]  # fmt: skip
        [one.start() for one in buyers]
        [one.join(60) for one in buyers]
        assert sorted(answers) == ["no", "yes"]
        assert shelves() == [(1, 1), (1, 1)]
        later = clock.now() + dt.timedelta(days=30)
        waves = [threading.Thread(target=let_go, args=(later,)) for _two in range(2)]
        [one.start() for one in waves]
        [one.join(60) for one in waves]
        assert shelves() == [(1, 0), (1, 0)]
    placed = session.scalar(sa.select(sa.func.count()).select_from(order).where(order.c.step == OrderStep.EXPIRED))
    assert placed == many


def buy(place, products, start, answers):
    new = NewOrder(
        id=new_id(), token=secrets.token_urlsafe(24), place_id=place, buyer="B", email="", phone="",
        pieces=dict.fromkeys(products, 1),
    )  # fmt: skip
    start.wait(10)
    try:
        in_transaction(lambda: place_order(new), attempts=60)
        answers.append("yes")
    except Conflict:
        answers.append("no")
    finally:
        session.remove()


def let_go(later):
    try:
        in_transaction(lambda: expire_due(None, later), attempts=60)
    finally:
        session.remove()


def shelves():
    session.rollback()
    return [tuple(row) for row in session.execute(sa.select(stock.c.on_hand, stock.c.reserved))]


def test_three_rounds(real_db):
    rounds(3)


@pytest.mark.slow
def test_a_hundred_rounds(real_db):
    rounds(100)
