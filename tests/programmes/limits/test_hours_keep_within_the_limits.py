"""Hours beyond a limit are refused with the rule and figures: at the place, the planning and in the register."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from programmes.catalogue.models import ProgrammeKind
from programmes.fitting import queries as fitting
from programmes.intakes.models import ClassSession
from programmes.intakes.queries import sessions_of
from programmes.intakes.service import NewSlot, add_slot
from programmes.limits import service
from programmes.limits.models import LimitAnswer, LimitKind, LimitOverride, WorkLimit
from programmes.limits.queries import weeks_in
from programmes.limits.rules import Limit, breaches, longest_row, reaching, shipped, week_limit
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.models import Attendance
from programmes.registers.rules import Mark
from tests import cast

MONDAY = dt.date(2026, 11, 23)
DAY = dt.timedelta(days=1)


def days(*minutes):
    return {MONDAY + DAY * n: one for n, one in enumerate(minutes)}


def found(minutes, *, studies=False, on=None):
    limits = reaching(shipped(), unit_id=None, age=None, on=MONDAY)
    return {one.kind: one.amount for one in breaches(minutes, limits, studies=studies, on=on or list(minutes))}


def test_each_limit_is_answered_from_minutes_by_day():
    assert found(days(480, 480)) == {}
    assert found(days(481)) == {LimitKind.DAY: 481}
    assert found(days(480, 480, 480, 480, 480, 241)) == {LimitKind.WEEK: 2641}
    assert found(days(60, 60, 60, 60, 60, 60)) == {}
    assert found(days(60, 60, 60, 60, 60, 60, 60)) == {LimitKind.ROW: 7}
    assert found(days(60, 60, 60, 60, 60, 60, 60, 60))[LimitKind.ROW] == 8
    assert found(days(480, 480, 480, 480, 480, 200), studies=True) == {LimitKind.STUDY: 2600}


def test_a_rest_day_ends_a_row():
    minutes = days(60, 60, 60, 0, 60, 60)
    assert longest_row(minutes, MONDAY) == 3
    assert longest_row(minutes, MONDAY + DAY * 5) == 2


def test_the_strictest_that_reaches_counts_and_the_newest_of_a_place():
    base = {"kind": LimitKind.DAY, "answer": LimitAnswer.REFUSE, "source": "An order of some kind"}
    young = Limit(**base, most=360, under_age=18, valid_from=MONDAY)
    old = Limit(**base, most=500, valid_from=MONDAY)
    new = Limit(**base, most=420, valid_from=MONDAY + DAY)
    ask = lambda age, on: reaching([young, old, new], unit_id=None, age=age, on=on)[LimitKind.DAY].most  # noqa: E731
    assert (ask(40, MONDAY), ask(40, MONDAY + DAY), ask(17, MONDAY), ask(None, MONDAY)) == (500, 420, 360, 500)


def test_who_is_in_education_keeps_time_out_of_the_week():
    limits = reaching(shipped(), unit_id=None, age=None, on=MONDAY)
    assert week_limit(limits, studies=False)[0] == 2640
    assert week_limit(limits, studies=True)[0] == 2400


@pytest.fixture
def worker(make_person):
    return make_person("T1")


def place(boss, group, person, **more):
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id, consented=True, **more)).allocation


def test_a_second_place_that_makes_the_day_too_long_is_refused(boss, prison, worker):
    first = cast.make_work_group(boss, prison, slots=[(n, 8, 14) for n in range(5)])
    second = cast.make_work_group(boss, prison, slots=[(2, 15, 19)])
    place(boss, first, worker)
    with pytest.raises(DomainError, match=r"10:00 hours .*; 8:00 are allowed.*eight hours a day"):
        place(boss, second, worker, override_reason="He wants to work as long as he can.")


def test_a_seventh_and_eighth_work_day_in_a_row_are_refused(boss, prison, worker):
    week = cast.make_work_group(boss, prison, slots=[(n, 8, 9) for n in range(6)])
    sunday = cast.make_work_group(boss, prison, slots=[(6, 8, 9)])
    place(boss, week, worker)
    with pytest.raises(DomainError, match="work days in a row"):
        place(boss, sunday, worker)


def test_a_time_added_to_a_group_is_refused_when_somebody_in_it_would_work_too_long(boss, prison, worker):
    group = cast.make_work_group(boss, prison, slots=[(1, 8, 14)])
    other = cast.make_work_group(boss, prison, slots=[(2, 8, 14)])
    place(boss, group, worker)
    place(boss, other, worker)
    with pytest.raises(DomainError, match=r"Person T1 would work 9:00 hours"), transaction():
        add_slot(boss, NewSlot(intake_id=group.id, weekday=2, starts_at=dt.time(14), ends_at=dt.time(17)))
    assert {one.held_on.weekday() for one in sessions_of(group.id)} == {1}


def eight_and_two(boss, prison, people):
    """Everybody held both places before the limit was as it is: the register is where it shows."""
    long = cast.make_work_group(boss, prison, slots=[(0, 6, 13)])
    short = cast.make_work_group(boss, prison, slots=[(0, 14, 16)])
    kept = fitting._checks.pop("limits")
    try:
        seats = {one.id: (place(boss, long, one), place(boss, short, one)) for one in people}
    finally:
        fitting._checks["limits"] = kept
    return long, short, seats


def test_a_row_beyond_the_limit_is_refused_and_the_rest_is_saved(boss, prison, make_person, client, sign_in):
    people = [make_person("T1"), make_person("T2")]
    long, short, seats = eight_and_two(boss, prison, people)
    first, second = sessions_of(long.id)[0], sessions_of(short.id)[0]
    sign_in(client, boss)
    client.post(f"/sessions/{first.id}/register", data={f"code-{seats[people[0].id][0].id}": "present",
                                                        f"code-{seats[people[1].id][0].id}": "medical"})  # fmt: skip
    answer = client.post(
        f"/sessions/{second.id}/register", data={f"code-{one.id}": "present" for _first, one in seats.values()}
    )
    assert "Person T1 would work 9:00 hours" in answer.text
    assert "eight hours a day" in answer.text
    assert "Everything else is saved." in answer.text
    rows = {one.person_id: one.minutes for one in session.scalars(sa.select(Attendance)) if one.session_id == second.id}
    assert rows == {people[1].id: 120}
    less = {f"code-{seats[people[0].id][1].id}": "present", f"minutes-{seats[people[0].id][1].id}": "60"}
    assert client.post(f"/sessions/{second.id}/register", data=less).status_code == 302


def test_a_correction_cannot_go_beyond_the_limit_either(boss, prison, worker):
    long, short, seats = eight_and_two(boss, prison, [worker])
    with transaction():
        registers.complete_register(boss, sessions_of(long.id)[0].id, {seats[worker.id][0].id: Mark(code="present")})
        mark = Mark(code="present", minutes=30)
        registers.complete_register(boss, sessions_of(short.id)[0].id, {seats[worker.id][1].id: mark})
    row = session.scalar(sa.select(Attendance).where(Attendance.minutes == 30))
    wanted = registers.Correction(code="present", minutes=90, reason="Counted wrong")
    with pytest.raises(DomainError, match="8:00 are allowed"), transaction():
        registers.correct(boss, row.id, wanted)


def set_day(prison, most, answer):
    governor = cast.make_actor(Role.GOVERNOR, prison)
    limit = Limit(kind=LimitKind.DAY, most=most, answer=answer, source="House order 7 of the governor",
                  valid_from=clock.today(), unit_id=prison.id)  # fmt: skip
    with transaction():
        return service.set_limit(governor, limit)


def test_a_limit_that_yields_takes_a_reason_that_the_inspector_reads(boss, prison, worker, client, sign_in):
    set_day(prison, 300, LimitAnswer.REASON)
    group = cast.make_work_group(boss, prison, slots=[(0, 8, 14)])
    with pytest.raises(DomainError, match="with a reason"):
        place(boss, group, worker)
    seat = place(boss, group, worker, override_reason="The boiler has to be mended this week.")
    over = session.scalar(sa.select(LimitOverride))
    assert (over.allocation_id, over.amount, over.most) == (seat.id, 360, 300)
    with transaction():
        assert registers.complete_register(boss, sessions_of(group.id)[0].id, {seat.id: Mark(code="present")}) == 1
    sign_in(client, cast.make_actor(Role.INSPECTOR))
    shown = client.get("/hours/allowed").text
    assert "The boiler has to be mended" in shown
    assert "6:00 / 5:00" in shown


def test_the_coordinator_allows_one_session(boss, prison, worker, client, sign_in):
    group = cast.make_work_group(boss, prison, slots=[(0, 8, 14)])
    seat = place(boss, group, worker)
    set_day(prison, 300, LimitAnswer.REASON)
    held, later = (one.id for one in sessions_of(group.id)[:2])
    with pytest.raises(DomainError, match="let the coordinator allow it"), transaction():
        registers.complete_register(boss, held, {seat.id: Mark(code="present")})
    sign_in(client, boss)
    assert "Person T1 would work 6:00 hours" in client.get(f"/sessions/{held}/hours").text
    assert client.post(f"/sessions/{held}/hours", data={"who": str(seat.id), "reason": "ok"}).status_code == 422
    reason = "The truck came late and must be loaded today."
    assert client.post(f"/sessions/{held}/hours", data={"who": str(seat.id), "reason": reason}).status_code == 302
    with transaction():
        assert registers.complete_register(boss, held, {seat.id: Mark(code="present")}) == 1
    week_on = dt.datetime(2026, 11, 30, 18, tzinfo=dt.UTC)
    with clock.held_at(week_on), pytest.raises(DomainError, match="5:00 are allowed"), transaction():
        registers.complete_register(boss, later, {seat.id: Mark(code="present")})


def test_a_limit_that_only_warns_is_shown_and_refuses_nothing(boss, prison, worker, client, sign_in):
    set_day(prison, 300, LimitAnswer.WARN)
    group = cast.make_work_group(boss, prison, slots=[(0, 8, 14)])
    seat = place(boss, group, worker)
    with transaction():
        registers.complete_register(boss, sessions_of(group.id)[0].id, {seat.id: Mark(code="present")})
    assert [one.tone for one in weeks_in(boss, prison.id, MONDAY)] == ["bad"]
    sign_in(client, boss)
    assert "Over a limit" in client.get("/hours?near=1").text
    assert "6:00" in client.get(f"/people/{worker.id}/hours").text
    assert "People over a limit on hours" in client.get("/programmes/today").text


def test_a_limit_needs_its_source_its_day_and_the_right_person(boss, prison):
    good = {"kind": LimitKind.DAY, "most": 300, "answer": LimitAnswer.WARN, "unit_id": prison.id}
    governor = cast.make_actor(Role.GOVERNOR, prison)
    for actor, over, error in (
        (boss, {"source": "House order 7 of 2026", "valid_from": clock.today()}, Forbidden),
        (governor, {"source": "so", "valid_from": clock.today()}, DomainError),
        (governor, {"source": "House order 7 of 2026", "valid_from": clock.today() - DAY}, DomainError),
    ):
        with pytest.raises(error), transaction():
            service.set_limit(actor, Limit(**good, **over))
    assert session.scalar(sa.select(WorkLimit.id)) is None


def test_classes_are_no_work(boss, prison, worker):
    group = cast.make_work_group(
        boss, prison, slots=[(n, 8, 12) for n in range(6)], kind=ProgrammeKind.LIFE_SKILLS
    )  # fmt: skip
    work = cast.make_work_group(boss, prison, slots=[(n, 13, 19) for n in range(6)])
    place(boss, group, worker)
    assert place(boss, work, worker)
    assert session.scalar(sa.select(sa.func.count()).select_from(ClassSession))
