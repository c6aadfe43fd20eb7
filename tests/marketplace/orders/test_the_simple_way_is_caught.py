"""Each of the twelve faults, put into the product the simple way: its story must then go wrong.

A story that passes with the fault in it would prove nothing. The simple ways are those of the shops named there.
"""

from __future__ import annotations

import inspect

import pytest
import sqlalchemy as sa

from kernel import audit
from kernel.authz import Role
from kernel.db import session, table_of
from marketplace.desk import service as desk
from marketplace.earnings.models import EarningLine
from marketplace.orders import service as orders
from marketplace.orders.models import OrderStep
from marketplace.orders.queries import lines_of
from marketplace.orders.rules import Amounts, OrderState, amounts_of
from marketplace.payments import service as payments
from marketplace.payments.models import FactKind
from marketplace.refunds import rules as refund_rules
from marketplace.refunds import service as refunds
from marketplace.stock.models import Stock
from tests import cast
from tests.marketplace.orders import test_twelve_money_faults_of_shops as stories


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


def the_first_part_ends_the_order(put):
    """Whoever hands something over has handed the order over."""
    parts = desk._leaving
    put(desk, "_leaving", lambda order, pieces: (parts(order, pieces)[0], 0))


def paid_once_is_paid(put):
    """The status is what it was when the money came."""
    put(stories, "state_of", lambda row: OrderState.PAID if row.paid_minor >= row.total_minor else OrderState.PLACED)


def approved_is_sent(put):
    """A refund counts as paid when somebody said yes."""

    def at_once(_actor, order, minor, _key, _method):
        order.refunded_minor += minor
        audit.record(None, "order.refunded", order)
        return True

    put(refunds, "give_back", at_once)


def delivery_for_each_part(put):
    """Each part bears the delivery."""
    parts = refunds._parts
    put(refunds, "_parts", lambda order, new: (parts(order, new)[0], order.delivery_minor))


def late_money_is_money(put):
    """An expired order that is paid is a paid order; whether its pieces are there is seen when packing."""

    def again(_actor, order):
        order.step = OrderStep.PLACED
        audit.record(None, "order.taken_up_late", order)
        return True

    put(payments, "revive", again)


def lines_are_freed_whole(put):
    """An order that ends gives back what its lines say."""
    shelf = table_of(Stock)

    def free(_actor, order):
        for line in lines_of(order.id):
            change = sa.update(shelf).where(shelf.c.id == line.stock_id)
            session.execute(change.values(reserved=shelf.c.reserved - line.quantity), execution_options={"audits": []})

    put(orders, "free", free)
    put(refunds, "free", free)


def cancelled_is_done(put):
    """Any order can be cancelled; the money is another department's."""

    def cancel(actor, order_id, _reason):
        found = orders.order_of(order_id)
        found.step = OrderStep.CANCELLED
        audit.record(actor, "order.cancelled", found)

    put(stories, "cancel", cancel)


def each_refund_against_the_payment(put):
    """A refund is right when it is not more than was paid."""

    def give(_actor, order, minor, _key, _method):
        order.refunded_minor += minor
        audit.record(None, "order.refunded", order)
        session.flush()
        return True

    put(refunds, "_refuse", lambda _order, _new: None)
    put(refunds.queries, "taken_off", lambda _order, but=None: {})
    put(refunds, "money_back", lambda money, value, _promised: min(value, money.paid))
    put(refunds, "give_back", give)


def paid_is_all_of_the_total(put):
    """Paid means that the whole price is here."""

    def state(row):
        money = amounts_of(row)
        return OrderState.HANDED_OVER if money.kept >= money.total else OrderState.PART_PAID

    put(stories, "state_of", state)


def a_return_is_the_price_of_the_piece(put):
    """Whatever was given for the piece before."""
    put(refunds, "amounts_of", lambda row: Amounts(total=row.total_minor, paid=row.paid_minor))


def a_return_ends_all_shares(put):
    """A return takes the commission of the whole order back."""

    def every(_actor, _order_id, _seq, _pieces, day):
        lines = table_of(EarningLine)
        session.execute(sa.update(lines).values(withdrawn_on=day), execution_options={"audits": []})

    put(refunds.sale_shares, "give_back", every)


def tax_piece_by_piece(put):
    """Each part is taxed by itself."""

    def value_of(line, pieces):
        return line.unit_minor * pieces, tax_of_one(line) * pieces

    put(desk, "value_of", value_of)
    put(desk, "_delivery_tax", lambda _order: 0)
    put(refund_rules, "value_of", value_of)


def tax_of_one(line):
    """The tax of one piece, rounded by itself."""
    return round(line.unit_minor * line.tax_permille / (1000 + line.tax_permille))


def the_tax_stays(put):
    """A part of the price for a fault is given back from the sales alone."""
    put(refunds, "tax_back", lambda *_figures: 0)


def every_message_counts(put):
    """What is told is booked."""

    def learn(_actor, order_id, _method, fact):
        order = orders.order_of(order_id)
        field = "paid_minor" if fact.kind is FactKind.CAPTURED else "refunded_minor"
        setattr(order, field, getattr(order, field) + fact.minor)
        audit.record(None, "order.paid", order)
        session.flush()
        return True

    put(stories, "learn", learn)


CAUGHT = [
    (stories.test_1_an_order_in_parts_can_be_fulfilled_to_the_end, the_first_part_ends_the_order),
    (stories.test_2_fully_refunded_is_never_still_paid, paid_once_is_paid),
    (stories.test_3_a_refund_that_the_bank_has_not_sent_is_not_paid, approved_is_sent),
    (stories.test_4_delivery_is_charged_and_given_back_once_however_it_is_split, delivery_for_each_part),
    (stories.test_5_an_expired_order_that_is_paid_is_taken_up_or_queued_and_sounds_after_a_day, late_money_is_money),
    (stories.test_6b_what_was_taken_off_is_not_freed_again_with_the_rest, lines_are_freed_whole),
    (stories.test_7_cancelling_is_not_refunding, cancelled_is_done),
    (stories.test_8_never_twice_and_never_more_than_was_paid, each_refund_against_the_payment),
    (stories.test_9_a_part_of_the_price_for_a_fault_keeps_the_rest_paid, paid_is_all_of_the_total),
    (stories.test_9_a_part_of_the_price_for_a_fault_keeps_the_rest_paid, a_return_is_the_price_of_the_piece),
    (
        stories.test_10_only_the_makers_of_the_returned_piece_lose_their_share_and_only_that_part,
        a_return_ends_all_shares,
    ),
    (stories.test_11_tax_and_sales_are_parted_exactly_in_parts_and_back, tax_piece_by_piece),
    (stories.test_11b_a_lower_price_lowers_its_tax, the_tax_stays),
    (stories.test_12_told_twice_or_backwards_is_one_effect_and_too_much_is_said, every_message_counts),
]
"""(story, the simple way)."""


@pytest.mark.parametrize(("story", "simple_way"), CAUGHT, ids=lambda one: one.__name__)
def test_the_simple_way_fails_its_story(world, approver, monkeypatch, story, simple_way):
    simple_way(monkeypatch.setattr)
    given = {"world": world, "approver": approver}
    wrong = (AssertionError, pytest.fail.Exception, sa.exc.IntegrityError, stories.DomainError, stories.Conflict)
    with pytest.raises(wrong):
        story(**{name: given[name] for name in inspect.signature(story).parameters})
    session.rollback()


def test_every_fault_has_a_simple_way():
    numbers = {story.__name__.split("_")[1].rstrip("bc") for story, _way in CAUGHT}
    assert numbers == {str(number) for number in range(1, 13)}
