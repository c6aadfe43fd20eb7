"""A phone gone mad is asked to wait; others are not, and a day's queue never is."""

from __future__ import annotations

import pytest

from probation.field_devices import rules, service
from probation.field_devices.rules import BURST, PER_SECOND, Allowance
from tests.probation.field import Phone
from tests.probation.field_ops.conftest import notes, phone

__all__ = ["phone"]


def test_the_allowance_fills_again():
    now, waits = Allowance(BURST, 0.0), []
    for _n in range(BURST + 1):
        now, wait = now.after_call(0.0)
        waits.append(wait)
    assert waits == [0] * BURST + [1]
    _left, wait = now.after_call(1 / PER_SECOND)
    assert wait == 0


def test_nobody_saves_up_more_than_the_burst():
    left, _wait = Allowance(BURST, 0.0).after_call(1e9)
    assert left.left == BURST - 1


@pytest.fixture
def tight(monkeypatch):
    monkeypatch.setattr(rules, "BURST", 3)
    monkeypatch.setattr(rules, "PER_SECOND", 0.5)
    monkeypatch.setattr(service, "_calls", {})


def test_it_is_told_for_how_long_and_loses_nothing(phone, world, tight):
    visits = [phone.visit(world.order.id, note=str(n)) for n in range(4)]
    answers = [phone.send(one) for one in visits]
    assert [one.status_code for one in answers] == [201, 201, 201, 429]
    assert answers[3].json["status"] == "too_often"
    assert int(answers[3].headers["Retry-After"]) == 2
    assert "server_time" in answers[3].json
    assert notes() == ["0", "1", "2"]
    service._calls.clear()
    assert phone.send(visits[3]).status_code == 201


def test_another_phone_of_the_same_officer_goes_on(phone, world, tight):
    assert [phone.bring_back().status_code for _n in range(4)] == [200, 200, 200, 429]
    other = Phone(phone.client)
    assert other.register().status_code == 201
    assert other.prepare(people=[str(world.order.id)]).status_code == 201
