"""At release every account is paid out at once by two people; the gate stays shut until then."""

from __future__ import annotations

import io

import pypdf
import pytest
import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from marketplace.earnings.service import NewPayout, request_payout
from marketplace.handlers import _savings_paid_out
from marketplace.leaving import queries, service
from marketplace.ledger.queries import holdings_of, proof
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in


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
    put_in(made.id, 2500, role="release")
    put_in(made.id, 700, currency="USD")
    return made


def ask(clerk, person):
    with transaction():
        return service.ask(clerk, person.id, new_id()).id


def check_of(clerk, person):
    (check,) = _savings_paid_out(clerk, person.id)
    return check


def test_two_people_and_every_account_is_empty(clerk, approver, person):
    assert not check_of(clerk, person).done
    payout = ask(clerk, person)
    with pytest.raises(Forbidden), transaction():
        service.decide(clerk, person.id, payout, approve=True)
    with transaction():
        paid = service.decide(approver, person.id, payout, approve=True)
        assert paid.paid == {"EUR": {"spendable": 5000, "release": 2500}, "USD": {"spendable": 700}}
    assert not any(row.balance for row in holdings_of(person.id))
    assert check_of(clerk, person).done
    assert all(one.is_right for one in proof())
    with pytest.raises(Conflict), transaction():
        service.decide(approver, person.id, payout, approve=True)
    with pytest.raises(DomainError, match="empty"):
        ask(clerk, person)


def test_what_came_between_asking_and_paying_is_paid_too(clerk, approver, person):
    payout = ask(clerk, person)
    put_in(person.id, 100)
    with transaction():
        assert service.decide(approver, person.id, payout, approve=True).paid["EUR"]["spendable"] == 5100


def test_one_at_a_time_and_a_refused_one_moves_nothing(clerk, approver, person):
    payout = ask(clerk, person)
    with pytest.raises(Conflict):
        ask(clerk, person)
    with transaction():
        service.decide(approver, person.id, payout, approve=False)
    assert sum(row.balance for row in holdings_of(person.id)) == 8200
    ask(clerk, person)


def test_money_of_others_and_a_waiting_payout_are_named(clerk, person):
    held = holdings_of(person.id)[0]
    with transaction():
        request_payout(clerk, NewPayout(id=new_id(), account_id=held.id, minor=100, reason="Stamps"))
    with pytest.raises(DomainError, match=f"{held.number}: a payout waits"):
        ask(clerk, person)
    other = make_prisoner(cast.make_unit())
    put_in(other.id, 300, role="obligation")
    with pytest.raises(DomainError, match="held for others"):
        ask(clerk, other)


def test_the_database_refuses_one_human_for_both(clerk, person):
    ask(clerk, person)
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(sa.text("UPDATE release_payout SET decided_by = requested_by, state = 'refused'"))


def test_the_paper_says_what_was_handed_over_and_the_whole_stay(app, person):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    approver = enter(app.test_client(), cast.make_actor(Role.FINANCE_APPROVER))
    page = f"/people/{person.id}/money/leaving"
    assert clerk.post(page, data={"id": str(new_id())}).status_code == 303
    row = queries.release_payouts_of(person.id)[0]
    assert clerk.get(f"{page}/{row.id}.pdf").status_code == 404
    assert clerk.post(f"{page}/{row.id}", data={"decision": "approve"}).status_code == 403
    assert approver.post(f"{page}/{row.id}", data={"decision": "approve"}).status_code == 303
    paper = pypdf.PdfReader(io.BytesIO(clerk.get(f"{page}/{row.id}.pdf").data))
    text = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
    assert "€75.00" in text
    assert "I received this money" in text
    assert "Cash brought in" in text
    lines, first, last = queries.whole_stay(person.id)
    assert {(one.currency, one.came - one.went) for one in lines} == {
        ("EUR", 7500), ("EUR", -7500), ("USD", 700), ("USD", -700)
    }  # fmt: skip
    assert first == last
