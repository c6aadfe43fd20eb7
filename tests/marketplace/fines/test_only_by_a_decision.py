"""A fine is taken by a decision, once, by two people, and never out of savings."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from marketplace.fines import service
from marketplace.fines.models import Fine
from marketplace.ledger.models import AccountRole, LedgerEntry
from marketplace.ledger.queries import holdings_of, proof
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in
from tests.marketplace.standing.test_a_part_goes_to_somebody import typed_day


@pytest.fixture
def clerk():
    return cast.make_actor(Role.FINANCE_CLERK)


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


@pytest.fixture
def person():
    made = make_prisoner(cast.make_unit())
    put_in(made.id, 1000)
    put_in(made.id, 300, role="obligation")
    put_in(made.id, 9000, role="savings")
    return made


def ask(clerk, person, **over):
    facts = {
        "id": new_id(), "person_id": person.id, "decision": "Board 12/2026", "decided_on": clock.today(),
        "fund": AccountRole.VICTIM_FUND, "minor": 800, "currency": "EUR",
    }  # fmt: skip
    with transaction():
        return service.ask(clerk, service.NewFine(**{**facts, **over})).id


def balances(person):
    return {str(row.role): row.balance for row in holdings_of(person.id)}


def test_what_was_put_aside_for_debts_goes_first(clerk, approver, person):
    fine = ask(clerk, person)
    with pytest.raises(Forbidden), transaction():
        service.decide(clerk, fine, approve=True)
    with transaction():
        service.decide(approver, fine, approve=True)
    assert balances(person) == {"spendable": 500, "obligation": 0, "savings": 9000}
    assert all(one.is_right for one in proof())
    with pytest.raises(Conflict), transaction():
        service.decide(approver, fine, approve=True)


def test_savings_are_not_taken_and_the_account_is_named(clerk, approver, person):
    fine = ask(clerk, person, minor=1301)
    before = session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry))
    with pytest.raises(DomainError) as refusal, transaction():
        service.decide(approver, fine, approve=True)
    assert holdings_of(person.id)[0].number in str(refusal.value)
    assert "€0.01 is missing" in str(refusal.value)
    assert refusal.value.rule == "Board 12/2026"
    assert session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) == before


def test_a_decision_is_taken_once(clerk, approver, person):
    fine = ask(clerk, person)
    with pytest.raises(DomainError, match="taken once"):
        ask(clerk, person)
    with transaction():
        service.decide(approver, fine, approve=False)
    assert balances(person)["spendable"] == 1000


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"decision": "  "}, "decision"), ({"decided_on": dt.date(2099, 1, 1)}, "decided_on"),
        ({"fund": AccountRole.SALES}, "fund"),
    ],
)  # fmt: skip
def test_nothing_without_a_decision(clerk, person, over, field):
    with pytest.raises(DomainError) as refusal:
        ask(clerk, person, **over)
    assert refusal.value.field == field


def test_the_database_refuses_one_human_for_both(clerk, person):
    ask(clerk, person)
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(sa.text("UPDATE fine SET decided_by = requested_by, state = 'refused'"))


def test_the_pages(app, person):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    approver = enter(app.test_client(), cast.make_actor(Role.FINANCE_APPROVER))
    page = f"/finance/accounts/{holdings_of(person.id)[0].id}/fine"
    form = {"id": str(new_id()), "decision": "", "fund": "treasury", "amount": "5.00"}
    form |= typed_day("decided_on", clock.today())
    assert "Name the decision" in clerk.post(page, data=form).text
    assert clerk.post(page, data=form | {"decision": "Board 7"}).status_code == 303
    assert "Board 7" in approver.get("/finance/fines").text
    fine = session.scalar(sa.select(Fine.id))
    assert clerk.post(f"/finance/fines/{fine}", data={"decision": "approve"}).status_code == 403
    assert approver.post(f"/finance/fines/{fine}", data={"decision": "approve"}).status_code == 303
