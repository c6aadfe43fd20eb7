"""Pay runs freeze lines for good: a later correction is a difference in the next run, and nowhere else."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.timeline.events import EarningsDueTogether
from kernel import clock, events
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError
from programmes.intakes.queries import sessions_of
from programmes.pay import service as pay
from programmes.pay.models import PayException, PayLine, RateBasis
from programmes.pay.queries import unpaid_between
from programmes.pay.service import NewRate
from programmes.pay_periods import service as pay_periods
from programmes.pay_periods.models import FrozenLine
from programmes.pay_periods.service import NewRun
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.models import Attendance
from programmes.registers.rules import Mark
from programmes.registers.service import Correction
from tests.programmes.pay_periods.conftest import book

MONDAY = dt.date(2026, 11, 23)
NEXT = MONDAY + dt.timedelta(days=7)
AFTER = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)


@pytest.fixture
def heard():
    found = []
    events.subscribe(EarningsDueTogether, lambda many: found.extend(many.lines))
    return found


@pytest.fixture
def seat(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation


def rate(boss, group, minor=60, valid_from=MONDAY, **over):
    new = {"basis": RateBasis.HOUR, "minor": minor, "currency": "EUR", "valid_from": valid_from, **over}
    with transaction():
        pay.set_rate(boss, NewRate(programme_id=group.programme_id, **new))


def take(boss, group, seat, n=0, **mark):
    with transaction():
        registers.complete_register(boss, sessions_of(group.id)[n].id, {seat.id: Mark(code="present", **mark)})


def correct(boss, n, **over):
    rows = session.scalars(sa.select(Attendance.id).order_by(Attendance.held_on)).all()
    with transaction():
        registers.correct(boss, rows[n], Correction(**{"code": "present", "reason": "Counted wrong", **over}))


def freeze(boss, group, last_on, **over):
    with transaction():
        run = pay_periods.freeze(boss, NewRun(unit_id=group.unit_id, last_on=last_on, **over))
    return book(run)


def test_a_correction_after_the_run_stands_in_the_next_and_nowhere_else(boss, group, seat, heard):
    rate(boss, group)
    take(boss, group, seat)
    first = freeze(boss, group, MONDAY)
    with clock.held_at(AFTER):
        correct(boss, 0, minutes=90)
        take(boss, group, seat, 1)
        second = freeze(boss, group, NEXT)
    frozen = session.execute(
        sa.select(FrozenLine.period_id, PayLine.minor, FrozenLine.paid_minor)
        .join(PayLine, PayLine.id == FrozenLine.id)
        .order_by(PayLine.id)
    ).all()
    assert frozen == [(first.id, 120, 120), (second.id, -30, 0), (second.id, 120, 90)]
    assert [one.minor for one in heard] == [120, 90]
    assert heard[1].explain["taken_off"] == 30


def test_a_correction_upward_is_paid_on(boss, group, seat, heard):
    rate(boss, group)
    take(boss, group, seat, minutes=60)
    freeze(boss, group, MONDAY)
    with clock.held_at(AFTER):
        correct(boss, 0, minutes=120)
        freeze(boss, group, NEXT)
    assert [(one.minor, one.explain.get("was_minor")) for one in heard] == [(60, None), (60, 60)]


def test_less_than_nothing_waits_and_nobody_is_asked_for_money(boss, group, seat, heard):
    rate(boss, group)
    take(boss, group, seat)
    freeze(boss, group, MONDAY)
    with clock.held_at(AFTER):
        correct(boss, 0, minutes=0, code="court")
        with pytest.raises(DomainError, match="Nothing is due"):
            freeze(boss, group, NEXT)
    assert [one.minor for one in heard] == [120]


def test_what_changed_since_the_preview_is_looked_at_again(boss, group, seat):
    rate(boss, group)
    take(boss, group, seat)
    with pytest.raises(Conflict, match="changed since you looked"):
        freeze(boss, group, MONDAY, seen=60)
    assert freeze(boss, group, MONDAY, seen=120)


def test_a_run_ends_on_a_day_that_is_over(boss, group, seat):
    with pytest.raises(DomainError, match="lies ahead"):
        freeze(boss, group, NEXT)


def test_a_rate_does_not_reach_back_under_a_frozen_run(boss, group, seat):
    rate(boss, group)
    take(boss, group, seat)
    freeze(boss, group, MONDAY)
    with pytest.raises(DomainError, match="is frozen"):
        rate(boss, group, minor=90, valid_from=MONDAY - dt.timedelta(days=1), unit_id=group.unit_id)
    rate(boss, group, minor=90, valid_from=NEXT)


def test_a_rate_that_comes_late_mends_what_no_run_froze(boss, group, seat, heard):
    rate(boss, group, valid_from=MONDAY - dt.timedelta(days=7))
    take(boss, group, seat)
    rate(boss, group, minor=90, valid_from=MONDAY)
    freeze(boss, group, MONDAY)
    assert [one.minor for one in heard] == [120, 60]


def test_a_missing_rate_is_a_work_item_that_follows_the_register(boss, group, seat, heard):
    take(boss, group, seat)
    correct(boss, 0, minutes=60)
    waits = session.scalar(sa.select(PayException))
    assert (waits.minutes, waits.solved_at, unpaid_between(MONDAY, MONDAY)) == (60, None, 1)
    rate(boss, group)
    assert session.scalar(sa.select(PayLine.minor)) == 60
    assert unpaid_between(MONDAY, MONDAY) == 1
    freeze(boss, group, MONDAY)
    assert unpaid_between(MONDAY, MONDAY) == 0


def test_the_preview_is_frozen_on_screen(boss, group, seat, client, sign_in):
    rate(boss, group)
    take(boss, group, seat)
    sign_in(client, boss)
    shown = client.get(f"/pay/runs?until={MONDAY.isoformat()}").text
    assert "Person T1" in shown
    typed = {"unit_id": str(group.unit_id), "last_on-day": "23", "last_on-month": "11", "last_on-year": "2026"}
    assert client.post("/pay/runs", data={**typed, "seen": "7"}).status_code == 409
    done = client.post("/pay/runs", data={**typed, "seen": "120"})
    assert done.status_code == 302
    assert "Person T1" in client.get(done.location).text
    assert client.post("/pay/runs", data=typed).status_code == 422
