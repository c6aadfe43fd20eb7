"""A level is set by two people, and everybody who listens hears of it."""

from __future__ import annotations

import pytest

from casework.agreements.rules import Reading
from casework.agreements.service import agree
from casework.classification import queries, service
from casework.classification.events import PersonReclassified
from casework.classification.models import ClassificationState as State
from casework.classification.service import Decision
from casework.instruments import service as instruments
from casework.needs.service import NewNeed, record_needs
from casework.people.models import LegalStatus, Person, SecurityLevel
from casework.plan_links import service as plan_links
from casework.plans import queries as plans
from casework.plans import service as planning
from casework.plans.models import Area, StepActor, StepState
from casework.plans.service import NewGoal, NewStep
from kernel import audit, clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
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
def officer(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_OFFICER, prison)


@pytest.fixture
def approver(as_actor, prison):
    return as_actor(Role.CLASSIFICATION_APPROVER, prison)


@pytest.fixture
def in_force(officer, approver):
    with transaction():
        version = instruments.load_instrument(None)
        instruments.activate(None, version, officer.human_id, approver.human_id)


ANSWERS = {
    "q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one",
    "q7": "b", "q8": "none", "q9": "one",
}  # fmt: skip


def recommended(officer, person_id, level=SecurityLevel.MEDIUM):
    with transaction():
        service.begin(officer, person_id)
        service.save_answers(officer, person_id, ANSWERS, {"q3": "Judgment"})
        return service.recommend(officer, person_id, level, "The report of June.").id


def test_a_decision_sets_the_level_and_is_announced(prison, officer, approver, in_force):
    heard = []
    events.subscribe(PersonReclassified, heard.append)
    person_id = make_person(prison)
    key = recommended(officer, person_id)
    with transaction():
        service.decide(approver, person_id, Decision(level=SecurityLevel.MEDIUM))
    person = session.get(Person, person_id)
    assert (person.level, person.next_review_on is not None) == (SecurityLevel.MEDIUM, True)
    assert [(one.classification_id, one.before) for one in heard] == [(key, None)]


def test_leaving_the_suggestion_needs_code_and_words(prison, officer, approver, in_force):
    person_id = make_person(prison)
    key = recommended(officer, person_id)
    with pytest.raises(DomainError), transaction():
        service.decide(approver, person_id, Decision(level=SecurityLevel.CLOSE))
    with transaction():
        away = Decision(level=SecurityLevel.CLOSE, override_code="conduct", override_words="Threats in May.")
        service.decide(approver, person_id, away)
    assert queries.record_of(person_id, key).decided_level is SecurityLevel.CLOSE


def test_the_author_does_not_decide(prison, as_actor, officer, approver, in_force):
    person_id = make_person(prison)
    both = as_actor((Role.CLASSIFICATION_OFFICER, Role.GOVERNOR), prison)
    recommended(both, person_id)
    with pytest.raises(Forbidden), transaction():
        service.decide(both, person_id, Decision(level=SecurityLevel.MEDIUM))


def test_a_provisional_score_cannot_be_recommended(prison, officer, approver, in_force):
    person_id = make_person(prison)
    with pytest.raises(DomainError), transaction():
        service.begin(officer, person_id)
        service.save_answers(officer, person_id, {"q1": "none"}, {})
        service.recommend(officer, person_id, SecurityLevel.MINIMUM, "Too early.")


def test_given_back_and_recommended_again_and_replaced(prison, officer, approver, in_force):
    person_id = make_person(prison)
    first = recommended(officer, person_id)
    with transaction():
        service.give_back(approver, person_id, "Ask the workshop.")
    with pytest.raises(Conflict), transaction():
        service.decide(approver, person_id, Decision(level=SecurityLevel.MEDIUM))
    with transaction():
        service.recommend(officer, person_id, SecurityLevel.MEDIUM, "Asked: well behaved.")
        service.decide(approver, person_id, Decision(level=SecurityLevel.MEDIUM))
    recommended(officer, person_id)
    with transaction():
        service.decide(approver, person_id, Decision(level=SecurityLevel.MEDIUM))
    assert queries.record_of(person_id, first).state is State.SUPERSEDED


def test_a_linked_step_closes_by_itself(prison, as_actor):
    keeper, person_id, ref = as_actor(Role.CASE_MANAGER, prison), make_person(prison), new_id()
    with transaction():
        record_needs(keeper, person_id, [NewNeed(area=Area.EMPLOYMENT, level=3)])
        planning.begin_plan(keeper, person_id)
        goal = NewGoal(id=new_id(), words="I will learn a trade so that I can earn.", area=Area.EMPLOYMENT)
        planning.add_goal(keeper, person_id, goal)
        step = NewStep(id=new_id(), actor_code=StepActor.PERSON, text="Finish the joinery course")
        planning.add_step(keeper, person_id, goal.id, step)
        plan_links.link_step(keeper, step.id, "allocation", ref)
    assert plans.needs_of(person_id) == {"employment": 3}
    assert [one.text for one in plans.open_steps(person_id)] == ["Finish the joinery course"]
    with transaction():
        plan_links.close_linked_steps(keeper, "allocation", ref, "Joinery completed.")
    sheet = plans.sheet_of(person_id)
    assert plans.open_steps(person_id) == []
    assert sheet.goals[0].steps[0].state is StepState.COMPLETED
    assert [one.words for one in sheet.closed_itself] == ["Joinery completed."]


def test_needs_of_the_unconvicted_are_not_scored(prison, as_actor):
    keeper, person_id = as_actor(Role.CASE_MANAGER, prison), make_person(prison, legal_status=LegalStatus.UNCONVICTED)
    with pytest.raises(DomainError, match="111"), transaction():
        record_needs(keeper, person_id, [NewNeed(area=Area.DRUGS, level=1)])


def test_a_plan_is_agreed_shown_and_printed(prison, as_actor, client, sign_in):
    from casework.plans.models import Agreement

    keeper, person_id = as_actor(Role.CASE_MANAGER, prison), make_person(prison)
    with transaction():
        planning.begin_plan(keeper, person_id)
        goal = NewGoal(id=new_id(), words="I will find a room.", area=Area.ACCOMMODATION, own_wish=True)
        planning.add_goal(keeper, person_id, goal)
    with transaction():
        agree(keeper, person_id, Agreement.AGREED, "", Reading(paper=b"%PDF-1.7"))
    assert not plans.sheet_of(person_id).to_agree
    sign_in(client, keeper)
    assert "I will find a room." in client.get(f"/people/{person_id}/plan").get_data(as_text=True)
    assert client.get(f"/people/{person_id}/plan.pdf").data[:5] == b"%PDF-"
