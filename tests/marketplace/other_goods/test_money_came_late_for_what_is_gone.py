"""Paid late, and the pieces are gone: the buyer takes others, and the money goes over, once, with the books right."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from marketplace.cards.queries import payment_behind
from marketplace.desk.service import hand_over
from marketplace.ledger import queries as books
from marketplace.order_mails.models import MailKind, OrderMail
from marketplace.orders.models import Method
from marketplace.orders.rules import OrderState, amounts_of, state_of
from marketplace.orders.service import expire_due, order_of
from marketplace.other_goods.service import OtherGoods, give_other
from marketplace.payments.models import FactKind
from marketplace.payments.queries import holder_of
from marketplace.payments.rules import Fact
from marketplace.payments.service import learn, sum_of_facts
from marketplace.refunds.service import NewRefund, request_refund
from marketplace.stock.models import Stock
from tests import cast
from tests.conftest import enter
from tests.marketplace.orders.test_what_an_order_may_not_do import buy

LATER = dt.timedelta(days=40)


@pytest.fixture(params=[Method.MOBILE, Method.CARD], ids=str)
def late(request, world):
    """Five pieces ordered, let go, three of them sold, and then the money of all five."""
    order = buy(world, 5, email="vera@example.org")
    with transaction():
        expire_due(None, clock.now() + LATER)
    buy(world, 3, buyer="Other")
    with transaction():
        learn(None, order, request.param, Fact(
            provider_ref="pi_1", kind=FactKind.CAPTURED, minor=20_000, currency="EUR", at=clock.now()
        ))  # fmt: skip
    assert state(order) is OrderState.UNFULFILLABLE
    return order


def state(order):
    session.expire_all()
    return state_of(order_of(order))


def other(world, pieces, **over):
    return OtherGoods(
        **{"id": new_id(), "token": "t" * 32, "pieces": {world.product.id: pieces}, "link": "https://x"} | over
    )


def right(*ids):
    assert all((order_of(key).paid_minor, order_of(key).refunded_minor) == sum_of_facts(key) for key in ids)
    assert all(proof.is_right for proof in books.proof())


def test_the_money_goes_over_once_and_what_is_too_much_is_said(world, late):
    new = other(world, 2)
    for _click in range(2):
        with transaction():
            made = give_other(world.manager, late, new)
    assert (state(late), state(made.id)) == (OrderState.REFUNDED, OrderState.OVERPAID)
    assert amounts_of(order_of(made.id)).surplus == 12_000
    assert session.execute(sa.select(Stock.on_hand, Stock.reserved)).one() == (5, 5)
    assert (holder_of(late), payment_behind(made.id)) == (made.id, payment_behind(late))
    right(late, made.id)
    kinds = session.scalars(sa.select(OrderMail.kind).where(OrderMail.order_id == made.id)).all()
    assert kinds == [MailKind.INSTEAD]
    assert MailKind.REFUNDED not in session.scalars(sa.select(OrderMail.kind)).all()
    with transaction():
        hand_over(world.manager, made.id)
    right(late, made.id)
    with pytest.raises(Conflict, match="exchanged"), transaction():
        give_other(world.manager, late, other(world, 1, token="u" * 32))


def test_more_than_is_there_changes_nothing(world, late):
    for pieces in (3, 0, 21):
        with pytest.raises((Conflict, DomainError)), transaction():
            give_other(world.manager, late, other(world, pieces))
    assert state(late) is OrderState.UNFULFILLABLE
    assert session.execute(sa.select(Stock.on_hand, Stock.reserved)).one() == (5, 3)
    right(late)


def test_not_for_another_order_and_not_while_the_money_goes_back(world, late):
    unpaid = buy(world, 1, buyer="Third")
    with pytest.raises(Conflict, match="pieces are gone"), transaction():
        give_other(world.manager, unpaid, other(world, 1))
    with transaction():
        request_refund(world.manager, NewRefund(id=new_id(), order_id=late, reason="No thanks."))
    with pytest.raises(Conflict, match="goes back"), transaction():
        give_other(world.manager, late, other(world, 1))


def test_on_screen(app, world, late):
    desk, page = enter(app.test_client(), world.manager), f"/desk/orders/{late}/other"
    assert page in desk.get(f"/desk/orders/{late}").text
    assert "200.00" in desk.get(page).text
    sent = {"id": str(new_id()), "token": "v" * 32}
    for wrong in ("-1", "1.5", "9", "", "0"):
        assert desk.post(page, data=sent | {f"take-{world.product.id}": wrong}).status_code == 422, wrong
    assert desk.post(page, data=sent | {"take-nonsense": "1"}).status_code == 422
    made = desk.post(page, data=sent | {f"take-{world.product.id}": "2"})
    assert made.status_code == 303
    assert "The pieces are gone" not in desk.get(made.location).text
    assert "Exchanged for another order" in desk.get(f"/desk/orders/{late}").text
    again = desk.get(page)
    assert (again.status_code, again.location) == (303, f"/desk/orders/{late}"), "nothing is left to exchange"
    assert "pieces are gone, is exchanged" in desk.get(again.location).text
    assert enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK)).get(page).status_code == 403
