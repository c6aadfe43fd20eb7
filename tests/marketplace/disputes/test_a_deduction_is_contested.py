"""A deduction is contested: the money is held, a second human decides with a reason, both stand on the statement."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from casework.public import EarningsDue
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from marketplace.disputes import queries, service
from marketplace.disputes.models import Dispute, DisputeState
from marketplace.disputes.service import NewDispute, contest, decide
from marketplace.earnings.service import take_due
from marketplace.funds.queries import funds
from marketplace.funds.service import NewFundPayment, ask
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import holdings_of, proof
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.statements.queries import statement_of
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner

TODAY = dt.date(2026, 11, 20)
FUND = AccountRole.VICTIM_FUND


@pytest.fixture
def held_noon():
    with clock.held_at(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)):
        yield


@pytest.fixture
def person(held_noon):
    """Somebody from whom a fine of 5.00 was taken out of a wage of 40.00."""
    made = make_prisoner(cast.make_unit())
    with transaction():
        take_due(EarningsDue(
            person_id=made.id, kind="wage", source="t", source_id=new_id(), minor=4000, currency="EUR",
            earned_on=TODAY, matures_on=None, explain={}, by=None,
        ))  # fmt: skip
        spend = next(row for row in holdings_of(made.id) if row.role == AccountRole.SPENDABLE)
        fund = books.account_for(FUND, "EUR")
        books.post(None, NewEntry(
            kind=EntryKind.FINE, occurred_on=TODAY, legs=[debit(spend.id, 500), credit(fund, 500)], source="fine",
            source_id=made.id, idem_key=f"fine:{made.id}", memo="Court 1/26",
        ))  # fmt: skip
    return made


@pytest.fixture
def writer():
    return cast.make_actor(Role.CASE_MANAGER)


@pytest.fixture
def approver():
    return cast.make_actor(Role.FINANCE_APPROVER)


def fine_of(person):
    return next(row for row in queries.contestable(person.id) if row["kind"] == EntryKind.FINE)


def raised(writer, person, minor=500, **over):
    row = fine_of(person)
    new = {"id": new_id(), "person_id": person.id, "account_id": row["account_id"], "kind": EntryKind.FINE,
           "period": row["period"], "minor": minor, "words": "It was paid in March"}  # fmt: skip
    with transaction():
        return contest(writer, NewDispute(**(new | over)))


def standing(person):
    return {AccountRole(row.role): row.balance for row in holdings_of(person.id)}


def fund_month():
    return next(one for one in funds() if one.role is FUND).months[0]


def test_what_is_contested_is_held_and_given_back(writer, approver, person):
    before = standing(person)
    made = raised(writer, person)
    assert standing(person)[AccountRole.DISPUTED] == 500
    assert (made.answer_by, fund_month().collected, fund_month().handed_on) == (dt.date(2026, 12, 4), 0, 0)
    with transaction():
        decide(approver, made.id, give_back=True, reason="The receipt of March is in the file.")
    now = standing(person)
    assert (now[AccountRole.DISPUTED], now[AccountRole.SPENDABLE]) == (0, before[AccountRole.SPENDABLE] + 500)
    assert all(one.is_right for one in proof())
    told = [one for one in statement_of(person.id, TODAY.replace(day=1)).moves if one.is_contested]
    assert {one.memo for one in told} == {"It was paid in March", "The receipt of March is in the file."}


def test_a_deduction_that_stands_goes_back_to_where_it_had_gone(writer, approver, person):
    before = standing(person)
    made = raised(writer, person, 300)
    with transaction():
        decide(approver, made.id, give_back=False, reason="The receipt is for another fine.")
    assert {role: sum_ for role, sum_ in standing(person).items() if sum_} == before
    assert fund_month().collected == 500
    assert fine_of(person)["left"] == 500


def test_what_is_put_aside_for_others_can_be_contested_too(writer, approver, person):
    rows = {(row["kind"], AccountRole(row["role"])) for row in queries.contestable(person.id)}
    assert (EntryKind.FINE, FUND) in rows
    assert all(AccountRole(row["role"]) not in {AccountRole.SPENDABLE, AccountRole.SAVINGS, AccountRole.RELEASE}
               for row in queries.contestable(person.id))  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words"),
    [({"minor": 501}, "5.00 can be contested"), ({"minor": 0}, "can be contested"), ({"words": "no"}, "few words"),
     ({"kind": EntryKind.PURCHASE}, "Nothing like this was taken"), ({"period": "2026-10"}, "Nothing like this")],
)  # fmt: skip
def test_what_cannot_be_contested_is_refused_and_nothing_is_held(writer, person, change, words):
    with pytest.raises(DomainError, match=words):
        raised(writer, person, **change)
    assert AccountRole.DISPUTED not in {role for role, sum_ in standing(person).items() if sum_}


def test_twice_is_once_and_the_same_money_is_not_contested_twice(writer, person):
    one = new_id()
    assert raised(writer, person, 300, id=one).id == raised(writer, person, 300, id=one).id
    with pytest.raises(DomainError, match=r"2\.00 can be contested"):
        raised(writer, person, 300)


def test_money_that_a_fund_has_promised_on_is_named(writer, person):
    with transaction():
        ask(cast.make_actor(Role.FINANCE_CLERK), NewFundPayment(
            id=new_id(), fund=FUND, minor=fund_balance() - 100, currency="EUR", recipient="Victim support",
            basis="Request 1"))  # fmt: skip
    with pytest.raises(DomainError, match=r"Fund for victims.*1\.00 is still there"):
        raised(writer, person)


def fund_balance():
    return next(one for one in funds() if one.role is FUND).balance


def test_two_humans_one_decision_and_a_reason(writer, approver, person):
    made = raised(writer, person)
    with pytest.raises(Forbidden), transaction():
        decide(writer, made.id, give_back=True, reason="I believe it")
    with pytest.raises(DomainError, match="reason"), transaction():
        decide(approver, made.id, give_back=True, reason="")
    with transaction():
        decide(approver, made.id, give_back=False, reason="It was right")
    with pytest.raises(Conflict), transaction():
        decide(approver, made.id, give_back=True, reason="Second thoughts")
    alone = sa.update(Dispute).where(Dispute.id == made.id).values(decided_by=made.raised_by)
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(alone, execution_options={audit.AUDITS: [made.id]})


def test_the_pages_of_the_person_the_queue_and_the_home(app, writer, approver, person):
    desk, judge = enter(app.test_client(), writer), enter(app.test_client(), approver)
    page = f"/people/{person.id}/money/disputes"
    key = f"{fine_of(person)['period']}|fine|{fine_of(person)['account_id']}"
    assert (
        desk.post(page, data={"id": str(new_id()), "what": key, "amount": "9.00", "words": "It was paid"}).status_code
        == 422
    )
    assert (
        desk.post(page, data={"id": str(new_id()), "what": key, "amount": "5.00", "words": "It was paid"}).status_code
        == 303
    )
    assert "An answer is due by" in desk.get(page).text
    assert desk.get("/finance/disputes").status_code == 403
    waits = judge.get("/finance/disputes").text
    assert "It was paid" in waits
    assert person.name not in waits
    assert "contested deductions that wait" in judge.get("/").text
    one = session.scalars(sa.select(Dispute)).one()
    refused = judge.post(f"/finance/disputes/{one.id}", data={"decision": "give_back", "reason": "?"})
    assert (refused.status_code, "Not done" in refused.text) == (422, True)
    judge.post(f"/finance/disputes/{one.id}", data={"decision": "give_back", "reason": "The receipt was found"})
    assert session.get(Dispute, one.id, populate_existing=True).state is DisputeState.RETURNED
    assert "The receipt was found" in judge.get("/finance/disputes?decided=yes").text
    month = re.sub(r"\s+", " ", desk.get(f"/people/{person.id}/money?month=2026-11").text)
    assert "A contested deduction: <bdi>The receipt was found</bdi>" in month


def test_what_waits_too_long_is_counted(writer, person):
    raised(writer, person)
    assert queries.waiting(TODAY) == (1, 0)
    assert queries.waiting(TODAY + dt.timedelta(days=service.answer_by(TODAY).day + 15)) == (1, 1)
