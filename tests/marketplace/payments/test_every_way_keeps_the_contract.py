"""One contract for all ways of paying: whatever is told, how often and in whichever order, amounts and books agree."""

from __future__ import annotations

import itertools
import json
import secrets

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from marketplace.cards import service as cards
from marketplace.cards.rules import signature
from marketplace.ledger import queries as books
from marketplace.ledger import service as booking
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.orders.models import Method, OrderStep, ShopOrder
from marketplace.orders.rules import OrderState, amounts_of, state_of
from marketplace.orders.service import NewOrder, cancel, expire_due, order_of, place_order
from marketplace.payments.models import FactKind, Payment
from marketplace.payments.rules import Fact, adapter_of, adapters
from marketplace.payments.service import bill_of, give_back, learn, sum_of_facts
from marketplace.transfers.service import NewAccount, decide_account, write_account
from tests import cast

PRICE = 4000
WAYS = [Method.CASH, Method.MOBILE, Method.BANK, Method.CARD]


@pytest.fixture(params=WAYS, ids=str)
def method(request):
    return request.param


class Live:
    """An order as it stands now, whenever it is asked."""

    def __init__(self, order_id):
        self.id = order_id

    def __getattr__(self, name):
        session.expire_all()
        return getattr(order_of(self.id), name)


@pytest.fixture
def order(world):
    with transaction():
        money_in_suspense(100_000)
        return Live(place_order(NewOrder(
            id=new_id(), token=secrets.token_urlsafe(24), place_id=world.prison.id, buyer="B", email="b@example.org",
            phone="", pieces={world.product.id: 1},
        ))[0])  # fmt: skip


def money_in_suspense(minor):
    """What a statement would have brought: a transfer is taken out of suspense."""
    legs = [debit(booking.account_for(AccountRole.TRUST_BANK, "EUR"), minor),
            credit(booking.account_for(AccountRole.SUSPENSE, "EUR"), minor)]  # fmt: skip
    booking.post(None, NewEntry(
        kind=EntryKind.DEPOSIT, occurred_on=clock.today(), idem_key=f"t:{new_id()}", legs=legs, source="test"
    ))  # fmt: skip


def fact(minor=PRICE, ref="one", kind=FactKind.CAPTURED, currency="EUR"):
    return Fact(provider_ref=ref, kind=kind, minor=minor, currency=currency, at=clock.now())


def told(order, method, *facts):
    with transaction():
        new = [learn(None, order.id, method, one) for one in facts]
    assert (order.paid_minor, order.refunded_minor) == sum_of_facts(order.id)
    assert order.refunded_minor <= order.paid_minor
    assert all(proof.is_right for proof in books.proof())
    return new


def test_a_replay_is_one_payment(order, method):
    assert told(order, method, fact(), fact()) == [True, False]
    assert told(order, method, fact()) == [False]
    assert (order.paid_minor, state_of(order)) == (PRICE, OrderState.PAID)


@pytest.mark.parametrize("turn", list(itertools.permutations(range(3))))
def test_any_order_comes_to_the_same(order, method, turn):
    facts = [fact(3000, "a"), fact(1000, "b"), fact(500, "r", FactKind.REFUNDED)]
    told(order, method, *[facts[n] for n in turn])
    assert (order.paid_minor, order.refunded_minor) == (4000, 500)
    assert state_of(order) is OrderState.PART_PAID


def test_a_refund_that_is_told_before_its_payment_waits(order, method):
    told(order, method, fact(PRICE, "r", FactKind.REFUNDED))
    assert (order.refunded_minor, state_of(order)) == (0, OrderState.PLACED)
    told(order, method, fact())
    assert state_of(order) is OrderState.REFUNDED
    assert session.scalar(sa.select(sa.func.count()).where(Payment.entry_id.is_(None))) == 0


def test_a_part_is_not_all(order, method):
    told(order, method, fact(1500))
    assert (state_of(order), amounts_of(order).owed) == (OrderState.PART_PAID, 2500)
    told(order, method, fact(2500, "two"))
    assert state_of(order) is OrderState.PAID


def test_too_much_is_said(order, method):
    told(order, method, fact(4100))
    assert (state_of(order), amounts_of(order).surplus) == (OrderState.OVERPAID, 100)


