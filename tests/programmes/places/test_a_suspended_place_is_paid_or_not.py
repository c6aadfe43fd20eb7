"""A suspension decides what each session pays; the register writes it down, and a correction starts from there."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from kernel.db import session, transaction
from programmes.cancellations import service as cancellations
from programmes.intakes.queries import sessions_of
from programmes.pay import service as pay
from programmes.pay.models import PayLine, RateBasis
from programmes.pay.service import NewRate
from programmes.places import service as places
from programmes.places.models import Allocation, AllocationState
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.models import Attendance
from programmes.registers.service import Correction

MONDAY = dt.date(2026, 11, 23)


def suspended(boss, group, person, paid):
    with transaction():
        seat = places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation
        return places.suspend(boss, seat.id, reason="In hospital", paid=paid)


def rate(boss, group):
    with transaction():
        new = NewRate(
            programme_id=group.programme_id, basis=RateBasis.HOUR, minor=60, currency="EUR", valid_from=MONDAY
        )
        pay.set_rate(boss, new)


def rows():
    return {one.allocation_id: one for one in session.scalars(sa.select(Attendance))}


def lines():
    return {one.person_id: one.minor for one in session.scalars(sa.select(PayLine))}


def test_the_register_pays_the_planned_minutes_or_nothing(boss, group, make_person):
    rate(boss, group)
    ill, away = make_person("T1"), make_person("T2")
    paid, unpaid = suspended(boss, group, ill, paid=True), suspended(boss, group, away, paid=False)
    held = sessions_of(group.id)[0]
    for _click in range(2):
        with transaction():
            assert registers.complete_register(boss, held.id, {}) == 0
    said = {rows()[one.id].code for one in (paid, unpaid)}
    assert said == {"suspended_paid", "suspended"}
    assert not any(row.attended or row.counts for row in rows().values())
    assert lines() == {ill.id: 120}


def test_a_cancelled_session_pays_who_is_suspended_with_pay(boss, group, make_person):
    rate(boss, group)
    ill = make_person("T1")
    suspended(boss, group, ill, paid=True)
    suspended(boss, group, make_person("T2"), paid=False)
    with transaction():
        assert cancellations.cancel(boss, sessions_of(group.id)[0].id, reason="No materials", paid=True) == 1
    assert lines() == {ill.id: 120}


def test_who_was_paid_and_came_late_after_all_is_mended_by_a_line(boss, group, make_person):
    rate(boss, group)
    seat = suspended(boss, group, make_person("T1"), paid=True)
    with transaction():
        registers.complete_register(boss, sessions_of(group.id)[0].id, {})
        row = rows()[seat.id]
        registers.correct(boss, row.id, Correction(code="late", minutes=90, reason="Came from hospital"))
    assert sorted(one.minor for one in session.scalars(sa.select(PayLine))) == [-30, 120]


def test_a_suspension_is_chosen_by_the_place_and_not_by_hand(boss, group, make_person, client, sign_in):
    person = make_person("T1")
    with transaction():
        seat = places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation
    sign_in(client, boss)
    held = sessions_of(group.id)[0]
    assert "Suspended" not in client.get(f"/sessions/{held.id}/register").text
    assert client.post(f"/sessions/{held.id}/register", data={f"code-{seat.id}": "suspended_paid"}).status_code == 422
    refused = client.post(f"/allocations/{seat.id}/suspend", data={"suspend-reason": "In hospital"})
    assert refused.status_code == 422
    typed = {"suspend-reason": "In hospital", "suspend-paid": "yes"}
    assert client.post(f"/allocations/{seat.id}/suspend", data=typed).status_code == 302
    for path in (f"/allocations/{seat.id}", f"/intakes/{group.id}", f"/sessions/{held.id}/register"):
        assert "Suspended, paid" in client.get(path).text, path


def test_a_place_suspended_before_its_first_day_waits_again_when_it_is_resumed(boss, group, make_person):
    seat = suspended(boss, group, make_person("T1"), paid=True)
    with transaction():
        seat = session.get(Allocation, seat.id)
        seat.starts_on = MONDAY + dt.timedelta(days=7)
        places.resume(boss, seat.id)
    assert (seat.state, seat.suspended_paid) == (AllocationState.PENDING, False)
