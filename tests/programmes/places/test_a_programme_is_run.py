"""A group with two seats: places, a register, pay at the day's rate, a review after reclassification, completion."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.alerts.models import FitnessState
from casework.people.models import SecurityLevel
from casework.public import MinutesWorked, WorkCorrected
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.units.models import Unit
from programmes.completions import service as completions
from programmes.completions.models import Certificate, Outcome
from programmes.completions.service import Ending
from programmes.intakes import service as intakes
from programmes.intakes.models import Intake
from programmes.intakes.queries import sessions_of
from programmes.pay import service as pay
from programmes.pay.models import PayException, PayLine, RateBasis
from programmes.pay.service import NewRate
from programmes.places import service as places
from programmes.places.models import Allocation, AllocationState, ApplicationState
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.models import Attendance
from programmes.registers.rules import Mark
from programmes.registers.service import Correction
from programmes.reviews import service as reviews
from tests import cast

MONDAY = dt.date(2026, 11, 23)


def seat(boss, group, person, **over):
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id, **over))


def test_two_seats_go_to_two_people_and_the_third_waits(boss, group, make_person):
    placed = [seat(boss, group, make_person(f"T{n}")) for n in range(3)]
    assert [bool(one.allocation) for one in placed] == [True, True, False]
    assert placed[2].application.state is ApplicationState.PENDING
    assert session.scalar(sa.select(Intake.__table__.c.taken)) == 2


def test_sessions_are_planned_once(boss, group):
    with transaction():
        assert intakes.plan_sessions(boss, group.id) == 0
    assert [row.held_on for row in sessions_of(group.id)] == [MONDAY, MONDAY + dt.timedelta(days=7)]


def test_nobody_unchecked_or_unfit_is_given_work(boss, group, make_person):
    for number, fitness in (("T1", None), ("T2", FitnessState.UNFIT)):
        with pytest.raises(DomainError, match="Mandela Rule 96"):
            seat(boss, group, make_person(number, fitness), override_reason="Because we want it so much")


def test_the_register_pays_at_the_rate_of_the_day_and_repeats_safely(boss, group, make_person):
    place = seat(boss, group, make_person("T1")).allocation
    held = sessions_of(group.id)[0]
    with transaction():
        assert registers.complete_register(boss, held.id, {place.id: Mark(code="present", minutes=90)}) == 1
    assert session.scalar(sa.select(PayLine)) is None
    assert session.scalar(sa.select(PayException)).solved_at is None
    with transaction():
        pay.set_rate(
            boss,
            NewRate(
                programme_id=group.programme_id, basis=RateBasis.HOUR, minor=101, currency="EUR", valid_from=MONDAY
            ),
        )
        assert registers.complete_register(boss, held.id, {place.id: Mark(code="refused", note="no")}) == 0
    assert session.scalar(sa.select(PayLine)).minor == 152
    row = session.scalar(sa.select(Attendance))
    with transaction():
        registers.correct(boss, row.id, Correction(code="present", minutes=120, reason="Came earlier"))
    assert [one.minor for one in session.scalars(sa.select(PayLine).order_by(PayLine.id))] == [152, 50]


def test_a_higher_level_puts_the_place_under_review_and_a_reason_keeps_it(boss, group, make_person, prison):
    person = make_person("T1")
    place = seat(boss, group, person).allocation
    cast.make_level_decision(prison, person.id, SecurityLevel.CLOSE)
    assert session.get(Allocation, place.id).state is AllocationState.UNDER_REVIEW
    with transaction():
        kept = reviews.keep_after_review(boss, place.id, reason="Works apart from the others")
    assert kept.state is AllocationState.ACTIVE


def test_completion_frees_the_seat_and_proves_it_without_a_name(boss, group, make_person, client, sign_in):
    place = seat(boss, group, make_person("T1")).allocation
    with pytest.raises(DomainError, match="96 minutes to attend"), transaction():
        completions.complete(boss, Ending(allocation_id=place.id, outcome=Outcome.COMPLETED))
    held = sessions_of(group.id)[0]
    with transaction():
        registers.complete_register(boss, held.id, {place.id: Mark(code="present")})
        completions.complete(boss, Ending(allocation_id=place.id, outcome=Outcome.COMPLETED))
    assert session.scalar(sa.select(Intake.__table__.c.taken)) == 0
    token = session.scalar(sa.select(Certificate.public_token))
    shown = client.get(f"/verify/{token}").get_data(as_text=True)
    assert "Industrial sewing" in shown
    assert "Person T1" not in shown
    sign_in(client, boss)
    number = session.scalar(sa.select(Certificate.id))
    assert client.get(f"/certificates/{number}.pdf").data.startswith(b"%PDF")
    assert client.post(f"/certificates/{number}/hand-over").status_code == 302
    assert client.get(f"/people/{place.person_id}/programmes").status_code == 200


def test_the_pages_answer(boss, group, make_person, client, sign_in):
    person = make_person("T00000001B")
    sign_in(client, boss)
    answer = client.post(f"/intakes/{group.id}/places/{person.id}", data={"consented": "y"})
    assert answer.status_code == 302
    held = sessions_of(group.id)[0]
    for path in (
        "/",
        "/programmes/today",
        f"/intakes/{group.id}",
        f"/sessions/{held.id}/register",
        f"/people/{person.id}/programmes",
    ):
        assert client.get(path).status_code == 200, path
    place = session.scalar(sa.select(Allocation))
    assert client.post(f"/sessions/{held.id}/register", data={f"code-{place.id}": "refused"}).status_code == 422
    assert client.post(f"/sessions/{held.id}/register", data={f"code-{place.id}": "present"}).status_code == 302
    assert client.get(f"/sessions/{held.id}/register").status_code == 200


def test_a_corrected_register_of_a_workshop_says_by_how_much(boss, group, make_person, monkeypatch):
    room = cast.make_workshop(boss, session.get(Unit, group.unit_id))
    with transaction():
        session.execute(sa.update(Intake).values(workshop_id=room), execution_options={"audits": []})
    session.expire_all()
    place, told = seat(boss, group, make_person("T1")).allocation, []
    monkeypatch.setattr(registers.events, "publish", told.append)
    with transaction():
        registers.complete_register(boss, sessions_of(group.id)[0].id, {place.id: Mark(code="present", minutes=90)})
    row = session.scalar(sa.select(Attendance))
    for wanted in (Correction(code="present", minutes=60, reason="Came later"),
                   Correction(code="refused", minutes=0, reason="Was not there")):  # fmt: skip
        with transaction():
            registers.correct(boss, row.id, wanted)
    assert [one.minutes for one in told if isinstance(one, MinutesWorked | WorkCorrected)] == [90, -30, -60]
