"""Many entries in one go: the swift way and the careful one give the same books, and both refuse the same."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.ledger.models import AccountRole, EntryKind, LedgerEntry
from marketplace.ledger.queries import holdings_of, proof
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.ledger.service import account_for, close_period, post
from marketplace.postings.service import post_all
from tests import cast

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _a_day():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def owner():
    return new_id()


def cash(owner, minor, key=None, on=TODAY, *, out=False):
    box, mine = account_for(AccountRole.CASH_BOX, "EUR"), account_for(AccountRole.SPENDABLE, "EUR", owner)
    legs = [debit(mine, minor), credit(box, minor)] if out else [debit(box, minor), credit(mine, minor)]
    kind = EntryKind.PAYOUT if out else EntryKind.CASH_RECEIVED
    return NewEntry(kind=kind, occurred_on=on, idem_key=key or f"test:{new_id()}", source="test", legs=legs)


def stands(owner):
    return sum(row.balance for row in holdings_of(owner))


def test_each_is_new_and_the_balances_run_on(owner):
    with transaction():
        made = post_all(None, [cash(owner, 100 + n) for n in range(10)])
        assert [new for _id, new in made] == [True] * 10
        post(None, cash(owner, 1))
        post_all(None, [cash(owner, 10) for _n in range(10)])
    assert stands(owner) == 1_045 + 1 + 100
    assert proof()[0].is_right


def test_a_key_that_was_booked_gives_the_entry_of_then(owner):
    with transaction():
        first, _new = post(None, cash(owner, 100, "fact:1"))
        made = post_all(None, [cash(owner, 100, f"fact:{n}") for n in (0, 1, 2, 3, 4, 2)])
    assert [new for _id, new in made] == [True, False, True, True, True, False]
    assert made[1][0] == first
    assert made[5][0] == made[2][0]
    assert stands(owner) == 500


def test_money_that_is_taken_is_looked_at_entry_by_entry(owner):
    with transaction():
        post_all(None, [cash(owner, 100)] + [cash(owner, 20, out=True) for _n in range(5)])
    assert stands(owner) == 0
    with pytest.raises(DomainError, match="not enough"), transaction():
        post_all(None, [cash(owner, 100)] + [cash(owner, 20, out=True) for _n in range(6)])
    assert stands(owner) == 0


def test_a_closed_month_refuses_the_whole_part(owner):
    with transaction():
        close_period(cast.make_actor(Role.FINANCE_APPROVER), "2026-10")
    with pytest.raises(DomainError, match="closed"), transaction():
        post_all(None, [cash(owner, 100) for _n in range(5)] + [cash(owner, 100, on=dt.date(2026, 10, 30))])
    assert session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) == 0


def test_sides_that_differ_refuse_the_whole_part(owner):
    with pytest.raises(DomainError, match="not equal"), transaction():
        good = [cash(owner, 100) for _n in range(5)]
        box, mine = (leg.account_id for leg in good[0].legs)
        wrong = NewEntry(kind=EntryKind.CASH_RECEIVED, occurred_on=TODAY, idem_key="wrong", source="test",
                         legs=[debit(box, 5), credit(mine, 4)])  # fmt: skip
        post_all(None, [*good, wrong])
    assert stands(owner) == 0


@pytest.mark.parametrize("minor", [32_767, 32_768, 32_769, 2**31, 2**40])
def test_a_sum_at_the_edge_of_an_integer_is_booked_like_any_other(owner, minor):
    """A driver sends small numbers as two bytes: −32,768 turned round does not fit in them."""
    with transaction():
        post(None, cash(owner, minor))
        post(None, cash(owner, minor, out=True))
    assert stands(owner) == 0
