"""A provisional score takes its cautious end and says so; an old one is refused with what is possible instead."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.classification import queries, service
from casework.classification.models import Classification, InstrumentVersion
from casework.classification.models import ClassificationState as State
from casework.classification.service import Decision
from casework.people.models import SecurityLevel
from kernel import audit, clock
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError
from tests.casework.classification.conftest import ANSWERS

CAUTIOUS = {**ANSWERS, "q1": "weapon"}
OPEN = {key: value for key, value in CAUTIOUS.items() if key != "q7"}
MEDIUM, CLOSE = SecurityLevel.MEDIUM, SecurityLevel.CLOSE


@pytest.fixture
def scored(officer, in_force, held):
    def score(answers):
        with transaction():
            made = service.begin(officer, held)
            service.save_answers(officer, held, answers, {})
        return made

    return score


def test_the_cautious_end_is_recommended_and_looked_at_again_soon(client, sign_in, officer, approver, held, scored):
    made = scored(OPEN)
    assert made.provisional
    cautious = made.suggested_level
    lower = SecurityLevel(list(SecurityLevel)[cautious.rank - 1])
    with pytest.raises(DomainError, match="cautious end"), transaction():
        service.recommend(officer, held, lower, "Steady.")
    sign_in(client, officer)
    assert "takes the cautious end" in client.get(f"/people/{held}/classification/recommendation").text
    with transaction():
        service.recommend(officer, held, cautious, "Until the other prison answers.")
    with transaction():
        service.decide(approver, held, Decision(level=cautious))
    made = now(made)
    assert made.next_review_on - clock.today("Europe/Paris") == dt.timedelta(days=30)
    assert "Provisional" in client.get(f"/people/{held}/classification").text


def now(made):
    session.expire_all()
    return session.get(Classification, made.id)


def close_version(made, day):
    with transaction():
        version = queries.version_by_id(queries.assessment_of(made).version_id)
        version.in_force_to = day
        audit.record(None, "instrument_version.ended", version)


def next_version(made, officer, approver):
    old = queries.version_by_id(queries.assessment_of(made).version_id)
    with transaction():
        new = InstrumentVersion(
            instrument_id=old.instrument_id, number=old.number + 1, definition=old.definition, definition_hash="x" * 64,
            vectors=old.vectors, vectors_passed=old.vectors_passed, text=old.text,
            in_force_from=clock.today(), first_human_id=officer.human_id,
            second_human_id=approver.human_id, activated_at=clock.now(),
        )  # fmt: skip
        session.add(new)
        audit.record(None, "instrument_version.loaded", new)
    return new


def test_an_expired_form_is_refused_and_its_answers_go_over(client, sign_in, officer, approver, held, scored):
    made = scored(ANSWERS)
    with pytest.raises(Conflict), transaction():
        service.renew(officer, held)
    close_version(made, clock.today() - dt.timedelta(days=1))
    with pytest.raises(DomainError, match="Take the answers over"), transaction():
        service.recommend(officer, held, MEDIUM, "Steady.")
    new = next_version(made, officer, approver)
    sign_in(client, officer)
    assert (
        "Take the answers over into the form in force"
        in client.get(f"/people/{held}/assessments/{made.assessment_id}").text
    )
    assert client.post(f"/people/{held}/classification/form-in-force").status_code == 303
    sheet = queries.assessment_of(now(made))
    assert (sheet.version_id, sheet.answers["q3"]["value"], now(made).suggested_level) == (new.id, "high", None)
    with pytest.raises(DomainError, match="Nothing is scored"), transaction():
        service.recommend(officer, held, MEDIUM, "Steady.")
    with transaction():
        service.save_answers(officer, held, ANSWERS, {})
        service.recommend(officer, held, MEDIUM, "Steady.")


def test_an_approver_does_not_decide_on_a_form_that_was_replaced(client, sign_in, officer, approver, held, scored):
    made = scored(ANSWERS)
    with transaction():
        service.recommend(officer, held, MEDIUM, "Steady.")
    next_version(made, officer, approver)
    with pytest.raises(DomainError, match="not in force any more"), transaction():
        service.decide(approver, held, Decision(level=MEDIUM))
    sign_in(client, approver)
    assert "cannot be decided on" in client.get(f"/people/{held}/classification/decision").text
    with transaction():
        service.give_back(approver, held, "Score it with the new form.")
    assert now(made).state is State.GIVEN_BACK


@pytest.mark.parametrize(("days", "refused"), [(90, False), (91, True)])
def test_old_evidence_is_looked_at_again(officer, prison, held, scored, days, refused):
    made = scored(ANSWERS)
    noon = dt.datetime.combine(clock.today(prison.zone), dt.time(12), dt.UTC)  # far from either midnight
    with transaction():
        sheet = queries.assessment_of(made)
        sheet.scored_at = noon - dt.timedelta(days=days)
        audit.record(None, "assessment.scored", sheet)
    if refused:
        with pytest.raises(DomainError, match="more than 90 days old"), transaction():
            service.recommend(officer, held, MEDIUM, "Steady.")
        with transaction():
            service.save_answers(officer, held, ANSWERS, {})
    with transaction():
        service.recommend(officer, held, MEDIUM, "Steady.")
