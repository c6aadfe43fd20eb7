"""A refund: asked for at the desk, approved by finance; books mirrored, pieces back, shares on their way withdrawn."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, Forbidden
from kernel.ids import new_id
from marketplace.desk.service import hand_over, pay_and_hand_over
from marketplace.earnings import service as earnings
from marketplace.earnings.models import EarningLine
from marketplace.ledger import queries as books
from marketplace.orders import service as orders
from marketplace.orders.models import ShopOrder
from marketplace.orders.rules import OrderState, state_of
from marketplace.payments.service import take_cash
from marketplace.production.models import Batch
from marketplace.refunds.models import Refund, RefundState
from marketplace.refunds.service import NewRefund, decide_refund, request_refund
from marketplace.stock.models import Stock
from tests import cast
from tests.conftest import enter
from tests.marketplace.shop.test_walk import place

WHY = "The leg is loose."
IN_A_FORTNIGHT = dt.timedelta(days=15)


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


@pytest.fixture
def order(client, world):
    place(client, world)
    return session.scalar(sa.select(ShopOrder.id))


def sell(world, order):
    with transaction():
        pay_and_hand_over(world.manager, order, 8000, new_id())


def ask(world, order, **over):
    with transaction():
        return request_refund(world.manager, NewRefund(id=new_id(), order_id=order, reason=WHY, **over)).id


def shelf():
    return session.execute(sa.select(Stock.on_hand, Stock.reserved)).one()


def state():
    return state_of(session.execute(sa.select(sa.inspect(ShopOrder).local_table)).one())


def test_what_was_handed_over_comes_back_and_its_shares_do_not_come(world, order, approver):
    sell(world, order)
    assert shelf() == (3, 0)
    asked = ask(world, order)
    with transaction():
        assert decide_refund(approver, asked, approve=True).state is RefundState.PAID
    assert state() is OrderState.REFUNDED
    assert shelf() == (5, 0)
    assert session.scalar(sa.select(Batch.sold)) == 0
    (proof,) = books.proof()
    assert proof.is_right
    assert (proof.held_total, proof.shop_fund) == (0, 0)
    assert all(session.scalars(sa.select(EarningLine.withdrawn_on)))
    with transaction():
        assert earnings.mature(None, clock.today() + IN_A_FORTNIGHT) == 0


def test_broken_pieces_are_not_put_on_the_shelf(world, order, approver):
    sell(world, order)
    asked = ask(world, order, pieces_back=False)
    with transaction():
        decide_refund(approver, asked, approve=True)
    assert shelf() == (3, 0)


def test_shares_that_arrived_stay_with_their_makers(world, order, approver):
    sell(world, order)
    asked = ask(world, order)
    with transaction():
        earnings.mature(None, clock.today() + IN_A_FORTNIGHT)
        decide_refund(approver, asked, approve=True)
    assert sum(row.balance for maker in world.makers for row in books.holdings_of(maker.id)) == 3600
    (proof,) = books.proof()
    assert proof.is_right


def test_paid_and_not_collected_frees_the_pieces(world, order, approver):
    with transaction():
        take_cash(world.manager, order, 8000, new_id())
    asked = ask(world, order)
    with pytest.raises(Conflict, match="money back"), transaction():
        hand_over(world.manager, order)
    with transaction():
        decide_refund(approver, asked, approve=True)
    assert shelf() == (5, 0)
    assert state() is OrderState.REFUNDED


def test_two_people_always(app, world, order):
    sell(world, order)
    both = cast.make_actor((Role.SHOP_MANAGER, Role.FINANCE_APPROVER))
    with transaction():
        asked = request_refund(both, NewRefund(id=new_id(), order_id=order, reason=WHY)).id
    with pytest.raises(Forbidden), transaction():
        decide_refund(both, asked, approve=True)
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(sa.text("UPDATE shop_refund SET decided_by = requested_by, state = 'refused'"))


def test_not_unpaid_not_twice_and_not_after_the_window(world, order, approver):
    with pytest.raises(Conflict, match="Nothing was paid"):
        ask(world, order)
    sell(world, order)
    asked = ask(world, order)
    with pytest.raises(Conflict, match="before you"):
        ask(world, order)
    with transaction():
        assert decide_refund(approver, asked, approve=False).state is RefundState.REFUSED
    assert state() is OrderState.HANDED_OVER
    with clock.held_at(clock.now() + IN_A_FORTNIGHT):
        with pytest.raises(Conflict, match="within 14 days"):
            ask(world, order)
        with transaction():
            orders.close_due(None)
        with pytest.raises(Conflict, match="within 14 days"):
            ask(world, order)


def test_from_the_desk_to_finance_on_screen(client, app, world, order, approver):
    sell(world, order)
    desk, finance = enter(app.test_client(), world.manager), enter(app.test_client(), approver)
    page = f"/desk/orders/{order}/refund"
    assert page in desk.get(f"/desk/orders/{order}").text
    assert "80.00" in desk.get(page).text
    typed = {"id": str(new_id()), "reason": WHY, "pieces": "back"}
    assert desk.post(page, data=typed | {"pieces": ""}).status_code == 422
    for _click in range(2):
        assert desk.post(page, data=typed).status_code == 303
    assert WHY in finance.get("/finance/refunds").text
    asked = session.scalar(sa.select(Refund.id))
    assert finance.post(f"/finance/refunds/{asked}", data={"decision": "approve"}).status_code == 303
    assert "Money given back" in desk.get(f"/desk/orders/{order}").text
    assert finance.post(f"/finance/refunds/{asked}", data={"decision": "approve"}).status_code == 409
    assert desk.post(f"/finance/refunds/{asked}", data={"decision": "approve"}).status_code == 403
