"""Money from outside waits in suspense until a second human knows whose it is; after thirty days it goes back."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from marketplace.deposits import queries, service
from marketplace.deposits.models import Deposit, DepositState
from marketplace.deposits.rules import may_go_back, numbers_in
from marketplace.ledger.models import AccountRole, LedgerAccount, LedgerEntry
from marketplace.ledger.queries import holdings_of, proof
from marketplace.ledger.service import close_period
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in
from tests.marketplace.standing.test_a_part_goes_to_somebody import typed_day


@pytest.fixture
def clerk():
    return cast.make_actor(Role.FINANCE_CLERK)


@pytest.fixture
def other():
    return cast.make_actor(Role.FINANCE_CLERK)


def take(clerk, line="B-1", days_ago=0, message=""):
    with transaction():
        return service.take_in(clerk, service.NewDeposit(
            id=new_id(), received_on=clock.today() - dt.timedelta(days=days_ago), minor=2000, currency="EUR",
            sender="M. Haddad", message=message, bank_line=line,
        )).id  # fmt: skip


def stands(role):
    return session.scalar(sa.select(LedgerAccount.balance).where(LedgerAccount.role == role)) or 0


def test_a_second_human_gives_it_to_its_owner(clerk, other):
    person = make_prisoner(cast.make_unit())
    put_in(person.id, 100)
    number = holdings_of(person.id)[0].number
    deposit = take(clerk, message=f"for {number.lower().replace('-', ' ')}")
    assert stands(AccountRole.SUSPENSE) == 2000
    assert holdings_of(person.id)[0].balance == 100
    page = queries.deposits_page(DepositState.WAITING)
    assert queries.candidates(page) == {deposit: [number]}
    with pytest.raises(Forbidden), transaction():
        service.give(clerk, deposit, number)
    with pytest.raises(DomainError, match="ZZZZ-9999"), transaction():
        service.give(other, deposit, "ZZZZ-9999")
    with transaction():
        service.give(other, deposit, number)
    assert holdings_of(person.id)[0].balance == 2100
    assert stands(AccountRole.SUSPENSE) == 0
    assert all(one.is_right for one in proof())
    with pytest.raises(Conflict), transaction():
        service.give(other, deposit, number)


def test_the_same_line_of_the_bank_is_booked_once(clerk):
    take(clerk)
    with pytest.raises(DomainError, match="B-1 was entered before"):
        take(clerk)
    assert stands(AccountRole.SUSPENSE) == 2000


def test_it_goes_back_after_thirty_days_and_not_before(clerk, other):
    early, late = take(clerk), take(clerk, "B-2", days_ago=30)
    with pytest.raises(DomainError, match="waits for its owner until"), transaction():
        service.send_back(other, early, "Nobody found")
    with transaction():
        service.send_back(other, late, "Nobody found")
    assert stands(AccountRole.SUSPENSE) == 2000
    assert queries.waiting() == (1, clock.today())


def test_a_closed_month_takes_nothing_and_nothing_is_kept(clerk):
    gone = clock.today().replace(day=1) - dt.timedelta(days=1)
    with transaction():
        close_period(cast.make_actor(Role.FINANCE_APPROVER), f"{gone:%Y-%m}")
    before = session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry))
    with pytest.raises(DomainError, match=f"{gone:%Y-%m} is closed"):
        take(clerk, days_ago=(clock.today() - gone).days)
    assert session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) == before
    assert not session.scalar(sa.select(Deposit.id))


def test_the_database_refuses_one_human_for_both(clerk):
    take(clerk)
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(sa.text("UPDATE deposit SET settled_by = entered_by, state = 'returned'"))


def test_numbers_a_sender_may_have_meant():
    assert numbers_in("7qk2 m9xd and 7QK2-M9XD, or ABCDEFG") == ["7QK2-M9XD"]
    assert numbers_in("happy birthday") == []
    assert not may_go_back(dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert may_go_back(dt.date(2026, 11, 1), dt.date(2026, 12, 1))


def test_the_page(app):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    other = enter(app.test_client(), cast.make_actor(Role.FINANCE_APPROVER))
    put_in(make_prisoner(cast.make_unit()).id, 100)
    form = {"id": str(new_id()), "currency": "EUR", "amount": "20.005", "sender": "M. Haddad", "bank_line": "B-7"}
    form |= typed_day("received_on", clock.today())
    assert clerk.post("/finance/deposits", data=form).status_code == 422
    assert clerk.post("/finance/deposits", data=form | {"amount": "20.00", "currency": "XYZ"}).status_code == 422
    assert clerk.post("/finance/deposits", data=form | {"amount": "20.00"}).status_code == 303
    assert "M. Haddad" in other.get("/finance/deposits").text
    deposit = session.scalar(sa.select(Deposit.id))
    wrong = other.post(f"/finance/deposits/{deposit}", data={"decision": "give", "number": "ZZZZ-9999"})
    assert wrong.status_code == 422
    assert "ZZZZ-9999" in wrong.text
    assert clerk.post(f"/finance/deposits/{deposit}", data={"decision": "give", "number": "A"}).status_code == 403
