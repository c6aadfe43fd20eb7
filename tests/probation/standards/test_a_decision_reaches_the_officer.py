"""A decided security level puts each running order on its officer's list; the level of supervision stays."""

from __future__ import annotations

from casework.classification.events import PersonReclassified
from casework.classification.queries import current_records
from casework.consequences.queries import noted
from casework.people.models import SecurityLevel
from kernel import clock, events
from kernel.db import transaction
from probation.day.queries import level_reviews
from probation.orders.queries import order_record
from tests import cast
from tests.casework.form_trials.scored import form_in_force, make_scored, staff

ANSWERS = {"q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
           "q9": "one"}  # fmt: skip


def test_the_event_proposes_a_level_and_decides_none(world):
    prison = cast.make_unit()
    officer, approver = staff(prison)
    version = form_in_force(officer, approver)
    person_id = world.order.person_id
    make_scored(prison, version, officer, approver, ANSWERS, person_id=person_id)
    (made,) = current_records(person_id)
    before = order_record(world.officer, world.order.id).level
    assert [row.id for row in level_reviews(world.officer, clock.today(), mine=True)] == []
    with transaction():
        events.publish(PersonReclassified(
            person_id=person_id, classification_id=made.id, before=SecurityLevel.CLOSE, after=SecurityLevel.MEDIUM,
            decided_by=world.officer,
        ))  # fmt: skip
    assert [row.id for row in level_reviews(world.officer, clock.today(), mine=False)] == [world.order.id]
    order = order_record(world.officer, world.order.id)
    assert (order.level, order.level_review_reason) == (before, "reclassified")
    assert "supervision" in {one.row.kind for one in noted(world.officer, made.id)}
