"""A whole place is counted blind, all shelves or none; pieces that move are on both books and pay their makers."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from marketplace.production.service import take_sold
from marketplace.stock.models import MoveKind, Stock, StockMove
from marketplace.stock.service import reserve
from marketplace.stocktakes.models import StockTake, StockTakeLine
from marketplace.stocktakes.service import NewMove, NewTake, move_pieces, write_down
from tests import cast
from tests.conftest import enter


@pytest.fixture
def shelf(world):
    return session.scalars(sa.select(Stock).where(Stock.product_id == world.product.id)).one()


def take(world, shelf, pieces, reason="", key=None):
    with transaction():
        new = NewTake(id=key or new_id(), place_id=world.prison.id, counted={shelf.id: (pieces, reason)})
        return write_down(world.manager, new)


def on_hand():
    return session.scalars(sa.select(Stock.on_hand).order_by(Stock.on_hand)).all()


def test_a_difference_is_booked_once_with_its_reason(world, shelf):
    key = new_id()
    for _click in range(2):
        made = take(world, shelf, 4, "One broke.", key)
    assert (made.shelves, made.differences, on_hand()) == (1, 1, [4])
    row = session.scalars(sa.select(StockTakeLine)).one()
    assert (row.expected, row.counted, row.reason) == (5, 4, "One broke.")
    assert take(world, shelf, 4).differences == 0


def test_all_or_nothing(world, shelf):
    with pytest.raises(DomainError, match="another one") as refused:
        take(world, shelf, 4)
    assert refused.value.field == f"counted-{shelf.id}"
    with transaction():
        reserve(shelf.id, 3, order_id=new_id(), key="k")
    with pytest.raises(Conflict, match="promised"):
        take(world, shelf, 2, "They are gone.")
    with pytest.raises(DomainError, match="at least one"), transaction():
        write_down(world.manager, NewTake(id=new_id(), place_id=world.prison.id, counted={new_id(): (3, "")}))
    assert session.scalar(sa.select(sa.func.count()).select_from(StockTake)) == 0
    assert on_hand() == [5]


def test_the_database_wants_a_reason(world, shelf):
    made = take(world, shelf, 5)
    with pytest.raises(sa.exc.IntegrityError, match="difference_has_a_reason"), transaction():
        session.add(StockTakeLine(take_id=made.id, stock_id=new_id(), expected=5, counted=4))
        session.flush()


@pytest.fixture
def elsewhere():
    return cast.make_unit(name="Southfield Prison")


def move(world, shelf, to, pieces, key=None, reason="They are asked for there."):
    with transaction():
        new = NewMove(id=key or new_id(), stock_id=shelf.id, to_id=to.id, pieces=pieces, reason=reason)
        move_pieces(world.manager, new)


def test_pieces_move_once_and_nothing_is_lost(world, shelf, elsewhere):
    key = new_id()
    for _click in range(2):
        move(world, shelf, elsewhere, 2, key)
    assert on_hand() == [2, 3]
    moved = session.scalars(sa.select(StockMove.on_hand).where(StockMove.kind == MoveKind.MOVED)).all()
    assert sorted(moved) == [-2, 2]


def test_what_is_promised_does_not_move(world, shelf, elsewhere):
    with transaction():
        reserve(shelf.id, 4, order_id=new_id(), key="k")
    with pytest.raises(Conflict, match="not enough"):
        move(world, shelf, elsewhere, 2)
    with pytest.raises(DomainError, match="there already"):
        move(world, shelf, world.prison, 1)
    with pytest.raises(DomainError, match="Say why"):
        move(world, shelf, elsewhere, 1, reason="so")
    assert on_hand() == [5]


def test_moved_pieces_pay_those_who_made_them(world, shelf, elsewhere):
    move(world, shelf, elsewhere, 2)
    with transaction():
        assert take_sold(world.manager, world.product.id, elsewhere.id, 2) == [(world.batch.id, 2)]


def test_on_screen(app, world, shelf, elsewhere):
    both = cast.make_actor(Role.SHOP_MANAGER)
    desk, teacher = enter(app.test_client(), both), enter(app.test_client(), world.instructor)
    page = f"/stock/takes/at/{world.prison.id}"
    assert page in desk.get("/stock/takes").text
    sheet = desk.get(page).text
    assert world.product.title in sheet
    assert not re.search(r'value="5"', sheet)
    for typed, words in (
        ("4", "another one"),
        ("-1", "whole pieces"),
        ("9999999", "whole pieces"),
        ("", "at least one"),
    ):
        refused = desk.post(page, data={"id": str(new_id()), f"counted-{shelf.id}": typed})
        assert refused.status_code == 422
        assert words in refused.text
    done = {"id": str(new_id()), f"counted-{shelf.id}": "4", f"reason-{shelf.id}": "One broke."}
    answer = desk.post(page, data=done)
    assert answer.status_code == 303
    assert "One broke." in desk.get(answer.location).text
    assert desk.get("/stock/takes").text.count("/stock/takes/") >= 2
    assert teacher.get(page).status_code == 403
    assert desk.get(f"/stock/takes/at/{elsewhere.id}").status_code == 404
    moving = f"/stock/{shelf.id}/move"
    assert "Move pieces" in desk.get(f"/stock/{shelf.id}").text
    typed = {"id": str(new_id()), "pieces": "9", "to": str(elsewhere.id), "reason": "Asked for there."}
    assert desk.post(moving, data=typed).status_code == 422
    assert desk.post(moving, data=typed | {"pieces": "1"}).status_code == 303
    assert "Moved between places" in desk.get(f"/stock/{shelf.id}").text
    assert dt.timedelta() < clock.now() - session.scalars(sa.select(StockTake.taken_at)).one()
