"""A purchase is paid from the money to spend first, then from savings, and never from what is saved for release."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.canteen.rules import sources
from marketplace.canteen.service import NewPurchase, buy
from marketplace.earnings.service import NewPayout, request_payout
from marketplace.ledger.models import AccountRole, LedgerPosting
from marketplace.ledger.queries import holdings_of, proof
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in

SPEND, SAVED = AccountRole.SPENDABLE, AccountRole.SAVINGS


def test_the_published_case():
    assert sources(3500, {SPEND: 505, SAVED: 4000}) == [(SPEND, 505), (SAVED, 2995)]


@given(st.integers(-5, 10_000), st.integers(0, 9_000), st.integers(0, 9_000))
def test_the_parts_sum_to_the_price_or_nothing_is_paid(price, spend, saved):
    parts = sources(price, {SPEND: spend, SAVED: saved})
    if 0 < price <= spend + saved:
        assert sum(minor for _role, minor in parts) == price
        assert dict(parts).get(SPEND, 0) == min(price, spend)
    else:
        assert parts == []


@pytest.fixture
def person():
    made = make_prisoner(cast.make_unit())
    put_in(made.id, 505)
    put_in(made.id, 4000, role="savings")
    put_in(made.id, 9000, role="release")
    return made


def purchase(person, minor, key=None):
    return NewPurchase(id=key or new_id(), person_id=person.id, currency="EUR", minor=minor, what="Coffee")


def balances(person):
    return {str(row.role): row.balance for row in holdings_of(person.id)}


def test_it_is_paid_once_however_often_it_is_sent(person):
    clerk, key = cast.make_actor(Role.FINANCE_CLERK), new_id()
    for _click in range(2):
        with transaction():
            assert buy(clerk, purchase(person, 3500, key)) == [505, 2995]
    assert balances(person) == {"spendable": 0, "savings": 1005, "release": 9000}
    assert all(one.is_right for one in proof())


def test_too_little_names_the_account_and_posts_nothing(person):
    before = session.scalar(sa.select(sa.func.count()).select_from(LedgerPosting))
    with pytest.raises(DomainError) as refusal, transaction():
        buy(cast.make_actor(Role.FINANCE_CLERK), purchase(person, 4506))
    assert holdings_of(person.id)[0].number in str(refusal.value)
    assert "€45.05" in str(refusal.value)
    assert session.scalar(sa.select(sa.func.count()).select_from(LedgerPosting)) == before


def test_what_waits_for_a_payout_is_not_spent(person):
    clerk = cast.make_actor(Role.FINANCE_CLERK)
    (spend,) = [row for row in holdings_of(person.id) if row.role == SPEND]
    with transaction():
        request_payout(clerk, NewPayout(id=new_id(), account_id=spend.id, minor=500, reason="Stamps"))
        assert buy(clerk, purchase(person, 100)) == [5, 95]


def test_the_page_says_how_it_was_paid_and_refuses_three_decimals(app, person):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    page = f"/finance/accounts/{holdings_of(person.id)[0].id}/canteen"
    form = {"id": str(new_id()), "what": "Coffee", "amount": "35.005"}
    assert clerk.post(page, data=form).status_code == 422
    done = clerk.post(page, data=form | {"amount": "35.00"}, follow_redirects=True)
    assert "€5.05 + €29.95" in done.text
