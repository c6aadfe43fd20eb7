"""What an auditor takes along sums, account by account, to what the books say: read again by a reader of its own."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from decimal import Decimal

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.audit import AuditEntry
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.ids import new_id
from marketplace.auditing import queries
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount
from marketplace.ledger.rules import NewEntry, credit, debit, number_of
from tests import cast
from tests.conftest import enter

NOW, R = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), AccountRole
LEG = re.compile(r"^ {4}([A-Z][\w:-]+) {2}(-?\d+(?:\.\d+)?) ([A-Z]{3})$")


def book(day, kind, legs, memo=""):
    return books.post(None, NewEntry(
        kind=kind, occurred_on=day, idem_key=str(new_id()), legs=legs, source="test", memo=memo,
    ))[0]  # fmt: skip


@pytest.fixture
def person():
    """Cash in October and November, a wage, a payout, money nobody was found for, in two currencies."""
    person, october, november = new_id(), dt.date(2026, 10, 7), dt.date(2026, 11, 20)
    with clock.held_at(NOW):
        with transaction():
            of = lambda role, currency="EUR": books.account_for(role, currency, person)  # noqa: E731 - short here
            book(october, EntryKind.CASH_RECEIVED, [debit(of(R.CASH_BOX), 1000), credit(of(R.SPENDABLE), 1000)])
            book(october, EntryKind.DEPOSIT, [debit(of(R.TRUST_BANK), 700), credit(of(R.SUSPENSE), 700)], "=cmd()")
            parts = [credit(of(R.SPENDABLE), 333), credit(of(R.RELEASE), 334), credit(of(R.VICTIM_FUND), 333)]
            book(november, EntryKind.WAGE, [debit(of(R.WAGES_EXPENSE), 1000), *parts])
            book(november, EntryKind.PAYOUT, [debit(of(R.SPENDABLE), 250), credit(of(R.CASH_BOX), 250)])
            yen = [debit(of(R.CASH_BOX, "JPY"), 5000), credit(of(R.SPENDABLE, "JPY"), 5000)]
            book(november, EntryKind.CASH_RECEIVED, yen)
        yield person


@pytest.fixture
def auditor(app):
    return enter(app.test_client(), cast.make_actor(Role.INSPECTOR))


def take(auditor, form, month="2026-11"):
    answer = auditor.post("/finance/audit/export", data={"month": month, "form": form})
    assert answer.status_code == 200
    return answer.text


def in_the_books(person):
    """Signed sums by (role, currency), straight from the accounts."""
    rows = session.scalars(sa.select(LedgerAccount)).all()
    return {(row.role.value.replace("_", "-"), row.currency): row.balance * row.sign for row in rows if row.balance}


def read(text):
    """Sums by (last part of the account, currency) in minor units; every transaction must come to nothing."""
    sums = defaultdict(int)
    for block in re.split(r"\n\s*\n", text):
        whole, elided = defaultdict(int), "    Equity:Opening" in block.split("\n")
        for account, amount, currency in filter(None, (m and m.groups() for m in map(LEG.match, block.split("\n")))):
            minor = int(Decimal(amount) * (1 if currency == "JPY" else 100))
            whole[currency] += minor
            if account != "Equity:Opening":
                sums[account.rsplit(":", 1)[1].lower(), currency] += minor
        assert elided or not any(whole.values()), block
    return {key: minor for key, minor in sums.items() if minor}


@pytest.mark.parametrize("form", ["journal", "beancount"])
def test_the_journal_sums_to_the_books(person, auditor, form):
    assert read(take(auditor, form)) == in_the_books(person)


def test_beancount_opens_every_account_before_it_is_used(person, auditor):
    text = take(auditor, "beancount")
    opened = set(re.findall(r"^\d{4}-\d\d-\d\d open (\S+)$", text, re.MULTILINE))
    used = {match.group(1) for match in map(LEG.match, text.split("\n")) if match}
    assert used <= opened
    assert f"Liabilities:People:{number_of(person)}:Release" in used
    assert all(re.fullmatch(r"[A-Z0-9][A-Za-z0-9-]*", part) for one in opened for part in one.split(":"))


def test_the_table_sums_to_zero_and_holds_no_formula(person, auditor):
    rows = list(csv.DictReader(io.StringIO(take(auditor, "csv").lstrip("\ufeff"))))
    for currency in ("EUR", "JPY"):
        mine = [row for row in rows if row["currency"] == currency]
        assert mine
        assert sum(Decimal(row["debit"] or 0) for row in mine) == sum(Decimal(row["credit"] or 0) for row in mine)
    assert not any(row["memo"].startswith("=") for row in csv.DictReader(
        io.StringIO(take(auditor, "csv", "2026-10").lstrip("\ufeff"))))  # fmt: skip


def test_who_took_the_books_along_is_kept(person, auditor):
    take(auditor, "csv")
    trail = table_of(AuditEntry)
    kept = session.execute(sa.select(trail.c.purpose).where(trail.c.action == "books.exported")).scalars().all()
    assert kept == ["2026-11.csv"]
    assert auditor.post("/finance/audit/export", data={"month": "2026-11", "form": "exe"}).status_code == 422
    assert auditor.post("/finance/audit/export", data={"month": "november", "form": "csv"}).status_code == 404


def test_the_page_shows_both_sides_equal_and_what_lies_about_since_when(person, auditor):
    trial = queries.trial_balance()
    for currency in ("EUR", "JPY"):
        mine = [row for row in trial if row.currency == currency]
        assert sum(row.debit for row in mine) == sum(row.credit for row in mine) > 0
    [waits] = queries.lying_about()
    assert (waits.role, waits.balance, waits.since) == (R.SUSPENSE, 700, dt.date(2026, 10, 7))
    assert queries.gaps() == []
    shown = auditor.get("/finance/audit").text
    assert "48" in shown
    assert "the database refuses a gap" in shown


def test_money_that_went_and_came_again_lies_since_it_came_again(person):
    with transaction():
        bank, limbo = books.account_for(R.TRUST_BANK, "EUR"), books.account_for(R.SUSPENSE, "EUR")
        book(dt.date(2026, 11, 21), EntryKind.DISBURSEMENT, [debit(limbo, 700), credit(bank, 700)])
        book(dt.date(2026, 11, 22), EntryKind.DEPOSIT, [debit(bank, 50), credit(limbo, 50)])
    [waits] = queries.lying_about()
    assert (waits.balance, waits.since) == (50, dt.date(2026, 11, 22))


def test_it_is_no_page_of_the_clerk(app):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    assert clerk.get("/finance/audit").status_code == 403
    assert clerk.post("/finance/audit/export", data={}).status_code == 403
