"""A goal answers an assessed need or is the person's own wish; what is taken out comes back only with a reason."""

from dataclasses import replace

import pytest

from casework.needs.service import NewNeed, record_needs
from casework.people.models import LegalStatus
from casework.plans import service
from casework.plans.models import Area, GoalState
from casework.plans.queries import sheet_of
from casework.plans.rules import NewGoal
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from tests.casework.people_inside import received


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def person_id(keeper, prison):
    found = received(prison, "Sami Haddad", status=LegalStatus.SENTENCED)
    with transaction():
        record_needs(keeper, found, [NewNeed(area=Area.DRUGS, level=3), NewNeed(area=Area.HEALTH, level=0)])
        service.begin_plan(keeper, found)
    return found


def goal(area, **over):
    return NewGoal(id=new_id(), words="I will be well.", area=area, **over)


def test_a_goal_without_a_need_is_refused_and_the_rule_is_said(keeper, person_id):
    for area in (Area.FINANCE, Area.HEALTH):
        with pytest.raises(DomainError, match="Mandela Rule 94"), transaction():
            service.add_goal(keeper, person_id, goal(area))
    assert sheet_of(person_id).goals == []


def test_a_need_or_the_persons_own_wish_is_ground_enough(keeper, person_id):
    with transaction():
        service.add_goal(keeper, person_id, goal(Area.FINANCE, own_wish=True))
        service.add_goal(keeper, person_id, goal(Area.DRUGS))
    assert [(one.area, one.own_wish) for one in sheet_of(person_id).goals] == [
        (Area.DRUGS, False),
        (Area.FINANCE, True),
    ]


def test_a_changed_goal_needs_its_ground_too(keeper, person_id):
    first = goal(Area.DRUGS)
    with transaction():
        service.add_goal(keeper, person_id, first)
    with pytest.raises(DomainError), transaction():
        service.change_goal(keeper, person_id, replace(first, area=Area.FINANCE))


def test_the_form_says_it_beside_the_box(client, sign_in, keeper, person_id):
    typed = {"id": str(new_id()), "words": "I will pay my debts.", "area": "finance", "when": "6"}
    answer = sign_in(client, keeper).post(f"/people/{person_id}/plan/goals/new", data=typed)
    assert answer.status_code == 422
    assert "Mandela Rule 94" in answer.text
    assert "I will pay my debts." in answer.text
    assert client.post(f"/people/{person_id}/plan/goals/new", data={**typed, "own_wish": "y"}).status_code == 303


def test_what_was_taken_out_comes_back_only_with_a_reason(keeper, person_id):
    one = goal(Area.DRUGS)
    with transaction():
        service.add_goal(keeper, person_id, one)
        service.set_goal_state(keeper, person_id, one.id, GoalState.REMOVED, "Not now.")
    with pytest.raises(DomainError, match="comes back"), transaction():
        service.set_goal_state(keeper, person_id, one.id, GoalState.ACTIVE, " ")
    with transaction():
        service.set_goal_state(keeper, person_id, one.id, GoalState.ACTIVE, "He asked for it.")
    (kept,) = sheet_of(person_id).goals
    assert (kept.id, kept.state, kept.reason) == (one.id, GoalState.ACTIVE, "He asked for it.")


def test_needs_show_highest_first_with_what_is_strong(client, sign_in, keeper, person_id):
    sign_in(client, keeper)
    saved = [NewNeed(area=Area.FINANCE, level=2, words="Debts.", strengths="Saves every month.")]
    with transaction():
        record_needs(keeper, person_id, saved)
    assert [line.level for line in sheet_of(person_id).needs[:3]] == [3, 2, 0]
    assert "Saves every month." in client.get(f"/people/{person_id}/plan").text


def test_the_unconvicted_get_no_score_but_may_wish(client, sign_in, keeper, prison):
    untried = received(prison, "Awaiting Trial", status=LegalStatus.UNCONVICTED)
    at = f"/people/{untried}/plan"
    sign_in(client, keeper)
    with transaction():
        service.begin_plan(keeper, untried)
    with pytest.raises(DomainError, match="111"), transaction():
        record_needs(keeper, untried, [NewNeed(area=Area.DRUGS, level=3)])
    typed = {"id": str(new_id()), "words": "I will learn French.", "area": "employment", "when": "6"}
    assert client.post(f"{at}/goals/new", data=typed).status_code == 422
    assert client.post(f"{at}/goals/new", data={**typed, "own_wish": "y"}).status_code == 303
