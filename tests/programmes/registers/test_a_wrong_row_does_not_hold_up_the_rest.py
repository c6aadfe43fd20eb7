"""What cannot be recorded is refused in words; every other row of the register is saved."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.db import session, transaction
from kernel.errors import DomainError
from programmes.cancellations import service as cancellations
from programmes.intakes.models import ClassSession, SessionState
from programmes.intakes.queries import sessions_of
from programmes.places import service as places
from programmes.places.models import EndReason
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.models import Attendance
from programmes.registers.rules import CODES, Mark, code_of

MONDAY = dt.date(2026, 11, 23)


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


def recorded():
    return {one.allocation_id: one.code for one in session.scalars(sa.select(Attendance))}


def test_a_person_without_a_place_is_refused_and_the_rest_is_saved(boss, group, seats, client, sign_in):
    held = sessions_of(group.id)[0]
    with transaction():
        places.end(boss, seats[0].id, reason=EndReason.OWN_WISH)
    sign_in(client, boss)
    typed = {f"code-{one.id}": "present" for one in seats}
    answer = client.post(f"/sessions/{held.id}/register", data=typed)
    assert answer.status_code == 200
    assert "Person T1 has no place in this session any more" in answer.text
    assert recorded() == {seats[1].id: "present"}
    assert session.get(ClassSession, held.id).state is SessionState.HELD


def test_a_row_without_its_words_waits_and_the_register_stays_open(boss, group, seats, client, sign_in):
    held = sessions_of(group.id)[0]
    sign_in(client, boss)
    typed = {f"code-{seats[0].id}": "refused", f"code-{seats[1].id}": "present", f"minutes-{seats[1].id}": "٩٠"}
    answer = client.post(f"/sessions/{held.id}/register", data=typed)
    assert "“Refused” needs them" in answer.text
    assert "Everything else is saved." in answer.text
    assert recorded() == {seats[1].id: "present"}
    assert session.get(ClassSession, held.id).state is SessionState.PLANNED
    typed = {f"code-{seats[0].id}": "refused", f"note-{seats[0].id}": "Stayed in bed"}
    assert client.post(f"/sessions/{held.id}/register", data=typed).status_code == 302
    assert session.get(ClassSession, held.id).state is SessionState.HELD


def test_a_cancelled_session_takes_no_marks_and_says_what_to_do(boss, group, seats, client, sign_in):
    held = sessions_of(group.id)[0]
    with transaction():
        cancellations.cancel(boss, held.id, reason="Instructor ill", paid=False)
    sign_in(client, boss)
    for path in ("register", "register/keep"):
        answer = client.post(f"/sessions/{held.id}/{path}", data={f"code-{seats[0].id}": "present"})
        assert answer.status_code == 422
        assert "cancelled" in answer.text
    row = client.post(f"/sessions/{held.id}/register/rows", data={f"code-{seats[0].id}": "present"})
    assert (row.status_code, "cancelled" in row.json["words"]) == (422, True)
    assert recorded() == {}


def test_who_left_after_the_session_can_still_be_marked(boss, group, seats):
    held = sessions_of(group.id)[0]
    with clock.held_at(dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)), transaction():
        places.end(boss, seats[0].id, reason=EndReason.OWN_WISH)
        marks = {one.id: Mark(code="present") for one in seats}
        assert registers.complete_register(boss, held.id, marks) == len(seats)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (Mark(code="suspended_paid"), "Choose what happened"),
        (Mark(code="nonsense"), "Choose what happened"),
        (Mark(code="present", minutes=121), "The session had 120 minutes"),
        (Mark(code="other", note="Fire drill"), "is paid for the planned time"),
        (Mark(code="other", paid=True), "needs them"),
    ],
)
def test_a_mark_that_cannot_stand_says_why(mark, words):
    with pytest.raises(DomainError, match=words):
        code_of(mark, "Person", 120, unfit=False)


def test_the_codes_are_data_with_every_fact():
    assert CODES["late"].attended
    assert not CODES["late"].complied
    assert CODES["not_required"].asks_pay
    assert all(str(code.label) for code in CODES.values())
