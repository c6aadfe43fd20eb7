"""The first page of a statement looks at the last lines alone, and is the page it would be with all of them."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.db import transaction
from kernel.ids import new_id
from marketplace.ledger import queries, service
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit

NOW, R = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), AccountRole
REACH = queries.REACHES[-1]
SIZE = 3


def booked(many, legs_each):
    """Somebody's entries, a minute apart, each with so many lines of one account."""
    owner = new_id()
    for n in range(many):
        with clock.held_at(NOW + dt.timedelta(minutes=n)), transaction():
            mine = service.account_for(R.SAVINGS if n % 5 == 0 else R.SPENDABLE, "EUR", owner)
            box = service.account_for(R.CASH_BOX, "EUR")
            legs = [debit(box, 100 * legs_each), *(credit(mine, 100) for _leg in range(legs_each))]
            service.post(None, NewEntry(
                kind=EntryKind.DEPOSIT, occurred_on=NOW.date(), idem_key=f"{owner}-{n}", legs=legs, source="test",
            ))  # fmt: skip
    return owner


@pytest.mark.parametrize(("many", "legs_each"), [(2, 1), (REACH * (SIZE + 1) + 9, 1), (24, REACH + 3)])
def test_pages_hold_every_line_once_newest_first(app, many, legs_each):
    owner, after, found = booked(many, legs_each), None, []
    while True:
        page = queries.lines_page(owner, after, size=SIZE)
        found += [row.booked_at for row in page.rows]
        after = page.after
        if after is None:
            break
    assert len(found) == many * legs_each
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == many
