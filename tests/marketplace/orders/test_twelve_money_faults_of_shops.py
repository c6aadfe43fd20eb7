"""Faults that real shops shipped and found only end to end (programmes_marketplace.md 2, rows 17-26): none is here.

Each test names the shops that had it, and fails on the simple way of doing it: a stored status, a look before a write,
one refund for an order, a delivery charge for each parcel; ``test_the_simple_way_is_caught.py`` shows it.
"""

from __future__ import annotations

import datetime as dt
import secrets

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import in_transaction, session, table_of, transaction
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from marketplace.desk.service import hand_over, pay_and_hand_over
from marketplace.earnings import service as earnings
from marketplace.earnings.models import EarningLine
from marketplace.ledger import queries as books
from marketplace.ledger.models import AccountRole
from marketplace.orders.models import Method, OrderStep, ShopOrder
from marketplace.orders.queries import odd_money
from marketplace.orders.rules import OrderState, amounts_of, difference, state_of, tax_in
from marketplace.orders.service import NewOrder, cancel, close_due, expire_due, order_of, pack, place_order
from marketplace.payments.models import FactKind
from marketplace.payments.rules import Fact
from marketplace.payments.service import learn, sum_of_facts, take_cash
from marketplace.receipts.models import Receipt, ReceiptKind
from marketplace.refunds.models import Refund, RefundKind, RefundState
from marketplace.refunds.service import NewRefund, decide_refund, request_refund
from marketplace.stock.models import Stock
from tests import cast
from tests.marketplace.orders.test_what_an_order_may_not_do import SENT, buy, change, open_europe

stock = table_of(Stock)
WHY = "The leg is loose."
FORTNIGHT = dt.timedelta(days=15)


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


def give_back(world, approver, order, *, approve=True, **over):
    with transaction():
        asked = request_refund(world.manager, NewRefund(id=new_id(), order_id=order, reason=WHY, **over)).id
    with transaction():
        return decide_refund(approver, asked, approve=approve)


def pay(world, order, minor=None):
    with transaction():
        take_cash(world.manager, order, minor or amounts_of(order_of(order)).owed, new_id())


def by_card(order, minor, ref="pi_1", kind=FactKind.CAPTURED, method=Method.CARD):
    fact = Fact(provider_ref=ref, kind=kind, minor=minor, currency="EUR", at=clock.now())
    with transaction():
        return learn(None, order, method, fact)


def shelf():
    session.expire_all()
    return session.execute(sa.select(stock.c.on_hand, stock.c.reserved)).one()


def state(order):
    session.expire_all()
    return state_of(order_of(order))


def balance(role):
    rows = session.execute(sa.text("SELECT balance FROM ledger_account WHERE role = :role"), {"role": role.value})
    return rows.scalar() or 0


def balanced(order):
    found = order_of(order)
    assert (found.paid_minor, found.refunded_minor) == sum_of_facts(order)
    assert all(proof.is_right for proof in books.proof())
    return True


def test_1_an_order_in_parts_can_be_fulfilled_to_the_end(world):
    """spree 14622: split orders could not be fulfilled."""
    order = buy(world, 3)
    pay(world, order)
    for part in (1, 1):
        with transaction():
            hand_over(world.manager, order, pieces={0: part}, key=new_id())
        assert state(order) is OrderState.PARTLY
    with transaction():
        hand_over(world.manager, order)
    assert (state(order), shelf()) == (OrderState.HANDED_OVER, (2, 0))
    assert (balance(AccountRole.SALES), balance(AccountRole.ORDER_PREPAYMENTS)) == (12000, 0)
    assert session.scalar(sa.select(sa.func.sum(EarningLine.minor))) == 3 * 1800
    with transaction():
        assert close_due(None, clock.now() + FORTNIGHT) == 1


def test_1b_a_second_click_on_a_part_is_no_second_part_and_never_more_than_is_there(world):
    order, key = buy(world, 3), new_id()
    pay(world, order)
    for _click in range(2):
        with transaction():
            hand_over(world.manager, order, pieces={0: 1}, key=key)
    assert shelf() == (4, 2)
    for wrong in ({0: 3}, {0: 0}, {0: -1}):
        with pytest.raises(DomainError), transaction():
            hand_over(world.manager, order, pieces=wrong, key=new_id())


