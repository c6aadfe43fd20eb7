"""Completing a linked course closes that step and only that one; a job closes its step by beginning."""

import datetime as dt

import pytest

from casework.people.queries import person_for
from casework.plan_links.queries import choices_for
from casework.plan_links.rules import LinkKind
from casework.plan_links.service import link_step
from casework.plans.models import StepState
from casework.plans.queries import sheet_of
from kernel.authz import Role
from kernel.db import transaction
from programmes.catalogue import service as catalogue
from programmes.catalogue.models import ProgrammeKind, ProgrammeStatus
from programmes.catalogue.service import NewVersion, ProgrammeFacts
from programmes.completions import service as completions
from programmes.completions.models import Outcome
from programmes.completions.service import Ending
from programmes.intakes import service as intakes
from programmes.intakes.queries import sessions_of
from programmes.intakes.service import NewIntake, NewSlot
from programmes.places import service as places
from programmes.places.models import EndReason
from programmes.places.service import Placement
from programmes.registers import service as registers
from programmes.registers.service import Mark
from tests.casework.planned import begin
from tests.programmes.conftest import MONDAY


@pytest.fixture
def keeper(held_noon, as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def course(boss, prison):
    with transaction():
        facts = ProgrammeFacts(
            code="READ",
            name="Reading",
            kind=ProgrammeKind.EDUCATION,
            certificate_title="Reading",
            awarding_body="School",
        )
        made = catalogue.create_programme(boss, facts)
        catalogue.add_version(boss, NewVersion(programme_id=made.id, valid_from=MONDAY, modules=[("Letters", 60)]))
        catalogue.set_status(boss, made.id, ProgrammeStatus.LIVE)
        day = MONDAY + dt.timedelta(days=13)
        new = NewIntake(
            programme_id=made.id,
            unit_id=prison.id,
            instructor_id=boss.human_id,
            name="Reading A",
            starts_on=MONDAY,
            ends_on=day,
            capacity=5,
        )
        opened = intakes.open_intake(boss, new)
        intakes.add_slot(boss, NewSlot(intake_id=opened.id, weekday=0, starts_at=dt.time(13), ends_at=dt.time(15)))
    return opened


def seat(boss, person_id, group, **over):
    with transaction():
        return places.place(boss, Placement(person_id=person_id, intake_id=group.id, **over)).allocation


def states(person_id):
    return {one.text: one.state for goal in sheet_of(person_id).goals for one in goal.steps}


def attend(boss, group, place):
    with transaction():
        registers.complete_register(boss, sessions_of(group.id)[0].id, {place.id: Mark(code="present")})


def test_completing_a_linked_course_closes_that_step_and_only_that_one(boss, keeper, course, make_person):
    one, other = make_person("T1"), make_person("T2")
    _goal, (read, call) = begin(keeper, one.id, "Learn to read", "Call home")
    _goal, (also,) = begin(keeper, other.id, "Learn to read too")
    mine, theirs = seat(boss, one.id, course), seat(boss, other.id, course)
    for step, place in ((read, mine), (also, theirs)):
        with transaction():
            link_step(keeper, step, LinkKind.ALLOCATION, place.id, "Reading")
    attend(boss, course, mine)
    assert states(one.id) == {"Learn to read": StepState.IN_PROGRESS, "Call home": StepState.NOT_STARTED}
    with transaction():
        completions.complete(boss, Ending(allocation_id=mine.id, outcome=Outcome.COMPLETED))
    assert states(one.id) == {"Learn to read": StepState.COMPLETED, "Call home": StepState.NOT_STARTED}
    assert states(other.id) == {"Learn to read too": StepState.IN_PROGRESS}
    (closed,) = sheet_of(one.id).closed_itself
    assert (closed.id, closed.words) == (read, "“Reading” was completed.")
    assert call != read


@pytest.mark.parametrize("early", [True, False])
def test_a_course_that_ends_undone_frees_its_step_and_says_why(boss, keeper, course, make_person, early):
    person = make_person("T1")
    _goal, (read,) = begin(keeper, person.id, "Learn to read")
    place = seat(boss, person.id, course, step_id=read)
    with transaction():
        if early:
            places.end(boss, place.id, reason=EndReason.STAFF)
        else:
            completions.complete(boss, Ending(allocation_id=place.id, outcome=Outcome.PARTLY))
    ((step,),) = [goal.steps for goal in sheet_of(person.id).goals]
    assert (step.state, step.link_kind, step.closed_itself) == (StepState.CANNOT_YET, "", False)
    assert "The place ended" in step.words


def test_a_job_closes_its_step_on_the_first_day_worked(boss, keeper, group, make_person):
    person = make_person("T1")
    _goal, (work, rest) = begin(keeper, person.id, "Begin in the workshop", "Stay a year")
    place = seat(boss, person.id, group)
    job = next(one for one in choices_for(keeper, person_for(keeper, person.id)) if one.kind is LinkKind.JOB)
    assert job.ref_id == place.id
    with transaction():
        link_step(keeper, work, job.kind, job.ref_id, job.words)
    assert states(person.id)["Begin in the workshop"] is StepState.IN_PROGRESS
    attend(boss, group, place)
    assert states(person.id) == {"Begin in the workshop": StepState.COMPLETED, "Stay a year": StepState.NOT_STARTED}
    assert rest != work
