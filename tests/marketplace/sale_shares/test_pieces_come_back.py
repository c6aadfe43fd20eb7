"""Shares of a sale: announced by batch, taken back for pieces that come back in time, never after they matured."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from casework.merging.service import ask_merge, confirm_merge
from casework.people.models import DuplicateProposal, Person
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.earnings import service as earnings
from marketplace.earnings.models import EarningLine, EarningState
from marketplace.ledger import queries as books
from marketplace.orders.models import ShopOrder
from marketplace.production.models import Batch
from marketplace.production.service import NewBatch, contribute, inspect_batch, start_batch
from marketplace.sale_shares.service import Sold, announce, give_back
from tests import cast
from tests.marketplace.conftest import make_prisoner
from tests.marketplace.shop.test_walk import place

LATER = dt.timedelta(days=15)


@pytest.fixture
def sold(client, world):
    """Seven pieces of two batches that went out in one line: five of the first, two of the second."""
    place(client, world, 1)
    order_id = session.scalar(sa.select(ShopOrder.id))
    third = make_prisoner(world.prison, "Ola Weiss")
    today = clock.today()
    with transaction():
        more = NewBatch(
            code="L-MORE", product_id=world.product.id, place_id=world.prison.id, planned=4,
            started_on=dt.date(2026, 10, 9),
        )  # fmt: skip
        second = start_batch(world.instructor, more)
        contribute(world.instructor, second.id, third.id, minutes=50)
        inspect_batch(world.manager, second.id, passed=4, rejected=0)
        line = Sold(
            order_id=order_id, seq=0, product_id=world.product.id, place_id=world.prison.id, title="Oak chair",
            pieces=7, labour_minor=1801, currency="EUR", on=today, matures_on=today + dt.timedelta(days=14),
        )  # fmt: skip
        announce(world.manager, line)
    return SimpleNamespace(order_id=order_id, third=third, second=second, today=today)


def coming():
    """What is on its way to each person, by file."""
    wanted = (EarningLine.state == EarningState.HELD, EarningLine.withdrawn_on.is_(None))
    rows = session.execute(
        sa.select(EarningLine.person_id, sa.func.sum(EarningLine.minor)).where(*wanted).group_by(EarningLine.person_id)
    )
    return {row[0]: int(row[1]) for row in rows}


def back(world, sold, pieces, day=None):
    with transaction():
        return give_back(world.manager, sold.order_id, 0, pieces, day or sold.today)


def balance(person):
    return sum(row.balance for row in books.holdings_of(person.id))


def merge(gone, kept):
    """Two files become one, by two records officers."""
    one, two = cast.make_actor(Role.RECORDS_OFFICER), cast.make_actor(Role.RECORDS_OFFICER)
    with transaction():
        low, high = sorted((gone.id, kept.id))
        pair = DuplicateProposal(person_id=low, other_id=high, score=80, evidence={"names": "same"})
        session.add(pair)
        audit.record(None, "duplicate.proposed", pair)
    with transaction():
        ask_merge(one, pair.id, kept.id, "The fingerprints are the same.")
    with transaction():
        confirm_merge(two, pair.id)


def test_two_batches_pay_their_own_makers_to_the_last_cent(world, sold):
    first, second = world.makers
    assert coming() == {first.id: 6003, second.id: 3002, sold.third.id: 3602}
    assert sum(coming().values()) == 7 * 1801
    numbers = session.scalars(sa.select(Batch.sold).order_by(Batch.code)).all()
    assert sorted(numbers) == [2, 5]


def test_a_part_comes_back_from_the_last_batch_first(world, sold):
    first, second = world.makers
    assert back(world, sold, 1)
    assert coming() == {first.id: 6003, second.id: 3002, sold.third.id: 1801}
    back(world, sold, 3)
    assert sum(coming().values()) == 3 * 1801
    assert sold.third.id not in coming()
    back(world, sold, 3)
    assert coming() == {}
    back(world, sold, 3)
    assert coming() == {}


def test_what_is_kept_matures_on_its_day_and_what_matured_stays(world, sold):
    back(world, sold, 2)
    with transaction():
        assert earnings.mature(None, sold.today + dt.timedelta(days=13)) == 0
        assert earnings.mature(None, sold.today + dt.timedelta(days=14)) == 2
    had = balance(world.makers[0]), balance(world.makers[1])
    assert sum(had) == 5 * 1801
    back(world, sold, 5, sold.today + LATER)
    assert (balance(world.makers[0]), balance(world.makers[1])) == had


def test_matured_by_the_calendar_stays_although_the_job_has_not_run(world, sold):
    back(world, sold, 7, sold.today + dt.timedelta(days=14))
    assert sum(coming().values()) == 7 * 1801


def test_wages_are_never_touched(world, sold):
    wage = EarningLine(
        person_id=world.makers[0].id, kind="wage", source="pay_line", source_id=new_id(), minor=700, currency="EUR",
        earned_on=sold.today, matures_on=None, explain={},
    )  # fmt: skip
    with transaction():
        session.add(wage)
        audit.record(None, "earning.announced", wage)
    back(world, sold, 7)
    assert coming() == {world.makers[0].id: 700}


def test_a_file_that_was_merged_since_gets_and_gives_back_its_own(world, sold):
    first, second = world.makers
    merge(first, second)
    assert coming()[second.id] == 5 * 1801
    back(world, sold, 3)
    assert coming() == {second.id: 4 * 1801}
    with transaction():
        earnings.mature(None, sold.today + LATER)
    assert balance(second) == 4 * 1801


@pytest.mark.parametrize("change", ["released", "transferred"])
def test_whoever_has_left_still_gets_the_share(world, sold, change):
    other = cast.make_unit()
    with transaction():
        gone = session.get_one(Person, world.makers[0].id)
        if change == "released":
            gone.in_custody, gone.establishment_id = False, None
        else:
            gone.establishment_id = other.id
        audit.record(None, "person.registered", gone)
        earnings.mature(None, sold.today + LATER)
    assert balance(world.makers[0]) == 6003
    (proof,) = books.proof()
    assert proof.is_right