def test_2_fully_refunded_is_never_still_paid(world, approver):
    """spree 14622, medusa 10491: a refunded order still said paid."""
    order = buy(world)
    pay(world, order)
    give_back(world, approver, order)
    assert state(order) is OrderState.REFUNDED
    assert "paid_state" not in ShopOrder.__table__.columns  # whether it is paid is stored nowhere
    with pytest.raises(Conflict), transaction():
        hand_over(world.manager, order)
    assert balanced(order)


def test_3_a_refund_that_the_bank_has_not_sent_is_not_paid(world, approver):
    """spree 14622: a returned payout still said settled."""
    order = buy(world, method=Method.BANK)
    with transaction():
        from tests.marketplace.payments.test_every_way_keeps_the_contract import money_in_suspense

        money_in_suspense(4000)
        learn(None, order, Method.BANK, Fact(provider_ref="b", kind=FactKind.CAPTURED, minor=4000, currency="EUR",
                                             at=clock.now()))  # fmt: skip
    refund = give_back(world, approver, order).id
    assert session.get(Refund, refund).state is RefundState.APPROVED
    assert order_of(order).refunded_minor == 0
    assert state(order) is OrderState.UNFULFILLABLE  # cancelled, its money still with us, until the bank sends it


def test_4_delivery_is_charged_and_given_back_once_however_it_is_split(world, approver):
    """spree 14622: the delivery charge was taken for each part of a split order."""
    open_europe(world)
    change(world, ships=True)
    order = buy(world, 2, country="DE", **SENT)
    by_card(order, 8490, method=Method.MOBILE)
    for _part in range(2):
        with transaction():
            hand_over(world.manager, order, pieces={0: 1}, key=new_id())
    assert balance(AccountRole.SALES) == 8490
    first = give_back(world, approver, order, pieces={0: 1})
    second = give_back(world, approver, order, pieces={0: 1})
    assert [(one.minor, one.delivery_minor) for one in (first, second)] == [(4000, 0), (4490, 490)]
    with pytest.raises(Conflict):
        give_back(world, approver, order)


def test_5_an_expired_order_that_is_paid_is_taken_up_or_queued_and_sounds_after_a_day(world):
    """saleor 14733, 15246: money came and no order could be made of it."""
    order = buy(world, 5)
    with transaction():
        expire_due(None, clock.now() + FORTNIGHT)
    buy(world, 1)
    by_card(order, 20_000)
    assert state(order) is OrderState.UNFULFILLABLE
    (row,) = odd_money(world.manager)
    assert [difference(row, clock.now() + dt.timedelta(hours=hours))[1:] for hours in (23, 25)] == [
        (20_000, False), (20_000, True),
    ]  # fmt: skip
    assert shelf() == (5, 1)


def test_6_pieces_are_freed_once_and_never_below_nothing(world):
    """medusa 11131, vendure 1557: stock was not released, or released twice."""
    order = buy(world, 5)
    for _again in range(2):
        with transaction():
            expire_due(None, clock.now() + FORTNIGHT)
            cancel(world.manager, order, "late") if order_of(order).step is OrderStep.PLACED else None
    assert shelf() == (5, 0)
    by_card(order, 20_000)  # late: promised again
    assert shelf() == (5, 5)
    with transaction():
        hand_over(world.manager, order)
    assert shelf() == (0, 0)


def test_6b_what_was_taken_off_is_not_freed_again_with_the_rest(world, approver):
    """medusa 13625: the whole line was released after a part of it: another buyer's pieces were free."""
    order = buy(world, 3)
    pay(world, order)
    give_back(world, approver, order, pieces={0: 1})
    other = buy(world, 2)
    give_back(world, approver, order)
    assert (order_of(order).step, shelf()) == (OrderStep.CANCELLED, (5, 2))
    pay(world, other)
    with transaction():
        hand_over(world.manager, other)
    assert shelf() == (3, 0)


def test_7_cancelling_is_not_refunding(world, approver):
    """medusa 10453, saleor 12757: a cancelled order kept the money, or the refund left the order open."""
    order = buy(world)
    pay(world, order)
    with pytest.raises(Conflict, match="Arrange a return"), transaction():
        cancel(world.manager, order, "No more.")
    give_back(world, approver, order)
    assert (order_of(order).step, state(order), shelf()) == (OrderStep.CANCELLED, OrderState.REFUNDED, (5, 0))


