"""A decided security level proposes a level of supervision; the officer decides, the machine changes nothing."""

from __future__ import annotations

import pytest

from casework.consequences.rules import NewLevel
from casework.people.models import SecurityLevel
from casework.people.queries import person_for
from probation.orders.models import Level
from probation.orders.queries import order_record
from probation.standards.queries import proposed_levels, say_proposed


@pytest.mark.parametrize(
    ("after", "proposed"), [(SecurityLevel.MINIMUM, Level.LOW), (SecurityLevel.MAXIMUM, Level.HIGH)]
)
def test_the_policy_proposes_and_the_order_stays(world, after, proposed):
    officer, order = world.officer, world.order
    before = order_record(officer, order.id).level
    card = person_for(officer, order.person_id)
    found = proposed_levels(officer, NewLevel(card=card, before=SecurityLevel.MEDIUM, after=after))
    assert [one["proposed"] for one in found] == [proposed.value]
    assert str(proposed.label) in say_proposed(found[0])
    assert order_record(officer, order.id).level is before


def test_each_way_to_say_it():
    assert "instead of" in say_proposed({"now": "low", "proposed": "high"})
    assert "stays at" in say_proposed({"now": "low", "proposed": "low"})
    assert "stays" not in say_proposed({"now": "", "proposed": "low"})
