"""Every step that may not follow is refused to every role, at the door and in the command, and changes nothing."""

from __future__ import annotations

import itertools

import pytest

from casework.appeals import service as appeals
from casework.appeals.service import Answer
from casework.classification import service
from casework.classification.models import AppealOutcome, Classification
from casework.classification.models import ClassificationState as State
from casework.classification.service import Decision
from casework.people.models import SecurityLevel
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from tests.casework.classification.conftest import ANSWERS, make_decision

OFFICER, CASE = Role.CLASSIFICATION_OFFICER, Role.CASE_MANAGER
DECIDERS = {Role.CLASSIFICATION_APPROVER, Role.GOVERNOR}
PREPARED = {State.DRAFT, State.GIVEN_BACK}
MEDIUM = Decision(level=SecurityLevel.MEDIUM)
UPHELD = Answer(outcome=AppealOutcome.UPHELD, words="It stands.")
DAY = clock.today()
RECEIVED = {"received_on-day": DAY.day, "received_on-month": DAY.month, "received_on-year": DAY.year}
STEPS = {
    "answer the questions": (
        PREPARED, {OFFICER}, lambda who, key, _one: service.save_answers(who, key, ANSWERS, {}),
        "assessments/{sheet}", ANSWERS,
    ),
    "recommend": (
        PREPARED, {OFFICER}, lambda who, key, _one: service.recommend(who, key, SecurityLevel.MEDIUM, "Steady."),
        "classification/recommendation", {"level": "medium", "words": "Steady.", "account": "Fine."},
    ),
    "decide": (
        {State.RECOMMENDED}, DECIDERS, lambda who, key, _one: service.decide(who, key, MEDIUM),
        "classification/decision", {"choice": "agree"},
    ),
    "give back": (
        {State.RECOMMENDED}, DECIDERS, lambda who, key, _one: service.give_back(who, key, "More."),
        "classification/decision", {"choice": "back", "note": "More."},
    ),
    "sign second": (
        set(), set(), lambda who, key, _one: service.countersign(who, key), "classification/second-signature", {},
    ),
    "stop": (
        {*PREPARED, State.RECOMMENDED}, {OFFICER}, lambda who, key, _one: service.cancel(who, key, "A mistake."),
        "classification/stop", {"reason": "A mistake."},
    ),
    "appeal": (
        {State.DECIDED}, {OFFICER, CASE}, lambda who, key, one: appeals.appeal(who, key, one, "I object."),
        "classification/{one}/appeal", {"words": "I object.", **RECEIVED},
    ),
    "answer the appeal": (
        {State.APPEALED}, DECIDERS, lambda who, key, one: appeals.answer_appeal(who, key, one, UPHELD),
        "classification/{one}/answer", {"outcome": "upheld", "answer": "It stands."},
    ),
}  # fmt: skip
"""Each step: the states it may follow, the roles that take it, its command, its address and a form that is whole.

Nobody has signed first here, so a second signature follows nowhere.
"""


@pytest.fixture
def in_state(officer, approver, as_actor, prison, in_force, held):
    """A classification of one held person, brought into a state by the people who may."""

    def bring(state):
        if state in {State.DECIDED, State.APPEALED, State.SUPERSEDED}:
            made = make_decision(officer, approver, held)
        else:
            with transaction():
                made = service.begin(officer, held)
                service.save_answers(officer, held, ANSWERS, {})
        with transaction():
            if state in {State.RECOMMENDED, State.GIVEN_BACK}:
                service.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.")
            if state is State.GIVEN_BACK:
                service.give_back(approver, held, "Ask the workshop.")
            if state is State.CANCELLED:
                service.cancel(officer, held, "A mistake.")
            if state is State.APPEALED:
                appeals.appeal(officer, held, made.id, "I object.")
        if state is State.SUPERSEDED:
            make_decision(officer, approver, held)
        assert state_of(made.id) is state
        return made.id

    return bring


def state_of(key):
    session.expire_all()
    return session.get(Classification, key).state


def illegal(state):
    """(role, step) that may not follow from a state."""
    return [
        (role, step)
        for role, (step, (states, roles, *_rest)) in itertools.product(Role, STEPS.items())
        if state not in states or role not in roles
    ]


def test_the_table_leaves_legal_steps_to_somebody():
    every = len(Role) * len(STEPS)
    legal = {state: every - len(illegal(state)) for state in State}
    assert legal == {
        State.DRAFT: 3, State.RECOMMENDED: 5, State.GIVEN_BACK: 3, State.DECIDED: 2, State.APPEALED: 2,
        State.SUPERSEDED: 0, State.CANCELLED: 0,
    }  # fmt: skip


@pytest.mark.parametrize("state", list(State))
def test_no_command_takes_an_illegal_step(in_state, as_actor, prison, held, state):
    key = in_state(state)
    for role, step in illegal(state):
        who, command = as_actor(role, prison), STEPS[step][2]
        with pytest.raises(DomainError), transaction():
            command(who, held, key)
        assert state_of(key) is state, f"{role} could {step}"


@pytest.mark.parametrize("state", list(State))
def test_no_request_takes_an_illegal_step(client, sign_in, in_state, as_actor, prison, held, state):
    key = in_state(state)
    for role, step in illegal(state):
        _states, _roles, _command, address, data = STEPS[step]
        sign_in(client, as_actor(role, prison))
        sheet = session.get(Classification, key).assessment_id
        answer = client.post(f"/people/{held}/{address.format(one=key, sheet=sheet)}", data=data)
        assert 400 <= answer.status_code < 500, f"{role} could {step}: {answer.status_code}"
        assert state_of(key) is state, f"{role} could {step}"


@pytest.mark.parametrize(
    ("state", "step"), [(one, step) for step, (states, *_r) in STEPS.items() for one in sorted(states)]
)
def test_a_legal_step_is_taken_by_a_third_human(in_state, as_actor, prison, held, state, step):
    key = in_state(state)
    for role in STEPS[step][1]:
        with transaction():
            STEPS[step][2](as_actor(role, prison), held, key)
        break
    assert step == "answer the questions" or state_of(key) is not state
