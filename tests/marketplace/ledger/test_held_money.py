"""Money that is held is not spent, until it is booked, let go, or the time is over."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import Conflict, DomainError
from kernel.ids import new_id
from marketplace.earnings.service import NewPayout, request_payout
from marketplace.holds import service as holds
from marketplace.holds.queries import free_on
from marketplace.holds.service import NewHold
from marketplace.ledger import queries, service
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from tests import cast

NOW, R = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), AccountRole


@pytest.fixture
def purse():
    """An account with 10.00."""
    with clock.held_at(NOW), transaction():
        mine, box = service.account_for(R.SPENDABLE, "EUR", new_id()), service.account_for(R.CASH_BOX, "EUR")
        service.post(None, entry("in", [debit(box, 1000), credit(mine, 1000)]))
    with clock.held_at(NOW):
        yield mine


def entry(key, legs):
    return NewEntry(kind=EntryKind.PAYOUT, occurred_on=NOW.date(), idem_key=key, legs=legs, source="test")


def spend(account, minor, key):
    return entry(key, [debit(account, minor), credit(service.account_for(R.CASH_BOX, "EUR"), minor)])


def place(account, minor, hours=1):
    new = NewHold(
        account_id=account, minor=minor, reason="A phone call", expires_at=clock.now() + dt.timedelta(hours=hours)
    )
    return holds.place(cast.make_actor(Role.FINANCE_CLERK), new)


def test_held_money_is_out_of_reach_and_comes_back_by_the_clock_alone(purse):
    with transaction():
        place(purse, 700)
        assert free_on(purse) == 300
        with pytest.raises(DomainError, match="not enough"):
            service.post(None, spend(purse, 301, "a"))
        service.post(None, spend(purse, 300, "b"))
    with clock.held_at(NOW + dt.timedelta(hours=2)), transaction():
        assert free_on(purse) == 700
        service.post(None, spend(purse, 700, "c"))


def test_held_money_is_not_asked_for_as_a_payout(purse):
    with transaction():
        place(purse, 700)
        wanted = NewPayout(id=new_id(), account_id=purse, minor=301, reason="Asked")
        with pytest.raises(DomainError, match="free"):
            request_payout(cast.make_actor(Role.FINANCE_CLERK), wanted)


def test_what_was_held_is_booked_once(purse):
    with transaction():
        hold = place(purse, 700)
        place(purse, 300)
        made = holds.settle(None, hold.id, spend(purse, 700, "a"))
        assert holds.settle(None, hold.id, spend(purse, 700, "a")) == made
        assert free_on(purse) == 0
        with pytest.raises(Conflict, match="booked already"):
            holds.void(None, hold.id, "Too late")


def test_let_go_or_run_out_it_cannot_be_booked(purse):
    with transaction():
        gone, late = place(purse, 400), place(purse, 400)
        holds.void(None, gone.id, "The call did not come")
        assert free_on(purse) == 600
        with pytest.raises(Conflict, match="not held any more"):
            holds.settle(None, gone.id, spend(purse, 400, "a"))
    with clock.held_at(NOW + dt.timedelta(hours=2)), transaction(), pytest.raises(Conflict, match="not held any more"):
        holds.settle(None, late.id, spend(purse, 400, "b"))


@pytest.mark.parametrize("minor", [0, -5, 1001])
def test_no_more_is_held_than_is_there(purse, minor):
    with transaction(), pytest.raises(DomainError, match="free"):
        place(purse, minor)


def test_a_hold_that_is_over_already_is_refused(purse):
    with transaction(), pytest.raises(DomainError, match="ahead"):
        place(purse, 100, hours=0)
    assert all(proof.is_right for proof in queries.proof())
