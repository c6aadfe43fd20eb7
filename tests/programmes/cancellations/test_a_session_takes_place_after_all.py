"""A cancellation is taken back: what it promised is taken off, and the register pays what was worked."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel.db import session, transaction
from kernel.errors import DomainError
from programmes.cancellations import service as cancellations
from programmes.intakes.queries import sessions_of
from programmes.pay import service as pay
from programmes.pay.models import PayException, PayLine, RateBasis
from programmes.pay.service import NewRate
from programmes.pay_periods import service as pay_periods
from programmes.pay_periods.models import FrozenLine
from programmes.pay_periods.service import NewRun
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark

MONDAY = dt.date(2026, 11, 23)


def lines():
    return [one.minor for one in session.scalars(sa.select(PayLine).order_by(PayLine.id))]


@pytest.fixture
def seat(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation


def rate(boss, group, **over):
    new = {"basis": RateBasis.HOUR, "minor": 60, "currency": "EUR", "valid_from": MONDAY, **over}
    with transaction():
        pay.set_rate(boss, NewRate(programme_id=group.programme_id, **new))


def test_the_promise_is_taken_back_and_the_work_is_paid(boss, group, seat, client, sign_in):
    rate(boss, group)
    held = sessions_of(group.id)[0]
    with transaction():
        cancellations.cancel(boss, held.id, reason="Instructor ill", paid=True)
    sign_in(client, boss)
    assert "It takes place after all" in client.get(f"/sessions/{held.id}/register").text
    assert client.post(f"/sessions/{held.id}/bring-back", data={"reason": ""}).status_code == 422
    assert client.post(f"/sessions/{held.id}/bring-back", data={"reason": "A stand-in came"}).status_code == 302
    with transaction():
        registers.complete_register(boss, held.id, {seat.id: Mark(code="present", minutes=90)})
    assert lines() == [120, -120, 90]


def test_what_a_run_paid_meanwhile_is_taken_off_the_next(boss, group, seat):
    rate(boss, group)
    held = sessions_of(group.id)[0]
    with transaction():
        cancellations.cancel(boss, held.id, reason="Instructor ill", paid=True)
        pay_periods.freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY))
        cancellations.bring_back(boss, held.id, reason="A stand-in came")
    with pytest.raises(DomainError, match="A run up to that day"), transaction():
        pay_periods.freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY))
    assert session.scalar(sa.select(sa.func.sum(FrozenLine.paid_minor))) == 120


def test_without_a_rate_nothing_is_left_to_settle(boss, group, seat):
    held = sessions_of(group.id)[0]
    with transaction():
        cancellations.cancel(boss, held.id, reason="Instructor ill", paid=True)
        cancellations.bring_back(boss, held.id, reason="A stand-in came")
    assert session.scalar(sa.select(PayException)).solution == "register"
    rate(boss, group)
    assert lines() == []


def test_a_session_that_is_half_recorded_is_not_cancelled(boss, group, seat):
    held = sessions_of(group.id)[0]
    with transaction():
        cancellations.cancel(boss, held.id, reason="Instructor ill", paid=False)
        cancellations.bring_back(boss, held.id, reason="A stand-in came")
        registers.complete_register(boss, held.id, {seat.id: Mark(code="present")})
    with pytest.raises(DomainError, match="Only a planned session"), transaction():
        cancellations.cancel(boss, held.id, reason="Instructor ill", paid=False)
