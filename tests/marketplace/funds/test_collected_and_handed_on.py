"""What was collected for victims stands beside what was handed on; two people hand it on, never more than there is."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from marketplace.funds import queries, service
from marketplace.funds.models import FundPayment
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import proof
from marketplace.ledger.rules import NewEntry, credit, debit
from tests import cast
from tests.conftest import enter

VICTIMS = AccountRole.VICTIM_FUND


@pytest.fixture(autouse=True)
def fund():
    with transaction():
        legs = [
            debit(books.account_for(AccountRole.TRUST_BANK, "EUR"), 5000),
            credit(books.account_for(VICTIMS, "EUR"), 5000),
        ]
        books.post(None, NewEntry(
            kind=EntryKind.FINE, occurred_on=clock.today(), idem_key=f"t:{new_id()}", legs=legs, source="test"
        ))  # fmt: skip


@pytest.fixture
def clerk():
    return cast.make_actor(Role.FINANCE_CLERK)


def ask(clerk, minor, fund=VICTIMS):
    new = service.NewFundPayment(
        id=new_id(), fund=fund, minor=minor, currency="EUR", recipient="Victim support", basis="Decision 5/26"
    )
    with transaction():
        return service.ask(clerk, new).id


def test_two_people_hand_it_on(clerk):
    payment = ask(clerk, 3000)
    with pytest.raises(Forbidden), transaction():
        service.decide(clerk, payment, approve=True)
    with transaction():
        service.decide(cast.make_actor(Role.FINANCE_APPROVER), payment, approve=True)
    (fund,) = queries.funds()
    (month,) = fund.months
    assert (fund.balance, month.collected, month.handed_on) == (2000, 5000, 3000)
    assert all(one.is_right for one in proof())


def test_never_more_than_there_is_counting_what_waits(clerk):
    ask(clerk, 3000)
    with pytest.raises(DomainError, match=r"Fund for victims.*€20\.00 is free"):
        ask(clerk, 2001)
    with pytest.raises(DomainError, match="Choose a fund"):
        ask(clerk, 1, fund=AccountRole.SALES)


def test_the_database_refuses_one_human_for_both(clerk):
    ask(clerk, 10)
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(sa.text("UPDATE fund_payment SET decided_by = requested_by, state = 'refused'"))


def test_the_page(app):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    approver = enter(app.test_client(), cast.make_actor(Role.FINANCE_APPROVER))
    form = {"id": str(new_id()), "fund": "victim_fund:EUR", "amount": "60.00", "recipient": "A", "basis": "Decision 5"}
    refused = clerk.post("/finance/funds", data=form)
    assert refused.status_code == 422
    assert "€50.00 is free" in refused.text
    assert clerk.post("/finance/funds", data=form | {"amount": "20.00"}).status_code == 303
    payment = session.scalar(sa.select(FundPayment.id))
    assert approver.post(f"/finance/funds/{payment}", data={"decision": "approve"}).status_code == 303
    page = clerk.get("/finance/funds").text
    assert "€30.00" in page
    assert "Collected" in page
