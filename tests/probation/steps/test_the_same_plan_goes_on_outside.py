"""The plan goes on under supervision with the same ids: the officer works on the same goals and steps."""

import pytest

from casework.agreements.service import agree
from casework.custody.events import SupervisionBegan
from casework.plan_meetings.models import MeetingKind
from casework.plan_meetings.rules import NewMeeting
from casework.plan_meetings.service import plan_meeting
from casework.plans import service
from casework.plans.models import Agreement, StepState
from casework.plans.queries import sheet_of
from kernel import clock, events
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import Forbidden, NotFound
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received
from tests.casework.planned import begin
from tests.casework.worklists.test_lists import set_facts


def test_the_officer_works_on_the_same_goals_and_steps(as_actor, prison, office, client, sign_in):
    keeper, officer = as_actor(Role.CASE_MANAGER, prison), cast.make_actor(Role.PROBATION_OFFICER, office)
    person_id = received(prison, "Sami Haddad")
    goal, (step, other) = begin(keeper, person_id, "Find a flat", "Call home")
    with transaction():
        version = agree(keeper, person_id, Agreement.AGREED)
    plan_id = sheet_of(person_id).id
    with pytest.raises((Forbidden, NotFound)), transaction():
        service.set_step(officer, person_id, step, StepState.IN_PROGRESS)
    set_facts(person_id, in_custody=False, supervised=True, office_id=office.id)
    with transaction():
        events.publish(
            SupervisionBegan(person_id=person_id, office_id=office.id, officer_id=officer.human_id, at=clock.now())
        )
        service.set_step(officer, person_id, step, StepState.COMPLETED)
        again = agree(officer, person_id, Agreement.AGREED)
    sheet = sheet_of(person_id)
    assert (sheet.id, sheet.owner_id, [one.id for one in sheet.goals]) == (plan_id, officer.human_id, [goal])
    assert {one.id: one.state for one in sheet.goals[0].steps} == {
        step: StepState.COMPLETED,
        other: StepState.NOT_STARTED,
    }
    assert [one.id for one in sheet.versions] == [again.id, version.id]
    assert again.agreement is Agreement.UPDATED_AGREED
    with pytest.raises(Forbidden), transaction():
        service.set_step(keeper, person_id, other, StepState.COMPLETED)
    new = NewMeeting(id=new_id(), kind=MeetingKind.MOVED, at=clock.now().replace(year=clock.now().year + 1))
    with transaction():
        assert plan_meeting(officer, person_id, new).plan_id == plan_id
    shown = sign_in(client, officer).get(f"/people/{person_id}/plan").text
    assert "Find a flat" in shown
