"""A tool that is out or missing keeps its session open; two people write off what will not come back."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from programmes.intakes.models import ClassSession, SessionState
from programmes.intakes.queries import sessions_of
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.models import Attendance
from programmes.registers.rules import Mark
from programmes.tools import service
from programmes.tools.models import CountMoment, MoveKind, Tool, ToolMove, ToolState, ToolWriteOff
from programmes.tools.service import NewTool
from tests import cast

NOTE = "Bench and bins searched twice with the wing."


@pytest.fixture
def room(boss, prison):
    return cast.make_workshop(boss, prison)


@pytest.fixture
def group(boss, prison, room):
    return cast.make_work_group(boss, prison, slots=[(0, 8, 10)], room=room)


@pytest.fixture
def seats(boss, group, make_person):
    people = [make_person(number) for number in ("T1", "T2")]
    with transaction():
        return [
            places.place(boss, Placement(person_id=one.id, intake_id=group.id, consented=True)).allocation
            for one in people
        ]  # fmt: skip


@pytest.fixture
def held(group):
    return sessions_of(group.id)[0].id


def tool(code):
    return session.scalar(sa.select(Tool).where(Tool.code == code))


def hand_out(boss, held, **numbers):
    with transaction():
        return service.hand_out(boss, held, {tool(code).id: number for code, number in numbers.items()})


def test_tools_go_out_by_the_number_on_the_roll_and_what_cannot_is_said(boss, held, seats, client, sign_in):
    sign_in(client, boss)
    numbers = {"A1": "٢", "A2": "9", "B1": "x", "C1": ""}
    typed = {f"to-{tool(code).id}": number for code, number in numbers.items()}
    answer = client.post(f"/sessions/{held}/tools/out", data=typed)
    assert answer.status_code == 200
    assert "A2: nobody has the number 9" in answer.text
    assert "whole number, such as 7" in answer.text
    assert (tool("A1").state, tool("A1").holder_id) == (ToolState.OUT, seats[1].person_id)
    assert {tool(code).state for code in ("A2", "B1", "C1")} == {ToolState.IN}


def test_rows_are_saved_and_the_session_stays_open_until_the_tool_is_back(boss, held, seats, client, sign_in):
    hand_out(boss, held, A1=1)
    sign_in(client, boss)
    typed = {f"code-{one.id}": "present" for one in seats}
    answer = client.post(f"/sessions/{held}/register", data=typed)
    assert "1 tool is not back: A1 (Person T1)" in answer.text
    assert "Close the session" in answer.text
    assert len(session.scalars(sa.select(Attendance)).all()) == 2
    assert session.get(ClassSession, held).state is SessionState.PLANNED
    assert client.post(f"/sessions/{held}/tools/in", data={f"is-{tool('A1').id}": "in"}).status_code == 302
    assert client.post(f"/sessions/{held}/register", data={}).status_code == 302
    session.expire_all()
    assert session.get(ClassSession, held).state is SessionState.HELD


def test_a_missing_tool_needs_words_and_keeps_the_session_open_until_two_people_wrote_it_off(boss, prison, held, seats):
    hand_out(boss, held, A1=1)
    with pytest.raises(DomainError, match="seen last"), transaction():
        service.take_in(boss, held, {tool("A1").id: "missing"})
    with transaction():
        assert service.take_in(boss, held, {tool("A1").id: "missing"}, "On the bench by the window") == (0, 1)
    with pytest.raises(DomainError, match="not back"), transaction():
        registers.complete_register(boss, held, {one.id: Mark(code="present") for one in seats})
    with pytest.raises(DomainError, match="what security has to know"), transaction():
        service.ask_write_off(boss, tool("A1").id, "gone")
    with transaction():
        service.ask_write_off(boss, tool("A1").id, NOTE)
    with pytest.raises(Forbidden, match="Another human"), transaction():
        service.decide_write_off(boss, tool("A1").id, approved=True)
    governor = cast.make_actor(Role.GOVERNOR, prison)
    with transaction():
        service.decide_write_off(governor, tool("A1").id, approved=True)
    assert tool("A1").state is ToolState.WRITTEN_OFF
    with transaction():
        registers.complete_register(boss, held, {one.id: Mark(code="present") for one in seats})
    assert session.get(ClassSession, held).state is SessionState.HELD
    mine = sa.select(ToolMove.kind).where(ToolMove.tool_id == tool("A1").id)
    kinds = list(session.scalars(mine.order_by(ToolMove.id)))
    assert kinds == [MoveKind.ADDED, MoveKind.OUT, MoveKind.MISSING, MoveKind.ASKED, MoveKind.WRITTEN_OFF]


def test_the_database_knows_that_it_takes_two(boss, held, seats):
    hand_out(boss, held, A1=1)
    with transaction():
        service.take_in(boss, held, {tool("A1").id: "missing"}, "On the bench")
        waits = service.ask_write_off(boss, tool("A1").id, NOTE)
    values = {"decided_by": boss.human_id, "decided_at": clock.now(), "approved": True}
    from kernel import audit

    with pytest.raises(IntegrityError), transaction():
        session.execute(
            sa.update(ToolWriteOff).where(ToolWriteOff.id == waits.id).values(**values),
            execution_options={audit.AUDITS: [waits.id]},
        )


def test_the_governor_reads_the_note_and_a_found_tool_hangs_again(boss, prison, held, seats, client, sign_in):
    hand_out(boss, held, A1=1)
    with transaction():
        service.take_in(boss, held, {tool("A1").id: "missing"}, "On the bench")
        service.ask_write_off(boss, tool("A1").id, NOTE)
    sign_in(client, cast.make_actor(Role.GOVERNOR, prison))
    assert NOTE in client.get("/").text
    assert NOTE in client.get("/tools/missing").text
    assert client.post(f"/tools/{tool('A1').id}/decision", data={"decision": "no"}).status_code == 302
    sign_in(client, boss)
    found = client.post(f"/tools/{tool('A1').id}/found", data={"words": "Behind the press"})
    assert found.status_code == 302
    session.expire_all()
    assert (tool("A1").state, tool("A1").holder_id) == (ToolState.IN, None)
    history = client.get(f"/tools/{tool('A1').id}").text
    assert "Behind the press" in history
    assert "Write-off refused" in history


def test_a_count_before_asks_for_one_after_and_a_difference_for_words(boss, held, seats):
    with transaction():
        service.count(boss, held, CountMoment.BEGIN, 4)
    marks = {one.id: Mark(code="present") for one in seats}
    with pytest.raises(DomainError, match="Count them after it too"), transaction():
        registers.complete_register(boss, held, marks)
    with pytest.raises(DomainError, match="4 tools should hang there"), transaction():
        service.count(boss, held, CountMoment.END, 3)
    with transaction():
        service.count(boss, held, CountMoment.END, 3, "One hangs in the store")
    with pytest.raises(DomainError, match="is 3 and should be 4"), transaction():
        registers.complete_register(boss, held, marks)
    with transaction():
        service.count(boss, held, CountMoment.END, 4)
        registers.complete_register(boss, held, marks)
    assert session.get(ClassSession, held).state is SessionState.HELD


def test_a_code_stands_once_and_a_closed_session_moves_nothing(boss, room, held, seats):
    with pytest.raises(DomainError, match="a tool with that code"), transaction():
        service.add_tool(boss, NewTool(workshop_id=room, code="A1", name="Another", tool_class="A"))
    with transaction():
        registers.complete_register(boss, held, {one.id: Mark(code="present") for one in seats})
    with pytest.raises(DomainError, match="closed"):
        hand_out(boss, held, A1=1)


def test_inventory_and_labels_are_printed(boss, room, client, sign_in):
    sign_in(client, boss)
    for path in ("tools.pdf", "tools/labels.pdf"):
        paper = client.get(f"/workshops/{room}/{path}")
        assert (paper.status_code, paper.data[:5]) == (200, b"%PDF-")


def test_somebody_of_another_prison_sees_no_tools(boss, room, client, sign_in):
    sign_in(client, cast.make_actor(Role.PROGRAMME_COORDINATOR, cast.make_unit()))
    assert client.get(f"/workshops/{room}/tools").status_code == 404
    assert client.get(f"/tools/{tool('A1').id}").status_code == 404


@pytest.mark.browser
def test_twenty_tools_go_out_by_keyboard(page, browse_as, real_db):
    when = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    with real_db.app_context(), clock.held_at(when):
        prison = cast.make_unit()
        boss = cast.make_actor((Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR), prison)
        room = cast.make_workshop(boss, prison)
        with transaction():
            for n in range(16):
                service.add_tool(boss, NewTool(workshop_id=room, code=f"D{n:02}", name="File", tool_class="B"))
        group = cast.make_work_group(boss, prison, slots=[(0, 8, 10)], room=room)
        from casework.alerts.models import Fitness, FitnessState
        from kernel import audit

        who = cast.make_held(prison)
        with transaction():
            word = Fitness(person_id=who, state=FitnessState.FIT, said_on=when.date())
            session.add(word)
            audit.record(None, "fitness.said", word)
            places.place(boss, Placement(person_id=who, intake_id=group.id, consented=True))
        held = sessions_of(group.id)[0].id
    browse_as(boss)
    page.goto(f"/sessions/{held}/tools")
    page.locator("#t1").focus()
    begun = page.evaluate("performance.now()")
    for n in range(20):
        page.keyboard.type("1")
        page.keyboard.press("Enter" if n == 19 else "Tab")
    page.get_by_text("Out now").first.wait_for()
    assert page.evaluate("performance.now()") < begun + 30_000
    with real_db.app_context():
        assert len(session.scalars(sa.select(Tool).where(Tool.state == ToolState.OUT)).all()) == 20