def test_nothing_goes_back_twice(order, method, world, card_company):
    told(order, method, fact())
    key = new_id()
    for _again in range(2):
        with transaction():
            give_back(world.manager, order_of(order.id), 4000, key, method) if not order.refunded_minor else None
    with pytest.raises(Conflict, match="More cannot go back"), transaction():
        if method in {Method.BANK, Method.CARD}:  # told later: by the bank's word, or when the company was asked
            learn(None, order.id, method, fact(4000, "back", FactKind.REFUNDED))
        give_back(world.manager, order_of(order.id), 1, new_id(), method)
    assert order.refunded_minor <= 4000


def test_cancelled_and_paid_after_that_stands_in_the_queue(order, method, world):
    with transaction():
        cancel(world.manager, order.id, "Changed my mind.")
    told(order, method, fact())
    assert (order.step, state_of(order)) == (OrderStep.CANCELLED, OrderState.UNFULFILLABLE)


def test_expired_and_paid_late_takes_its_pieces_again_where_they_are(order, method):
    with transaction():
        expire_due(None, order.expires_at + (order.expires_at - order.placed_at))
    told(order, method, fact())
    assert state_of(order) is OrderState.PAID


def test_another_currency_or_no_money_changes_nothing(order, method):
    for wrong in (fact(currency="USD"), fact(0), fact(-5), fact(ref="")):
        with pytest.raises(DomainError), transaction():
            learn(None, order.id, method, wrong)
    assert sum_of_facts(order.id) == (0, 0)


@pytest.fixture
def card_company(monkeypatch):
    monkeypatch.setenv(cards.KEY, "sk_test")
    monkeypatch.setenv(cards.SECRET, "whsec_test_secret")
    asked = []

    def call(path, fields, key):
        asked.append((path, dict(fields), key))
        return {"id": f"{'re' if path == 'refunds' else 'cs'}_{key}", "url": "https://checkout.example/pay",
                "status": "succeeded"}  # fmt: skip

    monkeypatch.setattr(adapter_of(Method.CARD), "call", call)
    return asked


@pytest.fixture
def account():
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    with transaction():
        made = write_account(clerk, NewAccount(id=new_id(), name="Meridian Works Trust", iban="DE89370400440532013000",
                                               bic="", currency="EUR"))  # fmt: skip
        decide_account(approver, made.id, confirm=True)


def test_each_way_tells_the_buyer_what_to_do(order, method, card_company, account):
    adapter = adapter_of(method)
    with transaction():
        told = adapter.start(bill_of(order, "https://shop.example/order/x"))
    assert told.words
    assert adapter.is_open()
    assert adapter.capabilities.at_the_gate == (method in {Method.CASH, Method.MOBILE})
    if method is Method.CARD:
        ((_path, fields, _key),) = card_company
        assert fields["line_items[0][price_data][unit_amount]"] == str(PRICE)
        assert fields["client_reference_id"] == order.code


def test_no_way_believes_a_message_that_is_not_proved(order, method, card_company):
    adapter = adapter_of(method)
    body = json.dumps({"id": "evt_1", "type": "checkout.session.completed"}).encode()
    now = clock.now()
    with pytest.raises(DomainError):
        adapter.event(body, {cards.HEADER: f"t={int(now.timestamp())},v1={'0' * 64}"}, now)
    if adapter.capabilities.tells_events:
        stamp = str(int(now.timestamp()))
        signed = {cards.HEADER: f"t={stamp},v1={signature('whsec_test_secret', stamp, body)}"}
        assert list(adapter.event(body, signed, now)) == []


def test_polling_and_giving_up_are_harmless(order, method):
    bill = bill_of(order)
    adapter = adapter_of(method)
    assert list(adapter.poll(bill)) == []
    adapter.cancel(bill)
    assert sum_of_facts(order.id) == (0, 0)


def test_every_way_there_is_is_tried_here():
    assert {one.method for one in adapters()} == {*WAYS, Method.INVOICE}  # an invoice is paid by transfer
    assert sa.inspect(ShopOrder).columns.method.type.enums == [one.value for one in Method]
