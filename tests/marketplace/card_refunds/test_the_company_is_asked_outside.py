"""Money back by card: kept that we ask, asked with no transaction open, the answer kept. A kill harms nobody."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import is_writing, session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.card_refunds.rules import may_ask
from marketplace.card_refunds.service import ask_due, ask_one
from marketplace.cards import service as cards
from marketplace.ledger import queries as books
from marketplace.orders.models import Method
from marketplace.orders.rules import OrderState, state_of
from marketplace.orders.service import order_of
from marketplace.payments.models import FactKind, Payment
from marketplace.payments.rules import Fact, adapter_of
from marketplace.payments.service import learn
from marketplace.refunds.models import Refund, RefundState
from marketplace.refunds.service import NewRefund, decide_refund, request_refund
from tests import cast
from tests.conftest import enter
from tests.marketplace.orders.test_what_an_order_may_not_do import buy

MINUTE = dt.timedelta(minutes=1)


class Company:
    """The card company: it keeps what it gave back, and can be silent, slow, or cut off in mid-answer."""

    def __init__(self):
        self.made, self.asked, self.status, self.fault = [], 0, "succeeded", None

    def __call__(self, path, fields, key):
        assert not is_writing(), "the database waits for the network"
        if path.startswith("refunds?"):
            return {"data": self.made}
        self.asked += 1
        if self.fault == "silent":
            raise DomainError("silence")
        made = {"id": f"re_{len(self.made)}", "status": self.status, "metadata": {"key": fields["metadata[key]"]}}
        assert fields["metadata[key]"] == key
        self.made.append(made)
        if self.fault == "killed":
            raise KeyboardInterrupt
        return made


@pytest.fixture
def company(monkeypatch):
    monkeypatch.setenv(cards.KEY, "sk_test")
    monkeypatch.setenv(cards.SECRET, "whsec")
    made = Company()
    monkeypatch.setattr(adapter_of(Method.CARD), "call", made)
    return made


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


@pytest.fixture
def asked(world, company, approver):
    """A refund of 40.00 by card that finance has approved."""
    order = buy(world)
    with transaction():
        fact = Fact(provider_ref="pi_1", kind=FactKind.CAPTURED, minor=4000, currency="EUR", at=clock.now())
        learn(None, order, Method.CARD, fact)
        new = NewRefund(id=new_id(), order_id=order, reason="The leg is loose.")
        refund = request_refund(world.manager, new).id
    with transaction():
        assert decide_refund(approver, refund, approve=True).state is RefundState.APPROVED
    assert company.asked == 0
    return refund


def found(refund):
    session.expire_all()
    row = session.get(Refund, refund)
    order = order_of(row.order_id)
    assert all(proof.is_right for proof in books.proof())
    return row.state, order.refunded_minor, state_of(order)


DONE = (RefundState.PAID, 4000, OrderState.REFUNDED)
OPEN = (RefundState.APPROVED, 0, OrderState.UNFULFILLABLE)


def later(minutes):
    return clock.held_at(clock.now() + minutes * MINUTE)


def test_asked_once_and_done(asked, company):
    assert ask_one(asked)
    assert (found(asked), company.asked) == (DONE, 1)
    assert not ask_one(asked)
    with later(600):
        assert ask_due() == 0
    assert company.asked == 1


def test_silence_leaves_it_for_the_next_time(asked, company):
    company.fault = "silent"
    assert not ask_one(asked)
    assert found(asked) == OPEN
    company.fault = None
    assert ask_due() == 0  # not at once
    with later(2):
        assert ask_due() == 1
    assert found(asked) == DONE


def test_killed_after_the_company_gave_it_back_and_before_we_kept_it(asked, company):
    company.fault = "killed"
    with pytest.raises(KeyboardInterrupt):
        ask_one(asked)
    assert found(asked) == OPEN
    company.fault = None
    with later(60 * 48):  # longer than the company remembers the key of a request
        assert ask_due() == 1
    assert (found(asked), company.asked, len(company.made)) == (DONE, 1, 1)


def test_on_its_way_is_not_gone(asked, company):
    company.status = "pending"
    assert not ask_one(asked)
    assert found(asked) == OPEN
    company.made[0]["status"] = "succeeded"
    with later(2):
        assert ask_due() == 1
    assert (found(asked), company.asked) == (DONE, 1)


def test_the_companys_own_message_came_first(asked, company):
    with transaction():
        fact = Fact(provider_ref="re_0", kind=FactKind.REFUNDED, minor=4000, currency="EUR", at=clock.now())
        learn(None, session.get(Refund, asked).order_id, Method.CARD, fact)
    assert ask_one(asked)
    assert found(asked) == DONE
    assert session.scalar(sa.select(sa.func.count()).where(Payment.kind == FactKind.REFUNDED)) == 1


def test_two_at_once_ask_once(asked, company):
    calls = company.__call__
    adapter = adapter_of(Method.CARD)

    def while_waiting(path, fields, key):
        adapter.call = company
        assert not ask_one(asked)
        return calls(path, fields, key)

    adapter.call = while_waiting
    assert ask_one(asked)
    assert company.asked == 1


def test_it_is_asked_less_and_less_often():
    now = clock.now()
    for tries, wait in ((1, 1), (2, 2), (5, 16), (40, 24 * 60)):
        assert not may_ask(now, tries, now + (wait - 1) * MINUTE)
        assert may_ask(now, tries, now + wait * MINUTE)


def test_finance_sees_it_and_may_ask(app, asked, company, approver):
    company.fault = "silent"
    ask_one(asked)
    finance = enter(app.test_client(), approver)
    assert "With the card company" in finance.get("/finance/refunds").text
    company.fault = None
    with later(2):
        assert finance.post(f"/finance/refunds/{asked}/ask").status_code == 303
    assert found(asked) == DONE
    assert "With the card company" not in finance.get("/finance/refunds").text
    assert finance.post(f"/finance/refunds/{asked}/ask").status_code == 409
