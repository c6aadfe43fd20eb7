"""Eight officers log a missed day in the same moment: every visit is kept, and one support review is open."""

from __future__ import annotations

import datetime as dt
import threading

import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import in_transaction, session, table_of
from kernel.ids import new_id
from probation.conditions import service as conditions
from probation.contacts import service as contacts
from probation.contacts.models import ContactKind, Outcome
from probation.contacts.service import NewVisit
from probation.enforcement.models import SupportReview
from probation.orders import service as orders
from probation.orders.models import Level, Signed
from probation.orders.queries import order_record
from tests import cast
from tests.probation.conftest import make_person, new_order

_review = table_of(SupportReview)
FIRST = (Outcome.COMPLIED, Outcome.NO_GOOD_REASON)


def begun():
    """An order of a limit of one day, held once and missed once."""
    office = cast.make_unit(kind="probation_office")
    officer = cast.make_actor(Role.PROBATION_OFFICER, office)
    person = make_person(office)
    start = clock.today() - dt.timedelta(days=20)
    with cast.deed():
        order = orders.prepare_order(officer, new_order(office, person, starts_on=start, failure_limit=1))
    told = {"orally_on": clock.today(), "in_writing_on": clock.today(), "language": "en", "signed": Signed.SIGNED}
    with cast.deed():
        conditions.explain_conditions(officer, conditions.Explained(order_id=order.id, **told))
    with cast.deed():
        orders.begin_order(
            officer, orders.BeginOrder(order_id=order.id, officer_id=officer.human_id, level=Level.MEDIUM)
        )
    for days, outcome in zip((10, 8), FIRST, strict=True):
        with cast.deed():
            contacts.record_visit(officer, visit(order.id, days, outcome))
    return officer, order.id


def visit(order_id, days, outcome=Outcome.NO_GOOD_REASON):
    at = clock.now() - dt.timedelta(days=days)
    return NewVisit(id=new_id(), order_id=order_id, kind=ContactKind.OFFICE, occurred_at=at, outcome=outcome)


def test_one_review_opens(real_db):
    officer, order_id = begun()
    kept, together = [], threading.Barrier(8)

    def log(days):
        together.wait()
        try:
            kept.append(in_transaction(lambda: contacts.record_visit(officer, visit(order_id, days)), attempts=60))
        finally:
            session.remove()

    clerks = [threading.Thread(target=log, args=(days,)) for days in range(8)]
    [one.start() for one in clerks]
    [one.join() for one in clerks]
    assert len(kept) == 8
    assert session.scalar(sa.select(sa.func.count()).where(_review.c.order_id == order_id)) == 1
    assert order_record(officer, order_id).failure_limit == 1
