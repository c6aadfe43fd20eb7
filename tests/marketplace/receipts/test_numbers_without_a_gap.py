"""Receipts are numbered without a gap per establishment and year, also when many are issued at once and some fail."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
import sqlalchemy as sa

from kernel.db import in_transaction, session, table_of
from kernel.ids import new_id
from marketplace.receipts.models import Receipt, ReceiptKind
from marketplace.receipts.queries import gaps
from marketplace.receipts.service import NewReceipt, issue
from tests import cast
from tests.marketplace.conftest import make_world
from tests.marketplace.orders.test_what_an_order_may_not_do import buy

receipt = table_of(Receipt)
DAY = dt.date(2026, 11, 20)


def new(place, order, **over):
    return NewReceipt(**{"establishment_id": place, "kind": ReceiptKind.CREDIT, "order_id": order,
                         "source_id": new_id(), "minor": 100, "tax_minor": 0, "issued_on": DAY} | over)  # fmt: skip


def test_many_at_once_and_some_undone(real_db):
    world = make_world()
    place, order = world.prison.id, buy(world)

    def work(fails):
        def deed():
            issue(None, new(place, order))
            if fails:
                raise ValueError

        try:
            in_transaction(deed, attempts=80)
        except ValueError:
            pass
        finally:
            session.remove()

    hands = [threading.Thread(target=work, args=(n % 3 == 0,)) for n in range(12)]
    [one.start() for one in hands]
    [one.join(60) for one in hands]
    numbers = sorted(session.scalars(sa.select(receipt.c.number)))
    assert numbers == list(range(1, 9))
    assert gaps(place, 2026) == 0


def test_each_place_and_year_has_its_own_and_the_same_matter_is_one_paper(world):
    order, other = buy(world), cast.make_unit(name="Other").id
    one = new(world.prison.id, order)

    def deed():
        return [issue(None, what).number for what in (
            one, one, new(world.prison.id, order), new(other, order),
            new(world.prison.id, order, issued_on=dt.date(2027, 1, 1)),
        )]  # fmt: skip

    assert in_transaction(deed) == [1, 1, 2, 1, 1]


def test_a_paper_is_never_changed(world):
    order = buy(world)
    in_transaction(lambda: issue(None, new(world.prison.id, order)))
    with pytest.raises(sa.exc.DatabaseError, match="append"):
        in_transaction(lambda: session.execute(sa.text("UPDATE receipt SET minor = 1")))
