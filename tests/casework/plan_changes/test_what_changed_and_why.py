"""Two states of a plan, compared: what is new, what differs, and the reason as far as somebody gave one."""

import copy

import pytest

from casework.agreements.service import agree
from casework.plan_changes.rules import Subject, changes_between
from casework.plans import service
from casework.plans.models import Agreement, GoalState, StepState
from casework.plans.queries import sheet_of
from kernel.authz import Role
from kernel.db import transaction
from tests.casework.people_inside import received
from tests.casework.planned import begin

STEP = {
    "id": "s1", "actor": "person", "text": "Finish the course", "state": "not_started", "words": "", "due_on": None,
    "link_kind": "", "link_words": "", "completed_at": None, "closed_itself": False,
}  # fmt: skip
GOAL = {
    "id": "g1", "words": "I will learn a trade.", "area": "employment", "state": "active", "reason": "",
    "target_on": "2026-06-01", "own_wish": False, "steps": [STEP],
}  # fmt: skip
NEED = {"area": "employment", "level": 3, "words": "No trade.", "strengths": "", "assessed_on": "2026-01-01"}
OLD = {"needs": [NEED], "goals": [GOAL]}


def changed(path, value):
    made = copy.deepcopy(OLD)
    one = made
    for key in path[:-1]:
        one = one[key]
    one[path[-1]] = value
    return made


@pytest.mark.parametrize(
    ("path", "value", "subject", "label", "was", "now"),
    [
        (("needs", 0, "level"), 1, Subject.NEED, "Need", "High need", "Some need"),
        (("needs", 0, "strengths"), "Reads.", Subject.NEED, "What is strong here", "—", "Reads."),
        (("goals", 0, "state"), "achieved", Subject.GOAL, "Where it stands", "Working on it", "Achieved"),
        (("goals", 0, "target_on"), None, Subject.GOAL, "By when", "Mon 1 Jun 2026", "—"),
        (("goals", 0, "steps", 0, "actor"), "family", Subject.STEP, "Who", "I do this", "Family"),
        (("goals", 0, "steps", 0, "state"), "completed", Subject.STEP, "Where it stands", "Not started", "Completed"),
    ],
)
def test_what_differs_is_said_with_what_it_was(app, path, value, subject, label, was, now):
    (found,) = changes_between(OLD, changed(path, value))
    assert (found.subject, found.new) == (subject, False)
    assert [(one.label, one.was, one.now) for one in found.differs] == [(label, was, now)]


def test_the_same_state_has_no_changes(app):
    assert changes_between(OLD, copy.deepcopy(OLD)) == []


def test_what_is_new_is_called_new(app):
    found = changes_between({"needs": [], "goals": []}, OLD)
    assert [(one.subject, one.new) for one in found] == [
        (Subject.NEED, True), (Subject.GOAL, True), (Subject.STEP, True)
    ]  # fmt: skip


def test_a_code_that_the_house_knows_no_more_is_shown_as_it_was(app):
    (found,) = changes_between(OLD, changed(("goals", 0, "state"), "paused_by_the_old_law"))
    assert found.differs[0].now == "paused_by_the_old_law"


def test_a_reason_given_elsewhere_comes_before_the_records_own(app):
    new = changed(("goals", 0, "steps", 0), {**STEP, "state": "not_needed", "words": "Sorted out."})
    assert changes_between(OLD, new)[0].why == "Sorted out."
    assert changes_between(OLD, new, {"s1": "We talked it over."})[0].why == "We talked it over."


def test_the_page_compares_any_two_versions(as_actor, prison, client, sign_in):
    keeper, person_id = as_actor(Role.CASE_MANAGER, prison), received(prison, "Sami Haddad")
    goal, (step,) = begin(keeper, person_id, "Finish the course")
    for deed in (
        lambda: None,
        lambda: service.set_step(keeper, person_id, step, StepState.CANNOT_YET, "No seat before spring."),
        lambda: service.set_goal_state(keeper, person_id, goal, GoalState.REMOVED, "Another trade."),
    ):
        with transaction():
            deed()
        with transaction():
            agree(keeper, person_id, Agreement.AGREED)
    third, second, first = (one.id for one in sheet_of(person_id).versions)
    sign_in(client, keeper)
    page = f"/people/{person_id}/plan/changes"
    both = client.get(f"{page}?from={first}&to={third}").text
    assert "No seat before spring." in both
    assert "Another trade." in both
    late = client.get(f"{page}?from={third}&to={second}").text  # the wrong way round is turned
    assert "No seat before spring." not in late
    assert "Another trade." in late
    assert "Nothing changed" in client.get(page).text
    other = received(prison, "Somebody Else")
    begin(keeper, other, "Rest")
    assert client.get(f"/people/{other}/plan/changes?from={first}").status_code == 404
