"""A plan is begun, filled, read together and kept; who may not write is told so."""

from __future__ import annotations

import pytest

from casework.agreements.service import agree
from casework.custody.events import SupervisionBegan
from casework.needs.service import NewNeed, record_needs
from casework.people.models import LegalStatus, Person
from casework.plan_links import service as plan_links
from casework.plans import queries as plans
from casework.plans import service as planning
from casework.plans.models import Agreement, Area, GoalState, StepActor, StepState
from casework.plans.service import NewGoal, NewStep
from kernel import audit, clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.ids import new_id


def make_person(prison, **over):
    facts = {
        "number": f"T{new_id().hex[-12:]}", "name": "Sami Haddad", "sort_name": "haddad sami", "in_custody": True,
        "establishment_id": prison.id, "legal_status": LegalStatus.SENTENCED, "opened_at": clock.now(),
        "match_key": "haddad",
    }  # fmt: skip
    with transaction():
        made = Person(**{**facts, **over})
        session.add(made)
        audit.record(None, "person.registered", made)
    return made.id


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def planned(keeper, prison):
    person_id = make_person(prison)
    goal = NewGoal(id=new_id(), words="I will learn a trade.", area=Area.EMPLOYMENT, own_wish=True)
    step = NewStep(id=new_id(), actor_code=StepActor.PERSON, text="Finish the joinery course")
    with transaction():
        planning.begin_plan(keeper, person_id)
        planning.add_goal(keeper, person_id, goal)
        planning.add_step(keeper, person_id, goal.id, step)
    return person_id, goal, step


def test_a_plan_is_written_on_the_screens(client, sign_in, keeper, prison):
    person_id = make_person(prison)
    sign_in(client, keeper)
    at, key, step = f"/people/{person_id}/plan", new_id(), new_id()
    assert client.post(at).status_code == 303
    with transaction():
        record_needs(keeper, person_id, [NewNeed(area=Area.DRUGS, level=3, words="Said so himself.")])
    goal = {"id": str(key), "words": "I will stay clean.", "area": "drugs", "when": "6"}
    for _twice in range(2):
        assert client.post(f"{at}/goals/new", data=goal).status_code == 303
    told = {"id": str(step), "text": "See the doctor", "actor_code": "person", "when": "none"}
    assert client.post(f"{at}/goals/{key}/steps/new", data=told).status_code == 303
    refused = client.post(f"{at}/steps/{step}", data={"state": "cannot_yet", "words": ""})
    assert refused.status_code == 422
    assert client.post(f"{at}/steps/{step}", data={"state": "cannot_yet", "words": "Long queue."}).status_code == 303
    shown = client.get(at).get_data(as_text=True)
    for words in ("High need", "I will stay clean.", "See the doctor", "Long queue."):
        assert words in shown
    for page in ("goals/new", f"goals/{key}", f"goals/{key}/state", f"goals/{key}/steps/new", f"steps/{step}"):
        assert client.get(f"{at}/{page}").status_code == 200
    assert len(plans.sheet_of(person_id).goals) == 1


def test_a_refused_form_keeps_what_was_typed(client, sign_in, keeper, planned):
    sign_in(client, keeper)
    typed = {"id": str(new_id()), "words": "I will find a room.", "area": "accommodation", "when": "own"}
    answer = client.post(f"/people/{planned[0]}/plan/goals/new", data=typed)
    assert answer.status_code == 422
    assert "I will find a room." in answer.get_data(as_text=True)


def test_a_goal_is_taken_out_with_a_reason_and_opened_again(client, sign_in, keeper, planned):
    person_id, goal, _step = planned
    sign_in(client, keeper)
    at = f"/people/{person_id}/plan/goals/{goal.id}/state"
    assert client.post(at, data={"state": "removed"}).status_code == 422
    assert client.post(at, data={"state": "removed", "reason": "Another trade."}).status_code == 303
    assert plans.sheet_of(person_id).goals[0].state is GoalState.REMOVED
    assert client.post(at, data={"state": "active", "reason": "He misses it."}).status_code == 303
    assert plans.sheet_of(person_id).goals[0].state is GoalState.ACTIVE


def test_the_paper_of_a_version_stays_byte_for_byte(client, sign_in, keeper, planned):
    person_id, _goal, step = planned
    sign_in(client, keeper)
    at = f"/people/{person_id}/plan"
    assert client.get(f"{at}/agreement").status_code == 200
    said = {"id": str(new_id()), "agreement": "disagreed", "words": "", "signed": "not", "language": "en"}
    assert client.post(f"{at}/agreement", data=said).status_code == 422
    for _twice in range(2):
        assert client.post(f"{at}/agreement", data={**said, "words": "Too soon."}).status_code == 303
    (kept,) = plans.sheet_of(person_id).versions
    before = client.get(f"{at}/versions/{kept.id}.pdf").data
    with transaction():
        planning.set_step(keeper, person_id, step.id, StepState.COMPLETED)
    assert plans.sheet_of(person_id).to_agree
    assert client.get(f"{at}/versions/{kept.id}.pdf").data == before
    assert before[:5] == b"%PDF-"


def test_the_plan_moves_to_the_officer_when_supervision_begins(as_actor, office, planned):
    person_id, goal, _step = planned
    officer = as_actor(Role.PROBATION_OFFICER, office)
    with transaction():
        events.publish(
            SupervisionBegan(person_id=person_id, office_id=office.id, officer_id=officer.human_id, at=clock.now())
        )
    sheet = plans.sheet_of(person_id)
    assert (sheet.owner_id, sheet.goals[0].id) == (officer.human_id, goal.id)


def test_readers_read_and_records_officers_do_neither(client, sign_in, as_actor, prison, planned):
    inspector, records = as_actor(Role.INSPECTOR), as_actor(Role.RECORDS_OFFICER, prison)
    sign_in(client, inspector)
    shown = client.get(f"/people/{planned[0]}/plan").get_data(as_text=True)
    assert "I will learn a trade." in shown
    assert "Add a step" not in shown
    with pytest.raises(Forbidden), transaction():
        planning.begin_plan(records, planned[0])
    with pytest.raises(Forbidden), transaction():
        plan_links.link_step(records, planned[2].id, "allocation", new_id())


def test_an_id_of_another_person_is_refused(keeper, prison, planned):
    other = make_person(prison)
    with transaction():
        planning.begin_plan(keeper, other)
    with pytest.raises(NotFound), transaction():
        planning.add_goal(keeper, other, planned[1])
    with pytest.raises(NotFound), transaction():
        planning.set_step(keeper, other, planned[2].id, StepState.COMPLETED)


def test_needs_of_the_unconvicted_are_not_scored(keeper, prison):
    person_id = make_person(prison, legal_status=LegalStatus.UNCONVICTED)
    with pytest.raises(DomainError, match="111"), transaction():
        record_needs(keeper, person_id, [NewNeed(area=Area.DRUGS, level=1)])


def test_a_linked_step_closes_by_itself(keeper, planned):
    person_id, _goal, step = planned
    ref = new_id()
    with transaction():
        plan_links.link_step(keeper, step.id, "allocation", ref)
    with transaction():
        plan_links.close_linked_steps(keeper, "allocation", ref, "Joinery completed.")
    assert [one.words for one in plans.sheet_of(person_id).closed_itself] == ["Joinery completed."]


def test_agreeing_makes_the_plan_agreed(keeper, planned):
    with transaction():
        agree(keeper, planned[0], Agreement.AGREED)
    assert not plans.sheet_of(planned[0]).to_agree
