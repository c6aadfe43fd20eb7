"""Whoever reaches the database past the product still cannot set a balance, slip a posting in, or reopen a month."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from kernel import clock
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.ids import new_id
from marketplace.ledger import queries, service
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount, LedgerEntry, LedgerPosting, Side
from marketplace.ledger.rules import NewEntry, credit, debit
from tests import cast

R, TODAY = AccountRole, dt.date(2026, 11, 24)
account, entry, posting = table_of(LedgerAccount), table_of(LedgerEntry), table_of(LedgerPosting)


@pytest.fixture
def person(real_db):
    """Somebody with 5.00 and then 2.00 more to spend, committed."""
    person = new_id()
    with clock.held_at(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)):
        with transaction():
            for minor in (500, 200):
                pay_in(person, minor)
        yield person


def pay_in(person, minor, **over):
    box, mine = service.account_for(R.CASH_BOX, "EUR"), service.account_for(R.SPENDABLE, "EUR", person)
    facts = {"kind": EntryKind.CASH_RECEIVED, "occurred_on": TODAY, "idem_key": str(new_id()), "source": "test"}
    return service.post(None, NewEntry(**facts, legs=[debit(box, minor), credit(mine, minor)], **over))


def by_hand(*statements):
    with pytest.raises(exc.DBAPIError) as refusal, transaction():
        for statement, rows in statements:
            session.connection().execute(statement, rows)
    return str(refusal.value)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_account SET balance = 99999 WHERE role = 'spendable'",
        "UPDATE ledger_account SET balance = 0, legs = NULL WHERE role = 'spendable'",
        "UPDATE ledger_account SET balance = 500, legs = 1 WHERE role = 'spendable'",
        "UPDATE ledger_account SET legs = 3 WHERE role = 'spendable'",
        "UPDATE ledger_account SET no_overdraft = (1 = 0) WHERE role = 'spendable'",
        "UPDATE ledger_account SET sign = 1, type = 'asset' WHERE role = 'spendable'",
        "DELETE FROM ledger_account WHERE role = 'spendable'",
        "UPDATE ledger_posting SET amount_minor = 1",
        "DELETE FROM ledger_posting",
        "UPDATE ledger_entry SET memo = 'forged'",
        "DELETE FROM ledger_entry",
    ],
)
def test_a_statement_by_hand_is_refused(person, statement):
    assert by_hand((sa.text(statement), {}))
    assert {row.role: row.balance for row in queries.holdings_of(person)} == {R.SPENDABLE: 700}
    assert all(proof.is_right for proof in queries.proof())


def forged(person, **over):
    """An entry by hand of 1.00 into the box for a person, as a thief would type it: balanced, and in line so far."""
    of = {row.role: row for row in session.execute(sa.select(account))}
    key = new_id()
    head = {
        "id": key, "kind": EntryKind.WAGE, "occurred_on": TODAY, "booked_at": clock.now(), "booked_by": None,
        "period": f"{TODAY:%Y-%m}", "idem_key": str(key), "source": "raw", "source_id": None, "memo": "",
        "reverses_id": None,
    }  # fmt: skip
    leg = {"entry_id": key, "currency": "EUR", "amount_minor": 100, "explain": {}, "nth": 3, "balance_after": 800}
    legs = [
        {**leg, "seq": 0, "account_id": of[R.CASH_BOX].id, "side": Side.DEBIT},
        {**leg, "seq": 1, "account_id": of[R.SPENDABLE].id, "side": Side.CREDIT},
    ]
    return (posting.insert(), [{**one, **over.get("leg", {})} for one in legs]), (
        entry.insert(),
        {**head, **over.get("head", {})},
    )


def moved():
    return sa.text("UPDATE ledger_account SET balance = 800, legs = 3"), {}


def test_an_entry_that_keeps_every_rule_is_the_only_one_taken_by_hand(person):
    with transaction():
        for statement, rows in (moved(), *forged(person)):
            session.connection().execute(statement, rows)
    assert all(proof.is_right for proof in queries.proof())


@pytest.mark.parametrize(
    ("leg", "words"),
    [
        ({"nth": 4}, "follow"),
        ({"nth": 2}, "follow|[Uu]nique|UNIQUE"),
        ({"balance_after": 900}, "follow"),
        ({"nth": 0}, "follow"),
        ({"amount_minor": -100}, "follow|positive"),
        ({"currency": "USD"}, "FOREIGN KEY|foreign key"),
    ],
)
def test_a_posting_out_of_line_is_refused(person, leg, words):
    assert re.search(words, by_hand(moved(), *forged(person, leg=leg)))


def test_postings_beside_a_balance_that_did_not_move_are_refused(person):
    assert "follow" in by_hand(*forged(person))


@pytest.mark.parametrize("head", [{"period": "2026-10"}, {"period": "2026-12"}, {"occurred_on": dt.date(2026, 10, 31)}])
def test_an_entry_of_another_month_than_its_day_is_refused(person, head):
    assert "not the month" in by_hand(moved(), *forged(person, head=head))


def test_what_is_closed_and_all_before_it_takes_nothing_and_stays_closed(person):
    clerk = cast.make_actor(Role.FINANCE_APPROVER)
    with transaction():
        service.close_period(clerk, "2026-10")
    for month in ("2026-10", "2026-08"):
        backdated = {"period": month, "occurred_on": dt.date.fromisoformat(f"{month}-20")}
        assert "closed" in by_hand(moved(), *forged(person, head=backdated))
    assert "closed" in by_hand((sa.text("UPDATE ledger_period SET state = 'open'"), {}))
    assert "closed" in by_hand((sa.text("DELETE FROM ledger_period"), {}))
    with transaction():  # a late fact keeps its day and goes to the open month
        pay_in(person, 100, period="2026-11")


def test_rounding_never_keeps_anything(person):
    with pytest.raises(exc.IntegrityError), transaction():
        wages, rounding = service.account_for(R.WAGES_EXPENSE, "EUR"), service.account_for(R.ROUNDING, "EUR")
        legs = [debit(wages, 1), credit(rounding, 1)]
        service.post(None, NewEntry(kind=EntryKind.WAGE, occurred_on=TODAY, idem_key="r", legs=legs, source="test"))
