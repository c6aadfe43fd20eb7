"""What is out or waits for two days is brought before the supervisor, and before the officer whose pack it is."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel import clock
from kernel.ids import new_id
from tests.probation.conftest import NOW
from tests.probation.field_ops.conftest import phone

__all__ = ["phone"]
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def pages(phone, world, sign_in):
    def look(actor, path, hours):
        with clock.held_at(NOW + hours * HOUR):
            sign_in(phone.client, actor)
            return phone.client.get(path).get_data(as_text=True)

    return look


def test_a_pack_is_noticed_after_two_days_and_not_before(pages, world):
    assert "More than 48 hours" not in pages(world.supervisor, "/supervision/field", 47)
    said = pages(world.supervisor, "/supervision/field", 48)
    assert "1 pack was given out more than 48 hours ago" in said
    assert "Iris Berg" in said
    assert "Waiting for more than 48 hours" in pages(world.supervisor, "/", 48)


def test_the_officer_is_told_at_home(pages, world):
    assert "Packs out for more than 48 hours" not in pages(world.officer, "/", 47)
    assert "Packs out for more than 48 hours" in pages(world.officer, "/", 48)


def test_a_pack_that_came_back_is_not_noticed(phone, pages, world):
    phone.bring_back()
    assert "More than 48 hours" not in pages(world.supervisor, "/supervision/field", 72)
    assert "Packs out for more" not in pages(world.officer, "/", 72)


def test_a_record_that_waits_for_the_one_before_it_is_noticed(phone, pages, world):
    assert phone.send(phone.visit(world.order.id, op={"after": str(new_id())})).status_code == 202
    phone.bring_back()
    assert "has waited for more than 48 hours" not in pages(world.supervisor, "/supervision/field", 47)
    assert "1 record from the field has waited for more than 48 hours" in pages(
        world.supervisor, "/supervision/field", 48
    )
