from __future__ import annotations

import datetime as dt

import pytest

from casework.people.models import Person
from kernel import audit, clock
from kernel.db import session
from kernel.ids import new_id
from probation.contacts import service as contacts
from probation.contacts.models import Outcome
from probation.enforcement import service
from probation.enforcement.models import Decision, StepKind
from probation.orders.models import SupervisionOrder
from probation.orders.queries import order_for
from tests import cast

PDF = b"%PDF-1.7 a letter"
WHY = "Childcare fell through; help was arranged."


def paper(*_facts, **_more):
    return PDF


class Story:
    """A community order with limit 1, in which days pass."""

    def __init__(self, world):
        self.world, self.officer, self.supervisor = world, world.officer, world.supervisor
        self.order_id = world.order.id
        with cast.deed():
            order = session.get_one(SupervisionOrder, world.order.id)
            order.failure_limit = 1
            audit.record(None, "order.level_set", order)
            person = session.get_one(Person, world.person.id)
            person.language = "ar"
            audit.record(None, "person.registered", person)

    def row(self):
        return order_for(self.officer, self.order_id)[1]

    def contact(self, days, outcome=Outcome.NO_GOOD_REASON, hours=0):
        at = clock.now() + dt.timedelta(days=days, hours=hours)
        visit = self.world.visit(id=new_id(), outcome=outcome, occurred_at=at)
        with clock.held_at(at + dt.timedelta(minutes=30)), cast.deed():
            contacts.record_visit(self.officer, visit)
        return visit.id

    def later(self, days):
        return clock.held_at(clock.now() + dt.timedelta(days=days))

    def close(self, decision=Decision.STEP_ON):
        with cast.deed():
            return service.close_review(self.officer, self.order_id, decision, WHY)

    def warn(self, kind=StepKind.FIRST_WARNING):
        with cast.deed():
            return service.send_warning(self.officer, self.order_id, kind, paper)

    def to_the_top(self):
        """Held once, missed twice, reviewed, warned twice, missed again: day 30."""
        self.contact(0, Outcome.COMPLIED)
        self.contact(2)
        self.contact(5)
        with self.later(6):
            self.close()
            self.warn()
        self.contact(10)
        with self.later(11):
            self.warn(StepKind.FINAL_WARNING)
        self.contact(20)


@pytest.fixture
def story(world):
    return Story(world)
