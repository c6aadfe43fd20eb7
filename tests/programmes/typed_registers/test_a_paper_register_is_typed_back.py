"""A register printed under a code comes back row by row; nothing that stands there is overwritten silently."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from programmes.cancellations import service as cancellations
from programmes.intakes.models import ClassSession, SessionState
from programmes.intakes.queries import sessions_of
from programmes.marks.models import RegisterMark
from programmes.places import service as places
from programmes.places.models import EndReason
from programmes.places.service import Placement
from programmes.registers.models import Attendance
from programmes.registers.rules import Mark
from programmes.typed_registers import service
from programmes.typed_registers.models import RegisterPaper, TypedRow, TypedState
from programmes.typed_registers.queries import people_on
from programmes.typed_registers.rules import shown_code
from programmes.typed_registers.service import Typing

AT = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PRESENT, LATE = Mark(code="present"), Mark(code="late")


@pytest.fixture
def seats(boss, group, make_person):
    people = [make_person(n).id for n in ("T1", "T2")]
    with transaction():
        return [places.place(boss, Placement(person_id=one, intake_id=group.id)).allocation.id for one in people]


@pytest.fixture
def held(group, seats):
    return sessions_of(group.id)[0].id


@pytest.fixture
def paper(boss, held):
    with transaction():
        return service.print_register(boss, held).id


def typing(boss, marks, **over):
    return Typing(**{"marks": marks, "marked_by": boss.human_id, "marked_at": AT, "sitting": new_id(), **over})


def type_back(boss, paper, marks, **over):
    with transaction():
        return service.type_back(boss, paper, typing(boss, marks, **over))


def kept():
    session.expire_all()
    return {one.allocation_id: one.code for one in session.scalars(sa.select(RegisterMark))}


def test_two_sittings_then_complete(boss, paper, held, seats):
    assert type_back(boss, paper, {seats[0]: PRESENT}).saved == 1
    with pytest.raises(DomainError, match="1 person has no row yet: Person T2"), transaction():
        service.complete(boss, paper)
    assert type_back(boss, paper, {seats[1]: LATE}).saved == 1
    with transaction():
        assert service.complete(boss, paper) == 2
    assert session.get(ClassSession, held, populate_existing=True).state is SessionState.HELD
    recorded = {one.allocation_id: one.code for one in session.scalars(sa.select(Attendance))}
    assert recorded == {seats[0]: "present", seats[1]: "late"}
    row = session.scalar(sa.select(TypedRow).where(TypedRow.allocation_id == seats[1]))
    assert (row.marked_by, row.marked_at, row.entered_by) == (boss.human_id, AT, boss.human_id)
    assert row.entered_at == clock.now()


def test_a_second_typing_shows_the_difference_and_overwrites_only_when_told(boss, paper, seats):
    type_back(boss, paper, {seats[0]: PRESENT, seats[1]: PRESENT})
    again = type_back(boss, paper, {seats[0]: PRESENT, seats[1]: LATE})
    assert (again.saved, again.same) == (0, 1)
    assert [("Person T2" in one.words, "Late" in one.words) for one in again.problems] == [(True, True)]
    assert kept()[seats[1]] == "present"
    assert type_back(boss, paper, {seats[1]: LATE}, instead={seats[1]}).saved == 1
    assert kept()[seats[1]] == "late"


def test_within_one_sitting_a_slip_is_put_right(boss, paper, seats):
    sitting = new_id()
    type_back(boss, paper, {seats[0]: LATE}, sitting=sitting)
    assert type_back(boss, paper, {seats[0]: PRESENT}, sitting=sitting).saved == 1
    assert kept()[seats[0]] == "present"


def test_what_is_recorded_is_never_overwritten_from_paper(boss, paper, seats):
    type_back(boss, paper, dict.fromkeys(seats, PRESENT))
    with transaction():
        service.complete(boss, paper)
    again = type_back(boss, paper, {seats[0]: LATE}, instead={seats[0]})
    assert again.saved == 0
    assert "Correct the recorded row" in again.problems[0].words
    assert session.scalar(sa.select(Attendance.code).where(Attendance.allocation_id == seats[0])) == "present"


def test_somebody_who_left_is_refused_in_words_and_the_rest_is_saved(boss, paper, seats):
    with transaction():
        places.end(boss, seats[0], reason=EndReason.OWN_WISH)
    done = type_back(boss, paper, dict.fromkeys(seats, PRESENT))
    assert done.saved == 1
    assert "Person T1 has no place in this session any more" in done.problems[0].words
    assert kept() == {seats[1]: "present"}
    states = dict(session.execute(sa.select(TypedRow.allocation_id, TypedRow.state)).all())
    assert states == {seats[0]: TypedState.REFUSED, seats[1]: TypedState.KEPT}


def test_nothing_is_typed_into_a_cancelled_session_or_from_the_future(boss, paper, held, seats):
    with pytest.raises(DomainError, match="lies ahead"):
        type_back(boss, paper, {seats[0]: PRESENT}, marked_at=clock.now() + dt.timedelta(minutes=1))
    with transaction():
        cancellations.cancel(boss, held, reason="Instructor ill", paid=False)
    with pytest.raises(DomainError, match="cancelled"):
        type_back(boss, paper, {seats[0]: PRESENT})


def test_the_same_people_are_the_same_printing_and_a_change_is_a_new_one(boss, group, paper, held, seats):
    with transaction():
        assert service.print_register(boss, held).id == paper
        places.end(boss, seats[0], reason=EndReason.OWN_WISH)
        again = service.print_register(boss, held)
    assert again.version == 2
    assert [row.id for row in people_on(boss, session.get(RegisterPaper, paper))] == seats


def test_by_page_from_the_code_to_the_complete_register(boss, group, held, seats, client, sign_in):
    sign_in(client, boss)
    sent = client.post(f"/sessions/{held}/register/print")
    pdf = client.get(sent.location)
    assert pdf.data.startswith(b"%PDF")
    paper = session.scalar(sa.select(RegisterPaper))
    assert client.get("/register-papers?code=XXXX-XXXX").status_code == 200
    found = client.get(f"/register-papers?code={shown_code(paper.code).lower()}")
    assert found.location.endswith(f"/register-papers/{paper.id}")
    shown = client.get(found.location).text
    assert shown.index("Person T1") < shown.index("Person T2")
    head = {
        "sitting": re.search(r'name="sitting"[^>]*value="([^"]+)"', shown)[1],
        "marked_by": str(boss.human_id), "marked_at": "10:00",
    }  # fmt: skip
    row = client.post(f"{found.location}/rows", data=head | {f"code-{seats[0]}": "present"})
    assert (row.status_code, "Saved" in row.json["words"]) == (200, True)
    typed = head | {"complete": "1", f"code-{seats[0]}": "late"}
    answer = client.post(found.location, data=typed)
    assert "1 person has no row yet" in answer.text
    done = client.post(found.location, data=typed | {f"code-{seats[1]}": "present"}, follow_redirects=True)
    assert "The register is complete: 2 people." in done.text
    assert "From paper" in done.text


def test_somebody_elses_paper_is_not_found(boss, paper, as_actor, prison, client, sign_in):
    sign_in(client, as_actor(Role.INSTRUCTOR, prison))
    assert client.get(f"/register-papers/{paper}").status_code == 404
    code = session.get(RegisterPaper, paper).code
    assert "No paper of yours has this code" in client.get(f"/register-papers?code={code}").text
