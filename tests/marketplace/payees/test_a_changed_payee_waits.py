"""Money goes to a payee that two people confirmed, and not within 72 hours of a change."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from marketplace.earnings.service import NewPayout, decide_payout, request_payout
from marketplace.ledger.models import AccountRole, LedgerAccount, LedgerPosting
from marketplace.ledger.queries import holdings_of, proof
from marketplace.payees import queries, service
from marketplace.payees.models import Payee, PayeeState
from marketplace.payees.rules import bank_account, payee_refusal
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in
from tests.marketplace.standing.test_a_part_goes_to_somebody import typed_day

IBAN = "DE89 3704 0044 0532 0130 00"


@pytest.fixture
def clerk():
    return cast.make_actor(Role.FINANCE_CLERK)


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


@pytest.fixture
def person():
    made = make_prisoner(cast.make_unit())
    put_in(made.id, 5000)
    return made


def write(clerk, person, **over):
    facts = {
        "person_id": person.id, "name": "Her mother", "relation": "mother", "bank_account": IBAN,
        "identity": "Passport 77", "consented_on": clock.today(),
    }  # fmt: skip
    with transaction():
        return service.write_payee(clerk, service.NewPayee(**{**facts, **over})).id


def confirm(approver, payee_id, *, days_ago=4):
    with transaction():
        service.decide_payee(approver, payee_id, approve=True)
    with transaction():
        session.execute(
            sa.update(Payee).where(Payee.id == payee_id)
            .values(usable_from=clock.now() - dt.timedelta(days=days_ago) + service.WAIT),
            execution_options={"audits": [payee_id]},
        )  # fmt: skip
        from kernel import audit

        audit.record_many(None, "payee.confirmed", "payee", {payee_id: None})
    session.expire_all()


def send(clerk, person, payee_id, minor=1200):
    (held,) = holdings_of(person.id)
    with transaction():
        asked = request_payout(
            clerk, NewPayout(id=new_id(), account_id=held.id, minor=minor, reason="For the rent.")
        )  # fmt: skip
        service.direct(clerk, asked, payee_id, held.number)
        return asked.id


def balance(role):
    found = session.scalar(sa.select(LedgerAccount.balance).where(LedgerAccount.role == role))
    return found or 0


def test_two_people_then_the_bank(clerk, approver, person):
    payee = write(clerk, person)
    with pytest.raises(Forbidden), transaction():
        service.decide_payee(clerk, payee, approve=True)
    confirm(approver, payee)
    payout = send(clerk, person, payee)
    with transaction():
        decide_payout(approver, payout, approve=True)
    assert balance(AccountRole.REMITTANCES) == 1200
    with transaction():
        service.note_sent(clerk, payout, "B-77")
    assert balance(AccountRole.REMITTANCES) == 0
    assert all(one.is_right for one in proof())
    with pytest.raises(Conflict), transaction():
        service.note_sent(clerk, payout, "B-77")


def test_a_payee_changed_yesterday_is_refused_with_the_day(clerk, approver, person):
    old = write(clerk, person)
    confirm(approver, old)
    changed = write(clerk, person, bank_account="GB33BUKB20201555555555", replaces_id=old)
    confirm(approver, changed, days_ago=1)
    assert queries.payee_of(old).state is PayeeState.ENDED
    before = session.scalar(sa.select(sa.func.count()).select_from(LedgerPosting))
    number = holdings_of(person.id)[0].number
    day = clock.today() + dt.timedelta(days=2)
    with pytest.raises(DomainError) as refusal:
        send(clerk, person, changed)
    assert number in str(refusal.value)
    assert "Her mother" in str(refusal.value)
    assert f"{day.day} {day:%b %Y}" in str(refusal.value)
    with pytest.raises(DomainError, match="not a confirmed payee"):
        send(clerk, person, old)
    assert session.scalar(sa.select(sa.func.count()).select_from(LedgerPosting)) == before
    assert not queries.to_send_page().rows


def test_a_payee_that_ended_before_the_approval_gets_nothing(clerk, approver, person):
    payee = write(clerk, person)
    confirm(approver, payee)
    payout = send(clerk, person, payee)
    with transaction():
        service.end_payee(clerk, payee, "The person asked for it.")
    with pytest.raises(DomainError, match="not a confirmed payee"), transaction():
        decide_payout(approver, payout, approve=True)
    assert holdings_of(person.id)[0].balance == 5000


def test_the_database_refuses_one_human_for_both(clerk, person):
    write(clerk, person)
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(sa.text("UPDATE payee SET decided_by = written_by, state = 'refused'"))


@pytest.mark.parametrize(
    ("facts", "consented", "field"),
    [({"name": " "}, 0, "name"), ({"identity": ""}, 0, "identity"), ({}, 1, "consented_on"), ({}, 0, "")],
)
def test_a_payee_is_somebody_whose_paper_was_seen_and_who_agreed(facts, consented, field):
    today = dt.date(2026, 11, 21)
    whole = {"name": "A", "relation": "B", "bank_account": "C", "identity": "D"} | facts
    assert payee_refusal(whole, today + dt.timedelta(days=consented), today)[0] == field


def test_a_wrong_check_digit_is_found():
    assert bank_account(IBAN) == "DE89370400440532013000"
    assert bank_account(" 4477 12 ") == "4477 12"
    with pytest.raises(ValueError, match="check digits"):
        bank_account(IBAN.replace("89", "88"))


def test_the_pages(app, person):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    approver = enter(app.test_client(), cast.make_actor(Role.FINANCE_APPROVER))
    page = f"/finance/accounts/{holdings_of(person.id)[0].id}/payees"
    new = {"id": str(new_id()), "replaces": "", "name": "Her mother", "relation": "mother", "identity": "Passport 77"}
    new |= {"bank_account": IBAN.replace("89", "88")} | typed_day("consented_on", clock.today())
    assert "check digits" in clerk.post(page, data=new).text
    assert clerk.post(page, data=new | {"bank_account": IBAN}).status_code == 303
    assert "Her mother" in approver.get("/finance/payees").text
    payee = session.scalar(sa.select(Payee.id))
    assert clerk.post(f"/finance/payees/{payee}", data={"decision": "approve"}).status_code == 403
    assert approver.post(f"/finance/payees/{payee}", data={"decision": "approve"}).status_code == 303
    early = {"id": str(new_id()), "account": str(holdings_of(person.id)[0].id), "amount": "5.00", "reason": "Rent"}
    refused = clerk.post(page.replace("payees", "send"), data=early | {"payee": str(payee)})
    assert refused.status_code == 422
    assert "Money goes there from" in refused.text


def test_who_comes_for_cash_waits_as_long_and_is_paid_from_the_box(clerk, approver, person):
    payee = write(clerk, person, bank_account="", in_cash=True)
    confirm(approver, payee, days_ago=1)
    number = holdings_of(person.id)[0].number
    before = session.scalar(sa.select(sa.func.count()).select_from(LedgerPosting))
    with pytest.raises(DomainError, match=f"Account {number}.*Her mother") as refusal:
        send(clerk, person, payee)
    assert "72" in str(refusal.value.rule)
    assert session.scalar(sa.select(sa.func.count()).select_from(LedgerPosting)) == before
    with clock.held_at(clock.now() + dt.timedelta(days=3)):
        payout = send(clerk, person, payee)
        with transaction():
            decide_payout(approver, payout, approve=True)
    assert balance(AccountRole.REMITTANCES) == 0
    assert balance(AccountRole.CASH_BOX) == 3800
    assert not queries.to_send_page().rows


@pytest.mark.parametrize(("bank", "in_cash"), [("", False), (IBAN, True)])
def test_a_payee_has_a_bank_account_or_comes_for_cash(clerk, person, bank, in_cash):
    with pytest.raises(DomainError) as refusal:
        write(clerk, person, bank_account=bank, in_cash=in_cash)
    assert refusal.value.field == "bank_account"
