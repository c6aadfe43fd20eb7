"""A step tied to an appointment closes when it was kept, follows it to another day, and is freed with it."""

import datetime as dt

import pytest

from casework.people.queries import person_for
from casework.plan_links.queries import choices_for
from casework.plan_links.rules import LinkKind
from casework.plan_links.service import link_step
from casework.plans.models import StepState
from casework.plans.queries import sheet_of
from kernel import clock
from kernel.ids import new_id
from probation.contacts import service
from probation.contacts.models import MovedBy, Outcome
from probation.contacts.service import Move
from tests import cast
from tests.casework.planned import begin


@pytest.fixture
def tied(world):
    """(appointment, step) of a person under supervision, tied from the plan."""
    _goal, (step,) = begin(world.officer, world.person.id, "See the debt adviser")
    planned = world.appointment(days=2)
    with cast.deed():
        service.plan_contact(world.officer, world.order.id, planned)
    choice = next(
        one
        for one in choices_for(world.officer, person_for(world.officer, world.person.id))
        if one.kind is LinkKind.CONTACT
    )
    with cast.deed():
        link_step(world.officer, step, choice.kind, choice.ref_id, choice.words)
    return planned, step


def state(world):
    ((step,),) = [goal.steps for goal in sheet_of(world.person.id).goals]
    return step.state


def kept(world, appointment_id, outcome=Outcome.COMPLIED):
    with clock.held_at(clock.now() + dt.timedelta(days=9)), cast.deed():
        service.record_visit(world.officer, world.visit(answers_id=appointment_id, outcome=outcome))


def test_an_appointment_that_was_kept_closes_its_step(world, tied):
    kept(world, tied[0].id)
    assert state(world) is StepState.COMPLETED


def test_one_that_was_missed_does_not(world, tied):
    kept(world, tied[0].id, Outcome.NO_GOOD_REASON)
    assert state(world) is StepState.IN_PROGRESS


def move(world, planned, to=None):
    with cast.deed():
        change = Move(id=new_id(), contact_id=planned.id, moved_by=MovedBy.PERSON, reason="At work that day.", to=to)
        service.move_contact(world.officer, change)


def test_the_step_follows_to_another_day(world, tied):
    later = world.appointment(days=4)
    move(world, tied[0], later)
    kept(world, later.id)
    assert state(world) is StepState.COMPLETED


def test_a_cancelled_appointment_frees_its_step(world, tied):
    move(world, tied[0])
    assert state(world) is StepState.CANNOT_YET
