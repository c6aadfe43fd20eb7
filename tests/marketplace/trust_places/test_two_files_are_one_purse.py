"""Two files that become one are one purse, wherever their money stood; taken back, each has its own again."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.public import PeopleMerged, PeopleUnmerged
from kernel import clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.holds import service as holds
from marketplace.holds.service import NewHold
from marketplace.ledger import queries as books
from marketplace.trust_places.queries import prison_funds
from tests import cast
from tests.casework.people_inside import received
from tests.marketplace.conftest import put_in


@pytest.fixture
def two():
    """(first prison, second prison, the file there to be given up, the file kept)."""
    first, second = cast.make_unit(name="Alder Prison"), cast.make_unit(name="Birch Prison")
    return first, second, received(first), received(second)


def has(person_id):
    session.expire_all()
    assert all(one.is_right for one in books.proof())
    assert all(one.is_right for one in prison_funds())
    return {row.role.value: row.balance for row in books.holdings_of(person_id) if row.balance}


def test_money_of_both_is_one_and_two_again(two):
    _first, _second, gone, kept = two
    put_in(gone, 500)
    put_in(gone, 90, "release")
    put_in(kept, 20)
    by, merge_id = cast.make_actor(Role.RECORDS_OFFICER), new_id()
    with transaction():
        events.publish(PeopleMerged(merge_id=merge_id, from_id=gone, into_id=kept, by=by))
    assert (has(gone), has(kept)) == ({}, {"spendable": 520, "release": 90})
    put_in(kept, 7)
    with transaction():
        events.publish(PeopleUnmerged(merge_id=merge_id, from_id=gone, into_id=kept, by=by, reason="Two people"))
    assert (has(gone), has(kept)) == ({"spendable": 500, "release": 90}, {"spendable": 27})


def test_what_was_spent_since_cannot_go_back(two):
    _first, _second, gone, kept = two
    put_in(gone, 500, "release")
    by, merge_id = cast.make_actor(Role.RECORDS_OFFICER), new_id()
    with transaction():
        events.publish(PeopleMerged(merge_id=merge_id, from_id=gone, into_id=kept, by=by))
    spent = next(row.id for row in books.holdings_of(kept))
    with transaction():
        holds.place(by, NewHold(account_id=spent, minor=1, reason="x", expires_at=clock.now() + dt.timedelta(days=1)))
    back = PeopleUnmerged(merge_id=merge_id, from_id=gone, into_id=kept, by=by, reason="Two people")
    with pytest.raises(DomainError, match="Saved for release"), transaction():
        events.publish(back)
    assert has(kept) == {"release": 500}


def test_held_money_is_named_and_nothing_is_booked(two):
    _first, _second, gone, kept = two
    account_id = put_in(gone, 500)
    later = clock.now() + dt.timedelta(hours=1)
    with transaction():
        holds.place(None, NewHold(account_id=account_id, minor=100, reason="A call", expires_at=later))
    merged = PeopleMerged(merge_id=new_id(), from_id=gone, into_id=kept, by=cast.make_actor(Role.RECORDS_OFFICER))
    number = books.holdings_of(gone)[0].number
    with pytest.raises(DomainError, match=f"Account {number}.*1.00 is held"), transaction():
        events.publish(merged)
    assert (has(gone), has(kept)) == ({"spendable": 500}, {})