def test_8_never_twice_and_never_more_than_was_paid(world, approver):
    """pretix PR 6376 and others: many partial refunds came to more than the payment."""
    order = buy(world, 3)
    with transaction():
        pay_and_hand_over(world.manager, order, 12_000, new_id())
    given = [give_back(world, approver, order, pieces={0: 1}).minor for _three in range(3)]
    assert given == [4000, 4000, 4000]
    for again in ({}, {"pieces": {0: 1}}, {"kind": RefundKind.SURPLUS}):
        with pytest.raises((Conflict, DomainError)):
            give_back(world, approver, order, **again)
    with pytest.raises(sa.exc.IntegrityError, match="refunds_what_was_paid"), transaction():
        session.execute(sa.text("UPDATE shop_order SET refunded_minor = paid_minor + 1"))
    assert (shelf(), state(order)) == ((5, 0), OrderState.REFUNDED)
    assert balanced(order)


def test_9_a_part_of_the_price_for_a_fault_keeps_the_rest_paid(world, approver):
    """A partial refund turned the order to unpaid, or to refunded."""
    order = buy(world, 2)
    with transaction():
        pay_and_hand_over(world.manager, order, 8000, new_id())
    assert give_back(world, approver, order, kind=RefundKind.FAULT, minor=500).minor == 500
    assert (state(order), amounts_of(order_of(order)).owed) == (OrderState.PART_REFUNDED, 0)
    assert shelf() == (3, 0)
    with pytest.raises(DomainError, match="not more than"):
        give_back(world, approver, order, kind=RefundKind.FAULT, minor=7501)
    last = give_back(world, approver, order)  # both come back after all: what was lowered is not given twice
    assert (last.minor, state(order), shelf()) == (7500, OrderState.REFUNDED, (5, 0))
    assert balanced(order)
    assert (balance(AccountRole.SALES), balance(AccountRole.ORDER_PREPAYMENTS)) == (0, 0)


def test_9b_a_price_is_lowered_only_for_what_the_buyer_has(world, approver):
    """A part of the price given back before the goods left was booked as sold again when they did."""
    order = buy(world, 2)
    pay(world, order)
    with pytest.raises(DomainError, match="Hand everything over first"):
        give_back(world, approver, order, kind=RefundKind.FAULT, minor=500)
    with transaction():
        hand_over(world.manager, order, pieces={0: 1}, key=new_id())
    with pytest.raises(DomainError, match="Hand everything over first"):
        give_back(world, approver, order, kind=RefundKind.FAULT, minor=500)


def test_10_only_the_makers_of_the_returned_piece_lose_their_share_and_only_that_part(world, approver):
    """spree 14622: another seller's commission was shown, and a return took all of it."""
    order = buy(world, 3)
    with transaction():
        pay_and_hand_over(world.manager, order, 12_000, new_id())
    give_back(world, approver, order, pieces={0: 1})
    open_shares = sa.select(sa.func.sum(EarningLine.minor)).where(EarningLine.withdrawn_on.is_(None))
    assert session.scalar(open_shares) == 2 * 1800
    give_back(world, approver, order, pieces={0: 1})
    assert session.scalar(open_shares) == 1800
    with transaction():
        earnings.mature(None, clock.today() + FORTNIGHT)
    assert sum(row.balance for maker in world.makers for row in books.holdings_of(maker.id)) == 1800


def test_11_tax_and_sales_are_parted_exactly_in_parts_and_back(world, approver):
    """spree_marketplace 14: a part was due to somebody and the whole went to one account; parts lost cents."""
    change(world, tax_permille=190)
    order = buy(world, 3)
    pay(world, order)
    total = order_of(order).tax_minor
    assert (total, 3 * tax_in(4000, 190)) == (1916, 1917)  # piece by piece is a cent too much
    for _part in range(3):
        with transaction():
            hand_over(world.manager, order, pieces={0: 1}, key=new_id())
    assert (balance(AccountRole.TAX), balance(AccountRole.SALES)) == (total, 12_000 - total)
    taken = [give_back(world, approver, order, pieces={0: 1}).tax_minor for _piece in range(3)]
    assert sum(taken) == total
    assert (balance(AccountRole.TAX), balance(AccountRole.SALES)) == (0, 0)
    papers = session.execute(sa.select(Receipt.kind, Receipt.tax_minor).order_by(Receipt.number)).all()
    assert papers == [(ReceiptKind.RECEIPT, total), *((ReceiptKind.CREDIT, tax) for tax in taken)]


