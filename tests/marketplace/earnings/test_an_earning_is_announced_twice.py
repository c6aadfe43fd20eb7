"""The same earning announced again, by a run that was broken off or a page sent twice, is kept and booked once."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from casework.public import EarningsDue
from kernel import clock, events
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.earnings.models import EarningLine
from marketplace.ledger.queries import holdings_of, proof
from tests import cast
from tests.marketplace.conftest import make_prisoner


def test_it_counts_once():
    person = make_prisoner(cast.make_unit())
    due = EarningsDue(
        person_id=person.id, kind="wage", source="attendance", source_id=new_id(), minor=500, currency="EUR",
        earned_on=clock.today() - dt.timedelta(days=1), explain={}, by=None,
    )  # fmt: skip
    for _n in range(2):
        with transaction():
            events.publish(due)
    assert len(session.scalars(sa.select(EarningLine)).all()) == 1
    assert sum(row.balance for row in holdings_of(person.id)) == 500
    assert proof()[0].is_right
