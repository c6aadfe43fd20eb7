"""Whoever goes to another prison takes their money along: each prison's fund is right before, during and after."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, acknowledge, move
from casework.takebacks.service import take_back
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.earnings import service as earnings
from marketplace.earnings.service import NewPayout
from marketplace.holds import service as holds
from marketplace.holds.queries import held_on
from marketplace.holds.service import NewHold
from marketplace.ledger import queries as books
from marketplace.ledger.models import AccountRole, LedgerAccount
from marketplace.trust_places.models import TrustMark
from marketplace.trust_places.queries import prison_funds
from tests import cast
from tests.casework.people_inside import received
from tests.marketplace.conftest import put_in


@pytest.fixture
def two():
    """The first prison and the second."""
    return cast.make_unit(name="Alder Prison"), cast.make_unit(name="Birch Prison")


def officer(prison):
    return cast.make_actor(Role.RECORDS_OFFICER, prison)


def go(person_id, left, to):
    actor = officer(left)
    with transaction():
        return move(actor, NewMovement(person_id=person_id, kind=MovementKind.TRANSFER, at=clock.now(), to_id=to.id)).id


def funds(*, right=True):
    session.expire_all()
    found = prison_funds()
    assert all(one.is_right for one in found) is right, found
    assert all(one.is_right for one in books.proof())
    return {one.name: (one.moved, one.people) for one in found if one.currency == "EUR"}


def test_the_proof_of_both_prisons_holds_before_during_and_after(two):
    first, second = two
    mover, stayer = received(first), received(first, "Bo Reed")
    for person_id, minor in ((mover, 5000), (stayer, 700)):
        put_in(person_id, minor)
    put_in(mover, 1200, "savings")
    assert funds() == {"Alder Prison": (0, 6900)}
    sent = go(mover, first, second)
    assert funds() == {"Alder Prison": (-6200, 700), "Birch Prison": (6200, 6200)}
    put_in(mover, 300)
    assert funds()["Birch Prison"] == (6200, 6500)
    there = officer(second)
    with transaction():
        acknowledge(there, sent, at=clock.now())
    assert funds() == {"Alder Prison": (-6200, 700), "Birch Prison": (6200, 6500)}


def test_a_transfer_taken_back_brings_the_money_back_with_what_came_meanwhile(two):
    first, second = two
    person_id = received(first)
    put_in(person_id, 5000)
    sent = go(person_id, first, second)
    put_in(person_id, 250)
    there = officer(second)
    with transaction():
        take_back(there, sent, "It was somebody else who went")
    assert funds() == {"Alder Prison": (250, 5250), "Birch Prison": (-250, 0)}


def test_holds_and_payouts_that_wait_go_along(two):
    first, second = two
    person_id = received(first)
    account_id = put_in(person_id, 5000)
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    later = clock.now() + dt.timedelta(hours=5)
    with transaction():
        holds.place(clerk, NewHold(account_id=account_id, minor=1000, reason="A call", expires_at=later))
        asked = earnings.request_payout(clerk, NewPayout(id=new_id(), account_id=account_id, minor=900, reason="Shoes"))
    go(person_id, first, second)
    assert held_on([account_id]) == {account_id: 1000}
    with transaction():
        earnings.decide_payout(approver, asked.id, approve=True)
    assert funds() == {"Alder Prison": (-5000, 0), "Birch Prison": (5000, 4100)}


def test_somebody_who_comes_back_elsewhere_brings_what_was_left(two):
    first, second = two
    person_id = received(first)
    put_in(person_id, 800)
    sent, there = go(person_id, first, second), officer(second)
    with transaction():
        acknowledge(there, sent, at=clock.now())
    go(person_id, second, first)
    assert funds() == {"Alder Prison": (0, 800), "Birch Prison": (0, 0)}


def test_two_currencies_are_two_entries(two):
    first, second = two
    person_id = received(first)
    put_in(person_id, 800)
    put_in(person_id, 50, currency="USD")
    go(person_id, first, second)
    shares = sa.select(LedgerAccount.currency, LedgerAccount.balance).where(
        LedgerAccount.role == AccountRole.PRISON_SHARE, LedgerAccount.owner_id == second.id
    )
    assert sorted(session.execute(shares).all()) == [("EUR", 800), ("USD", 50)]
    funds()


def test_who_has_nothing_moves_nothing(two):
    first, second = two
    go(received(first), first, second)
    assert session.scalar(sa.select(sa.func.count()).where(LedgerAccount.role == AccountRole.PRISON_SHARE)) == 0
    assert funds() == {}


def test_a_person_moved_past_the_books_is_seen(two):
    first, second = two
    person_id = received(first)
    put_in(person_id, 800)
    with transaction():
        session.execute(sa.text("UPDATE person SET establishment_id = :there").bindparams(
            sa.bindparam("there", second.id, type_=LedgerAccount.__table__.c.owner_id.type)))  # fmt: skip
    funds(right=False)


def test_the_database_refuses_a_mark_that_no_posting_left(two):
    first, second = two
    person_id = received(first)
    account_id = put_in(person_id, 800)
    go(person_id, first, second)
    place_id = session.scalar(sa.select(TrustMark.place_id))
    other = put_in(person_id, 100, "savings")
    assert other != account_id
    row = {"place_id": place_id, "account_id": other, "legs": 1, "balance": 99}
    with pytest.raises(sa.exc.IntegrityError), transaction():
        session.execute(sa.insert(TrustMark.__table__), row)
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.text("SET CONSTRAINTS ALL IMMEDIATE"))
        else:
            assert session.execute(sa.text("PRAGMA foreign_key_check(trust_mark)")).all()
            raise sa.exc.IntegrityError("", None, Exception("seen by the check at commit"))