def test_11b_a_lower_price_lowers_its_tax(world, approver):
    """Directive 2006/112/EC, article 90. The tax stayed whole, so the state was paid for what nobody paid."""
    change(world, tax_permille=190)
    order = buy(world, 2)
    with transaction():
        pay_and_hand_over(world.manager, order, 8000, new_id())
    fault = give_back(world, approver, order, kind=RefundKind.FAULT, minor=1000)
    assert (order_of(order).tax_minor, fault.tax_minor) == (1277, 160)
    assert (balance(AccountRole.TAX), balance(AccountRole.SALES)) == (1117, 5883)
    assert session.scalar(sa.select(Receipt.tax_minor).where(Receipt.kind == ReceiptKind.CREDIT)) == 160
    give_back(world, approver, order)
    assert (balance(AccountRole.TAX), balance(AccountRole.SALES)) == (0, 0)


def test_11c_the_receipt_is_for_what_was_handed_over(world, approver):
    """A piece that was taken off before the counter stood on the receipt all the same."""
    change(world, tax_permille=190)
    order = buy(world, 3)
    pay(world, order)
    taken = give_back(world, approver, order, pieces={0: 1}).tax_minor
    with transaction():
        hand_over(world.manager, order)
    assert session.execute(sa.select(Receipt.minor, Receipt.tax_minor)).one() == (8000, 1916 - taken)
    assert (balance(AccountRole.TAX), balance(AccountRole.SALES)) == (1277, 8000 - 1277)


def test_12_told_twice_or_backwards_is_one_effect_and_too_much_is_said(world, approver):
    """Cogtrix 125, solidus_stripe 188, pretix 1707: an event twice, out of order; money too much that nobody saw."""
    order = buy(world)
    assert by_card(order, 1000, "re_1", FactKind.REFUNDED)
    assert [by_card(order, 5000), by_card(order, 5000)] == [True, False]
    assert not by_card(order, 1000, "re_1", FactKind.REFUNDED)
    assert (order_of(order).paid_minor, order_of(order).refunded_minor) == (5000, 1000)
    by_card(order, 300, "pi_2")
    assert (state(order), amounts_of(order_of(order)).surplus) == (OrderState.OVERPAID, 300)
    assert [row.id for row in odd_money(world.manager)] == [order]


def test_unpaid_orders_expire_and_a_paid_part_does_not(world):
    """saleor RFC 11005, kompassi 549."""
    unpaid, part = buy(world, 1), buy(world, 1)
    by_card(part, 100)
    with transaction():
        pack(world.manager, unpaid)
        assert expire_due(None, clock.now() + FORTNIGHT) == 1
    assert (state(unpaid), state(part)) == (OrderState.EXPIRED, OrderState.PART_PAID)


def test_a_public_buyer_has_the_goods_before_the_money(world, approver):
    order = buy(world, method=Method.INVOICE)
    with transaction():
        hand_over(world.manager, order)
    assert state(order) is OrderState.UNPAID_OUT
    assert session.scalar(sa.select(Receipt.kind)) is ReceiptKind.INVOICE
    with transaction():
        assert close_due(None, clock.now() + FORTNIGHT) == 0
    by_card(order, 4000)
    assert (state(order), balance(AccountRole.ORDER_PREPAYMENTS)) == (OrderState.HANDED_OVER, 0)


def test_the_same_order_twice_is_one(world):
    new = NewOrder(
        id=new_id(), token=secrets.token_urlsafe(24), place_id=world.prison.id, buyer="B", email="", phone="",
        pieces={world.product.id: 1},
    )  # fmt: skip
    assert [in_transaction(lambda: place_order(new))[1] for _click in range(2)] == [True, False]
    assert shelf() == (5, 1)
