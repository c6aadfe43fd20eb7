"""Leaving the score: a reason that goes that way, words, and beyond one step a third human."""

from __future__ import annotations

import pytest

from casework.classification import service
from casework.classification.models import Classification
from casework.classification.models import ClassificationState as State
from casework.classification.service import Decision
from casework.decisions import rules
from casework.people.models import Person, SecurityLevel
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from tests.casework.classification.conftest import ANSWERS

FAR = Decision(level=SecurityLevel.MAXIMUM, override_code="conduct", override_words="Threats in May.")


@pytest.fixture
def recommended(officer, in_force, held):
    with transaction():
        service.begin(officer, held)
        service.save_answers(officer, held, ANSWERS, {})
        return service.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.", account="Fine.").id


def decide(who, held, level, code, words):
    with transaction():
        return service.decide(who, held, Decision(level=level, override_code=code, override_words=words))


@pytest.mark.parametrize(
    ("level", "code", "words", "said"),
    [
        (SecurityLevel.CLOSE, "conduct", " ", "in words"),
        (SecurityLevel.CLOSE, None, "Threats.", "Choose why"),
        (SecurityLevel.CLOSE, "no_such_reason", "Threats.", "Choose why"),
        (SecurityLevel.CLOSE, "appeal", "Threats.", "Choose why"),
        (SecurityLevel.CLOSE, "progress", "Good work.", "the other way"),
        (SecurityLevel.MINIMUM, "intelligence", "Two sources.", "the other way"),
    ],
)
def test_a_poor_reason_is_refused_with_the_rule(recommended, approver, held, level, code, words, said):
    with pytest.raises(DomainError, match=said) as refusal:
        decide(approver, held, level, code, words)
    assert "Mandela Rule" in str(refusal.value)
    assert session.get(Person, held).level is None


@pytest.mark.parametrize(
    ("level", "code"), [(SecurityLevel.CLOSE, "intelligence"), (SecurityLevel.MINIMUM, "progress")]
)
def test_one_step_up_or_down_one_approver_decides(recommended, approver, held, level, code):
    made = decide(approver, held, level, code, "As the reports say.")
    assert (made.state, made.steps, made.second_by) == (State.DECIDED, 1, None)
    assert session.get(Person, held).level is level


def test_two_steps_wait_for_a_third_human(recommended, approver, officer, as_actor, prison, held, third):
    made = decide(approver, held, SecurityLevel.MAXIMUM, "conduct", "Threats in May.")
    assert made.state is State.RECOMMENDED
    assert session.get(Person, held).level is None, "one signature changes nothing yet"
    both = as_actor((Role.CLASSIFICATION_APPROVER, Role.GOVERNOR), prison)
    with pytest.raises(Conflict), transaction():
        service.decide(both, held, FAR)
    for who in (approver, officer):
        with pytest.raises(Forbidden), transaction():
            service.countersign(who, held)
    with transaction():
        service.countersign(third, held)
    kept = session.get(Classification, recommended)
    assert (kept.state, kept.decided_by, kept.second_by) == (State.DECIDED, approver.human_id, third.human_id)
    assert session.get(Person, held).level is SecurityLevel.MAXIMUM


def test_the_second_approver_may_give_it_back_and_the_first_signature_is_off(recommended, approver, held, third):
    decide(approver, held, SecurityLevel.MAXIMUM, "conduct", "Threats in May.")
    with transaction():
        service.give_back(third, held, "Which threats?")
    kept = session.get(Classification, recommended)
    assert (kept.state, kept.decided_by, kept.decided_level, kept.steps) == (State.GIVEN_BACK, None, None, None)


def test_on_the_screen_two_approvers_sign(client, sign_in, recommended, approver, held, third):
    file = f"/people/{held}/classification"
    typed = {"choice": "other", "level": "maximum", "override_code": "conduct", "override_words": "Threats in May."}
    sign_in(client, approver)
    assert "a second approver signs too" in client.post(f"{file}/decision", data=typed, follow_redirects=True).text
    assert "You signed first" in client.get(f"{file}/decision").text
    sign_in(client, third)
    page = client.get(f"{file}/decision").text
    assert "Sign too: Maximum" in page
    assert "Threats in May." in page
    assert client.post(f"{file}/second-signature").status_code == 303
    assert third.name in client.get(file).text


DEMANDING = {
    "mandatory": [
        {"code": "life", "text": "Life is never below medium", "when": {"a": ["life"]}, "at_least": "medium"},
        {"code": "frail", "text": "Never above close", "when": {"b": ["frail"]}, "at_most": "close"},
    ]
}  # fmt: skip
LOW, HIGH = SecurityLevel.MINIMUM, SecurityLevel.MAXIMUM


@pytest.mark.parametrize(
    ("answers", "ends", "level", "code", "provisional"),
    [
        ({"a": "short", "b": "fit"}, (LOW, LOW), LOW, "", False),
        ({"a": "life", "b": "fit"}, (LOW, LOW), SecurityLevel.MEDIUM, "life", False),
        ({"a": "short", "b": "frail"}, (HIGH, HIGH), SecurityLevel.CLOSE, "frail", False),
        ({"b": "fit"}, (LOW, LOW), SecurityLevel.MEDIUM, "life", True),
        ({"a": "short"}, (HIGH, HIGH), HIGH, "", True),
        ({"a": "life", "b": "fit"}, (LOW, HIGH), HIGH, "", True),
        ({"a": "life", "b": "fit"}, (LOW, SecurityLevel.MEDIUM), SecurityLevel.MEDIUM, "", False),
    ],
)
def test_what_the_form_demands_binds_the_suggestion(answers, ends, level, code, provisional):
    found = rules.suggestion(DEMANDING, answers, *ends)
    assert (found.level, found.provisional) == (level, provisional)
    assert (found.mandate.code if found.mandate else "") == code


def test_nobody_goes_below_what_the_form_demands(officer, approver, in_force, held):
    from casework.classification import queries

    with transaction():
        made = service.begin(officer, held)
        version = queries.version_by_id(queries.assessment_of(made).version_id)
        demand = {"code": "weapons", "text": "House rule 7", "when": {"q3": ["high"]}, "at_least": "close"}
        with session.no_autoflush:
            version.definition = {**version.definition, "mandatory": [demand]}
            from kernel import audit

            audit.record(None, "instrument_version.loaded", version)
        service.save_answers(officer, held, ANSWERS, {})
    assert (made.suggested_level, made.mandatory_code) == (SecurityLevel.CLOSE, "weapons")
    with pytest.raises(DomainError, match="House rule 7"), transaction():
        service.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.")
    with transaction():
        service.recommend(officer, held, SecurityLevel.CLOSE, "As the form says.")
    with pytest.raises(DomainError, match="no level under Close"):
        decide(approver, held, SecurityLevel.MEDIUM, "progress", "A good year.")
