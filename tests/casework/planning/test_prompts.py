"""What asks for another look: every step done, a review that comes near, a meeting that is set."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.plan_meetings.models import MeetingKind
from casework.plan_meetings.rules import NewMeeting
from casework.plan_meetings.service import plan_meeting
from casework.planning import queries
from casework.planning.queries import Desk
from casework.plans import service
from casework.plans.models import GoalState, Plan, StepState
from casework.worklists.queries import Scope
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from tests.casework.people_inside import received
from tests.casework.planned import begin

DONE, SOON = "Every step is done", "Time to look at the plan again"


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def page(keeper, prison, client, sign_in):
    """(person, goal, steps, what the plan's page says)."""
    person_id = received(prison, "Sami Haddad")
    goal, steps = begin(keeper, person_id, "Finish the course", "Call home")
    sign_in(client, keeper)
    return person_id, goal, steps, lambda: client.get(f"/people/{person_id}/plan").text


def listed(keeper):
    scope = Scope(actor=keeper, today=clock.today(), mine=True)
    rows = queries.page(Desk.DONE, scope).rows
    assert queries.count(Desk.DONE, scope) == len(rows)
    return [row.goal_id for row in rows]


def test_a_goal_with_every_step_done_is_asked_about_until_it_is_answered(keeper, page):
    person_id, goal, (first, second), text = page
    with transaction():
        service.set_step(keeper, person_id, first, StepState.COMPLETED)
    assert listed(keeper) == []
    assert DONE not in text()
    with transaction():
        service.set_step(keeper, person_id, second, StepState.NOT_NEEDED, "He calls already.")
    assert listed(keeper) == [goal]
    assert DONE in text()
    with transaction():
        service.set_goal_state(keeper, person_id, goal, GoalState.ACHIEVED)
    assert listed(keeper) == []
    assert DONE not in text()


def test_a_goal_without_steps_is_not_done(keeper, prison):
    begin(keeper, received(prison, "Empty"))
    assert listed(keeper) == []


@pytest.mark.parametrize(("days", "asked"), [(15, False), (14, True), (-3, True)])
def test_a_review_that_comes_near_is_asked_for(page, days, asked):
    with transaction():
        plan = session.scalar(sa.select(Plan).where(Plan.person_id == page[0]))
        plan.review_on = clock.today() + dt.timedelta(days=days)
        audit.record(None, "plan.changed", plan)
    assert (SOON in page[3]()) is asked


def test_a_meeting_that_is_set_is_named(keeper, page):
    at = clock.now() + dt.timedelta(days=2)
    with transaction():
        plan_meeting(keeper, page[0], NewMeeting(id=new_id(), kind=MeetingKind.SCHEDULED, at=at))
    assert "A meeting is set for" in page[3]()
