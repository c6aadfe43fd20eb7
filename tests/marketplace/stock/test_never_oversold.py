"""Eight buyers want the last five pieces: five get one, three are told to choose something else."""

from __future__ import annotations

import secrets
import threading

import sqlalchemy as sa

from kernel.db import in_transaction, session, table_of
from kernel.errors import Conflict
from kernel.ids import new_id
from marketplace.orders.service import NewOrder, place_order
from marketplace.stock.models import Stock, StockMove
from tests.marketplace.conftest import make_world  # the same world as the shop

stock, move = table_of(Stock), table_of(StockMove)


def test_the_last_pieces_are_sold_once(real_db):
    world, answers = make_world(pieces=5), []

    def buy():
        new = NewOrder(
            id=new_id(), token=secrets.token_urlsafe(24), place_id=world.prison.id, buyer="B", email="", phone="",
            pieces={world.product.id: 1},
        )  # fmt: skip
        try:
            answers.append(in_transaction(lambda: place_order(new), attempts=60)[1])
        except Conflict:
            answers.append(False)
        finally:
            session.remove()

    buyers = [threading.Thread(target=buy) for _ in range(8)]
    [one.start() for one in buyers]
    [one.join() for one in buyers]
    assert sorted(answers) == [False] * 3 + [True] * 5
    assert session.execute(sa.select(stock.c.on_hand, stock.c.reserved)).one() == (5, 5)
    moved = session.execute(sa.select(sa.func.sum(move.c.on_hand), sa.func.sum(move.c.reserved))).one()
    assert tuple(moved) == (5, 5)
