"""A closed month, another currency, an empty purse: refused with account and rule named, and nothing is booked."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from kernel import clock
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.ledger import queries, service
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount, LedgerEntry, LedgerPosting, Side
from marketplace.ledger.rules import NewEntry, credit, debit, number_of
from tests import cast
from tests.marketplace.conftest import make_prisoner, put_in

R, NOW = AccountRole, dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def person():
    """Somebody with 20.00 to spend, in November 2026."""
    with clock.held_at(NOW):
        made = make_prisoner(cast.make_unit())
        put_in(made.id, 2000)
        yield made


def whole_books():
    """Every row that could have moved."""
    session.expire_all()
    return [
        sorted(map(repr, session.execute(sa.select(table_of(one))).all()))
        for one in (LedgerAccount, LedgerEntry, LedgerPosting)
    ]


def refused(entry, *words, rule):
    before = whole_books()
    with pytest.raises(DomainError) as refusal, transaction():
        service.post(None, entry)
    assert all(one in str(refusal.value) for one in words), str(refusal.value)
    assert str(refusal.value.rule) == rule
    assert whole_books() == before
    assert all(one.is_right for one in queries.proof())


def entry(person, minor=100, into=R.CASH_BOX, currency="EUR", on=dt.date(2026, 11, 24)):
    with transaction():
        legs = [
            debit(service.account_for(R.SPENDABLE, "EUR", person.id), minor),
            credit(service.account_for(into, currency), minor),
        ]
    return NewEntry(kind=EntryKind.PAYOUT, occurred_on=on, idem_key=str(new_id()), legs=legs, source="test")


@pytest.mark.parametrize("day", [dt.date(2026, 10, 31), dt.date(2026, 8, 1)])
def test_a_closed_month_and_all_before_it(person, day):
    with transaction():
        service.close_period(cast.make_actor(Role.FINANCE_APPROVER), "2026-10")
    late = entry(person, on=day)
    refused(late, number_of(person.id), "Money to spend", f"{day:%Y-%m} is closed", rule="A closed month stays closed")


def test_another_currency(person):
    other = entry(person, into=R.TRUST_BANK, currency="USD")
    refused(other, "USD", "Account S-trust_bank", "Bank account", rule="One entry, one currency")


def test_more_than_there_is(person):
    refused(entry(person, minor=2001), number_of(person.id), "not enough", rule="No account is overdrawn")


def test_an_account_that_is_not_there(person):
    whole = entry(person)
    with pytest.raises(DomainError, match="no such account"), transaction():
        service.post(None, NewEntry(**{**vars(whole), "legs": [debit(new_id(), 5), credit(new_id(), 5)]}))


def test_the_database_itself_refuses_two_currencies_in_one_entry(real_db):
    with clock.held_at(NOW):
        with transaction():
            person_id = make_prisoner(cast.make_unit()).id
        put_in(person_id, 2000)
        with transaction():
            mine, bank = service.account_for(R.SPENDABLE, "EUR", person_id), service.account_for(R.TRUST_BANK, "USD")
        key, posting, head = new_id(), table_of(LedgerPosting), table_of(LedgerEntry)
        leg = {"entry_id": key, "amount_minor": 100, "explain": {}}
        out = {"seq": 0, "account_id": mine, "side": Side.DEBIT, "currency": "EUR", "nth": 2, "balance_after": 1900}
        came = {"seq": 1, "account_id": bank, "side": Side.CREDIT, "currency": "USD", "nth": 1, "balance_after": -100}
        facts = {
            "id": key, "kind": EntryKind.PAYOUT, "occurred_on": NOW.date(), "booked_at": NOW, "booked_by": None,
            "period": "2026-11", "idem_key": str(key), "source": "raw", "source_id": None, "memo": "",
            "reverses_id": None,
        }  # fmt: skip
        with pytest.raises(exc.DBAPIError, match="not balanced"), transaction():
            connection = session.connection()
            connection.execute(sa.text("UPDATE ledger_account SET balance = 1900, legs = 2 WHERE role = 'spendable'"))
            connection.execute(sa.text("UPDATE ledger_account SET balance = -100, legs = 1 WHERE currency = 'USD'"))
            connection.execute(posting.insert(), [{**leg, **out}, {**leg, **came}])
            connection.execute(head.insert(), facts)
