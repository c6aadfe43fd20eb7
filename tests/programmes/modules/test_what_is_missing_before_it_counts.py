"""Hours fall on modules in order; what was missed is made up; a course counts when every module is done."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from programmes.catalogue import service as catalogue
from programmes.catalogue.service import NewVersion
from programmes.completions import service as completions
from programmes.completions.models import Outcome
from programmes.completions.queries import certificates_of
from programmes.completions.service import Ending
from programmes.intakes import service as intakes
from programmes.intakes.queries import sessions_of
from programmes.intakes.service import NewIntake, NewSlot
from programmes.modules import service
from programmes.modules.models import ModuleResult
from programmes.modules.queries import course_at, courses_of
from programmes.modules.rules import OPEN, Module, Taught, missing, shares, spread
from programmes.modules.service import Amendment, NewAssessment
from programmes.places import service as places
from programmes.places.models import EndReason
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.rules import Mark
from tests.programmes.conftest import MONDAY

SAW = "Set up the machine alone and sewed a straight seam."


def test_sessions_go_through_the_modules_in_order():
    one, two, three, again = (new_id() for _n in range(4))
    taught = [Taught(session_id=key, minutes=100) for key in (one, two, three)]
    taught.append(Taught(session_id=again, minutes=100, makes_up=one))
    parts = spread([Module(name="A", minutes=150), Module(name="B", minutes=100)], taught)
    assert parts == {one: [(0, 100)], two: [(0, 50), (1, 50)], three: [(1, 50), (OPEN, 50)], again: [(0, 100)]}
    assert shares(parts[two], 33) == [(0, 16), (1, 17)], "nothing is lost in halves"


@pytest.fixture
def two_modules(boss, group, prison):
    """A group of four sessions of two hours: Seams in the first two, Hems in the third, then open time."""
    with transaction():
        modules = [("Seams", 240), ("Hems", 120)]
        new = NewVersion(programme_id=group.programme_id, valid_from=MONDAY, modules=modules, pass_percent=100)
        catalogue.add_version(boss, new)
        made = intakes.open_intake(boss, NewIntake(
            programme_id=group.programme_id, unit_id=prison.id, instructor_id=boss.human_id, name="Tailoring B",
            starts_on=MONDAY, ends_on=MONDAY, capacity=4,
        ))  # fmt: skip
        for hour in (8, 10, 13, 15):
            times = {"starts_at": dt.time(hour), "ends_at": dt.time(hour + 2)}
            intakes.add_slot(boss, NewSlot(intake_id=made.id, weekday=0, **times))
    return made


@pytest.fixture
def seat(boss, two_modules, make_person):
    person = make_person("T1")
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=two_modules.id)).allocation


def attend(boss, group, seat, *numbers):
    with transaction():
        for n in numbers:
            registers.complete_register(boss, sessions_of(group.id)[n].id, {seat.id: Mark(code="present")})


def assess(boss, seat, result, module="Seams"):
    new = NewAssessment(allocation_id=seat.id, module=module, result=result, evidence=SAW, assessed_on=MONDAY)
    with transaction():
        return service.assess(boss, new)


def test_completion_is_refused_with_what_is_missing(boss, two_modules, seat):
    attend(boss, two_modules, seat, 0, 2)
    with pytest.raises(DomainError, match=r"Seams.*120 minutes"), transaction():
        completions.complete(boss, Ending(allocation_id=seat.id, outcome=Outcome.COMPLETED))
    attend(boss, two_modules, seat, 3)
    course = course_at(seat.person_id, seat.id)
    assert [one.made_up for one in course.modules] == [120, 0], "open time makes up for the session that was missed"
    with transaction():
        made = completions.complete(boss, Ending(allocation_id=seat.id, outcome=Outcome.COMPLETED))
    assert made.modules == ["Seams", "Hems"]
    assert made.override_reason == ""


def test_an_override_needs_a_reason_and_keeps_it(boss, two_modules, seat):
    attend(boss, two_modules, seat, 0)
    ending = {"allocation_id": seat.id, "outcome": Outcome.COMPLETED}
    with pytest.raises(DomainError, match="in a sentence"), transaction():
        completions.complete(boss, Ending(**ending, override_reason="short"))
    with transaction():
        made = completions.complete(boss, Ending(**ending, override_reason="The guild accepts the test piece instead."))
    assert "test piece" in made.override_reason


def test_an_attempt_that_is_not_yet_stands_against_it_until_the_next_is_passed(boss, two_modules, seat):
    attend(boss, two_modules, seat, 0, 1, 2)
    assess(boss, seat, ModuleResult.NOT_YET)
    assert [one.module.name for one in missing(course_at(seat.person_id, seat.id).modules)] == ["Seams"]
    assess(boss, seat, ModuleResult.PASSED)
    standing = course_at(seat.person_id, seat.id).modules[0]
    assert [(one.attempt, one.result) for one in standing.tries] == [(1, "not_yet"), (2, "passed")]
    assert standing.achieved


def test_prior_learning_exempts_and_only_a_coordinator_says_so(boss, two_modules, seat):
    teaching_only = replace(boss, roles=frozenset({Role.INSTRUCTOR}))
    with pytest.raises(Forbidden):
        assess(teaching_only, seat, ModuleResult.EXEMPT)
    assess(boss, seat, ModuleResult.EXEMPT)
    assert [one.module.name for one in missing(course_at(seat.person_id, seat.id).modules)] == ["Hems"]


def test_an_assessment_is_amended_never_changed(boss, two_modules, seat):
    first = assess(boss, seat, ModuleResult.PASSED)
    wanted = Amendment(result=ModuleResult.NOT_YET, evidence=SAW, reason="The seam was another person's work.")
    with transaction():
        service.amend(boss, first.id, wanted)
    with pytest.raises(Conflict), transaction():
        service.amend(boss, first.id, Amendment(**{**vars(wanted), "id": new_id()}))
    standing = course_at(seat.person_id, seat.id).modules[0]
    assert (len(standing.tries), standing.result) == (1, "not_yet")
    assert first.result is ModuleResult.PASSED


def test_who_leaves_early_gets_a_statement_and_keeps_the_credit(boss, two_modules, group, seat):
    attend(boss, two_modules, seat, 0, 1)
    with transaction():
        places.end(boss, seat.id, reason=EndReason.OWN_WISH, words="")
        completions.award_modules(boss, seat.id)
        completions.award_modules(boss, seat.id)
    paper = certificates_of(seat.person_id)
    assert [(one.partial, one.modules) for one in paper] == [(True, ["Seams"])]
    with transaction():
        places.place(boss, Placement(person_id=seat.person_id, intake_id=group.id))
    later = courses_of(seat.person_id)[-1]
    assert later.modules[0].credit.group == "Tailoring B"
    assert later.modules[0].achieved


def test_the_pages_show_it_and_refuse_beside_the_field(boss, two_modules, seat, client, sign_in):
    sign_in(client, boss)
    page = f"/allocations/{seat.id}/modules"
    assert "240 minutes to attend or make up" in client.get(page).text
    day = {"assessed_on-day": "23", "assessed_on-month": "11", "assessed_on-year": "2026"}
    typed = {"module": "Seams", "result": "passed", "evidence": "ok"} | day
    assert client.post(page, data=typed).status_code == 422
    typed |= {"evidence": SAW}
    assert [client.post(page, data=typed | {"id": str(key)}).status_code for key in [new_id()] * 2] == [302, 302]
    refused = client.post(f"/allocations/{seat.id}/complete", data={"outcome-outcome": "completed"})
    assert refused.status_code == 422
    assert "Not completed yet" in refused.text
