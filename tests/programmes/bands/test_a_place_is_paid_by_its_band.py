"""Bands and pieces: each session at the rate of its own day and band; what is missing waits, nothing reaches back."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session, transaction
from kernel.errors import DomainError
from programmes.bands.service import set_band
from programmes.intakes.queries import sessions_of
from programmes.pay.models import PayException, PayLine, RateBasis
from programmes.pay.service import NewRate, set_rate
from programmes.pay_periods.service import NewRun, freeze
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.models import Attendance
from programmes.registers.queries import corrections_of
from programmes.registers.rules import Mark, standing

MONDAY = dt.date(2026, 11, 23)
NEXT = dt.datetime(2026, 11, 30, 18, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)


@pytest.fixture
def seats(boss, group, make_person):
    with transaction():
        return [
            places.place(boss, Placement(person_id=make_person(n).id, intake_id=group.id)).allocation
            for n in ("T1", "T2")
        ]


@pytest.fixture
def make_person(make_person):
    people = {number: make_person(number) for number in ("T1", "T2")}
    return people.get


def rate(boss, group, minor, *, basis=RateBasis.HOUR, day=MONDAY, band=""):
    with transaction():
        return set_rate(boss, NewRate(programme_id=group.programme_id, basis=basis, minor=minor, currency="EUR",
                                      valid_from=day, band=band))  # fmt: skip


def take(boss, group, seats, n=0, **more):
    with transaction():
        marks = {seat.id: Mark(code="present", **more) for seat in seats}
        registers.complete_register(boss, sessions_of(group.id)[n].id, marks)


def earned():
    found = {}
    for one in session.scalars(sa.select(PayLine).order_by(PayLine.id)):
        found[one.person_id] = found.get(one.person_id, 0) + one.minor
    return found


def test_the_band_of_the_sessions_own_day_counts(boss, group, seats):
    rate(boss, group, 100)
    rate(boss, group, 300, band="Skilled")
    with transaction():
        set_band(boss, seats[0].id, "Skilled", MONDAY + WEEK, "Works alone now")
    take(boss, group, seats)
    assert earned() == {seats[0].person_id: 200, seats[1].person_id: 200}
    with clock.held_at(NEXT):
        take(boss, group, seats, 1)
    assert earned() == {seats[0].person_id: 800, seats[1].person_id: 400}


def test_a_band_without_a_rate_on_the_day_waits_and_is_never_paid_by_another(boss, group, seats):
    rate(boss, group, 100)
    rate(boss, group, 300, band="Skilled", day=MONDAY + WEEK)
    with transaction():
        set_band(boss, seats[0].id, "Skilled", MONDAY, "Works alone now")
    take(boss, group, seats)
    waits = session.scalar(sa.select(PayException))
    assert (waits.person_id, waits.band, waits.minutes) == (seats[0].person_id, "Skilled", 120)
    assert earned() == {seats[1].person_id: 200}
    rate(boss, group, 110, day=MONDAY - WEEK)
    assert waits.solved_at is None
    rate(boss, group, 250, band="Skilled")
    assert earned() == {seats[0].person_id: 500, seats[1].person_id: 200}


def test_a_band_reaches_no_register_that_is_taken_and_none_without_a_rate(boss, group, seats):
    rate(boss, group, 100)
    rate(boss, group, 300, band="Skilled")
    take(boss, group, seats)
    for band, day, why, words in (
        ("Unknown", MONDAY + WEEK, "Works alone", "no rate for that band"),
        ("Skilled", MONDAY, "Works alone", "Begin on"),
        ("Skilled", MONDAY + WEEK, "", "Say why"),
        ("", MONDAY + WEEK, "Works alone", "already"),
    ):
        with pytest.raises(DomainError, match=words), transaction():
            set_band(boss, seats[0].id, band, day, why)


def test_good_pieces_are_paid_and_rejected_ones_are_kept(boss, group, seats, client, sign_in):
    rate(boss, group, 7, basis=RateBasis.PIECE)
    sign_in(client, boss)
    held = sessions_of(group.id)[0].id
    key = seats[0].id
    typed = {f"code-{key}": "present", f"pieces-{key}": "12", f"rejected-{key}": "٣", f"code-{seats[1].id}": "medical"}
    assert client.post(f"/sessions/{held}/register", data=typed).status_code == 302
    row = session.scalar(sa.select(Attendance).where(Attendance.allocation_id == key))
    assert (row.pieces, row.rejected, earned()) == (12, 3, {seats[0].person_id: 84})
    assert "3 rejected" in client.get(f"/sessions/{held}/register").text
    wanted = {"code": "present", "minutes": "120", "pieces": "10", "rejected": "5", "reason": "Two came back"}
    assert client.post(f"/attendance/{row.id}/correct", data=wanted).status_code == 302
    now = standing(row, corrections_of(row.id))
    assert (now.pieces, now.rejected, earned()) == (10, 5, {seats[0].person_id: 70})


def test_a_rate_under_a_frozen_period_is_refused_and_says_what_is_possible(boss, group, seats, client, sign_in):
    rate(boss, group, 100)
    take(boss, group, seats)
    with clock.held_at(NEXT):
        with transaction():
            freeze(boss, NewRun(unit_id=group.unit_id, last_on=MONDAY + dt.timedelta(days=3)))
        sign_in(client, boss)
        typed = {"basis": "hour", "amount": "2.00", "currency": "EUR", "unit_id": "", "valid_from-day": "20",
                 "valid_from-month": "11", "valid_from-year": "2026"}  # fmt: skip
        answer = client.post(f"/programmes/{group.programme_id}/rates", data=typed)
        assert answer.status_code == 422
        assert "The first open day is Tue 24 Nov 2026" in answer.text
        assert "the difference comes with the next run" in answer.text
        again = {**typed, "valid_from-day": "24"}
        assert client.post(f"/programmes/{group.programme_id}/rates", data=again).status_code == 302
        take(boss, group, seats, 1)
    assert set(earned().values()) == {200 + 400}


def test_the_band_is_set_on_screen(boss, group, seats, client, sign_in):
    rate(boss, group, 300, band="Skilled")
    sign_in(client, boss)
    address = f"/allocations/{seats[0].id}/band"
    assert "No band so far" in client.get(address).text
    day = {"from_on-day": "30", "from_on-month": "11", "from_on-year": "2026"}
    assert client.post(address, data={"band": "Skilled", "why": "ok", **day}).status_code == 422
    assert client.post(address, data={"band": "Skilled", "why": "Works alone now", **day}).status_code == 302
    assert "Works alone now" in client.get(address).text
