"""What somebody leaves goes to their estate, with what still arrives; heirs are paid by two, or all comes back."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from casework.public import EarningsDue
from casework.takebacks.service import take_back
from kernel import clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from marketplace.earnings import service as earnings
from marketplace.earnings.models import PayoutState
from marketplace.earnings.service import NewPayout
from marketplace.estates import service as estates
from marketplace.estates.queries import estates_page
from marketplace.holds import service as holds
from marketplace.holds.service import NewHold
from marketplace.ledger import queries as books
from marketplace.ledger.models import AccountRole, LedgerAccount
from marketplace.payees import service as payees
from marketplace.payees.service import NewPayee
from tests import cast
from tests.casework.people_inside import received
from tests.marketplace.conftest import put_in

R = AccountRole


@pytest.fixture
def governor(prison):
    return cast.make_actor((Role.RECORDS_OFFICER, Role.GOVERNOR), prison)


@pytest.fixture
def desk():
    return cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)


def dies(actor, person_id):
    with transaction():
        return move(actor, NewMovement(person_id=person_id, kind=MovementKind.DEATH, at=clock.now())).id


def has(person_id):
    session.expire_all()
    assert all(one.is_right for one in books.proof())
    return {(row.role.value, row.currency): row.balance for row in books.holdings_of(person_id) if row.balance}


def heir(clerk, approver, person_id, hours_ago=100, **over):
    facts = {"name": "Lena Hart", "relation": "daughter", "bank_account": "", "identity": "Certificate 7"}
    with clock.held_at(clock.now() - dt.timedelta(hours=hours_ago)), transaction():
        new = NewPayee(person_id=person_id, consented_on=clock.today(), in_cash=True, **{**facts, **over})
        made = payees.write_payee(clerk, new)
        return payees.decide_payee(approver, made.id, approve=True)


def estate_payout(clerk, person_id, minor, payee=None):
    account = session.scalars(
        sa.select(LedgerAccount).where(LedgerAccount.owner_id == person_id, LedgerAccount.role == R.ESTATE)
    ).one()
    with transaction():
        asked = earnings.request_payout(
            clerk, NewPayout(id=new_id(), account_id=account.id, minor=minor, reason="Estate")
        )
        if payee:
            payees.direct(clerk, asked, payee, account.number)
        return asked.id


def test_every_purse_goes_to_the_estate_but_what_is_in_dispute(prison, governor):
    person_id = received(prison)
    for role, minor in (("spendable", 900), ("savings", 500), ("release", 70), ("disputed", 40)):
        put_in(person_id, minor, role)
    put_in(person_id, 30, currency="USD")
    dies(governor, person_id)
    assert has(person_id) == {("estate", "EUR"): 1470, ("estate", "USD"): 30, ("disputed", "EUR"): 40}
    assert [row.person_id for row in estates_page().rows] == [person_id]


def test_pay_that_arrives_later_and_money_whose_hold_is_over_follow(prison, governor):
    person_id = received(prison)
    account_id = put_in(person_id, 900)
    with transaction():
        later = clock.now() + dt.timedelta(hours=2)
        holds.place(governor, NewHold(account_id=account_id, minor=400, reason="A call", expires_at=later))
    dies(governor, person_id)
    assert has(person_id) == {("spendable", "EUR"): 400, ("estate", "EUR"): 500}
    with transaction():
        events.publish(EarningsDue(
            person_id=person_id, kind="wage", source="attendance", source_id=new_id(), minor=1000, currency="EUR",
            earned_on=clock.today(), explain={}, by=None,
        ))  # fmt: skip
        estates.sweep_all()
    assert has(person_id) == {("spendable", "EUR"): 400, ("estate", "EUR"): 1500}
    with clock.held_at(later + dt.timedelta(minutes=1)), transaction():
        assert estates.sweep_all() == 1
        assert estates.sweep_all() == 0
    assert has(person_id) == {("estate", "EUR"): 1900}


def test_an_heir_is_paid_in_cash_by_two_humans(prison, governor, desk, monkeypatch):
    clerk, approver = desk
    person_id = received(prison)
    put_in(person_id, 900)
    with clock.held_at(clock.now() - dt.timedelta(hours=200)):
        dies(governor, person_id)
    payee = heir(clerk, approver, person_id)
    asked = estate_payout(clerk, person_id, 900, payee.id)
    with pytest.raises(Forbidden), transaction():
        earnings.decide_payout(clerk, asked, approve=True)
    with transaction():
        assert earnings.decide_payout(approver, asked, approve=True).state is PayoutState.PAID
    assert has(person_id) == {}


def test_nobody_is_paid_from_an_estate_without_the_paper_of_an_heir(prison, governor, desk):
    clerk, approver = desk
    person_id = received(prison)
    put_in(person_id, 900)
    before = heir(clerk, approver, person_id)
    dies(governor, person_id)
    for payee in (None, before.id):
        asked = estate_payout(clerk, person_id, 300, payee)
        with pytest.raises(DomainError, match=r"Account .*For the estate.*after the death"), transaction():
            earnings.decide_payout(approver, asked, approve=True)
    assert has(person_id) == {("estate", "EUR"): 900}


def test_an_heir_of_yesterday_waits_in_cash_too(prison, governor, desk):
    clerk, approver = desk
    person_id = received(prison)
    put_in(person_id, 900)
    with clock.held_at(clock.now() - dt.timedelta(hours=80)):
        dies(governor, person_id)
    payee = heir(clerk, approver, person_id, hours_ago=24)
    with pytest.raises(DomainError, match=r"Account .*“Lena Hart” is new or was changed") as refused:
        estate_payout(clerk, person_id, 900, payee.id)
    assert "72" in str(refused.value.rule)
    assert has(person_id) == {("estate", "EUR"): 900}


def test_who_lives_has_everything_back_where_it_was(prison, governor):
    person_id = received(prison)
    put_in(person_id, 900)
    put_in(person_id, 500, "savings")
    death = dies(governor, person_id)
    with transaction():
        take_back(governor, death, "It was somebody else who died")
    assert has(person_id) == {("spendable", "EUR"): 900, ("savings", "EUR"): 500}
    assert estates_page().rows == []


def test_who_lives_after_heirs_were_paid_has_the_rest(prison, governor, desk):
    clerk, approver = desk
    person_id = received(prison)
    put_in(person_id, 900)
    with clock.held_at(clock.now() - dt.timedelta(hours=200)):
        death = dies(governor, person_id)
    asked = estate_payout(clerk, person_id, 300, heir(clerk, approver, person_id).id)
    with transaction():
        earnings.decide_payout(approver, asked, approve=True)
    with transaction():
        take_back(governor, death, "It was somebody else who died")
    assert has(person_id) == {("spendable", "EUR"): 600}
