from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.errors import DomainError
from kernel.ids import new_id
from probation.contacts.models import Outcome
from probation.field_devices.service import register
from probation.field_packs.service import AskPack, give_back, issue
from tests import cast


@pytest.fixture
def due(story):
    """Two missed days, a closed review: the first warning letter is the next step."""
    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    story.contact(5)
    with story.later(6):
        story.close()
        yield story


def take_a_pack(story):
    device, pack = new_id(), new_id()
    with cast.deed():
        register(story.officer, device, "Blue phone")
        issue(story.officer, AskPack(pack_id=pack, device_id=device, people=[story.order_id]))
    return pack


def test_without_a_pack_it_goes_at_once(due):
    assert due.warn().note == ""


def test_it_waits_for_a_pack_that_is_out_and_says_whose(due):
    take_a_pack(due)
    with pytest.raises(DomainError) as refused:
        due.warn()
    assert "Iris Berg" in str(refused.value)
    assert "Mon 9 Mar 2026" in str(refused.value), "from when it may go"


def test_when_the_pack_is_returned_it_goes_and_says_so(due):
    pack = take_a_pack(due)
    with cast.deed():
        give_back(due.officer, pack)
    assert due.warn().note.startswith("The field pack of Iris Berg was returned")


def test_after_a_day_it_goes_and_says_so(due):
    take_a_pack(due)
    with clock.held_at(clock.now() + dt.timedelta(hours=24)):
        assert "24 hours" in due.warn().note


def test_a_pack_without_the_person_holds_nothing_back(due):
    from probation.orders import service as orders
    from tests.probation.conftest import make_person, new_order

    other = make_person(due.world.office)
    with cast.deed():
        order = orders.prepare_order(due.officer, new_order(due.world.office, other))
        device = new_id()
        register(due.officer, device, "Blue phone")
        issue(due.officer, AskPack(pack_id=new_id(), device_id=device, people=[order.id]))
    assert due.warn().note == ""
