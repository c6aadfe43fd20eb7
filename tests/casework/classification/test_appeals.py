"""Appeals: in time, answered by a third human with one of three outcomes, passed up the line when nobody answers."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.appeals import queries, rules, service
from casework.appeals.service import Answer
from casework.classification import service as levels
from casework.classification.models import AppealOutcome, Classification
from casework.classification.models import ClassificationState as State
from casework.classification.queries import assessment_of, decided_now, open_record
from casework.classification.service import Decision
from casework.level_papers import service as papers
from casework.level_papers.models import Handing
from casework.people.models import Person, SecurityLevel
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from tests.casework.classification.conftest import make_decision

TODAY = clock.today("Europe/Paris")
DAY = dt.timedelta(days=1)


@pytest.fixture
def made(officer, approver, in_force, held):
    return make_decision(officer, approver, held, SecurityLevel.CLOSE).id


def decided_days_ago(key, days, **over):
    with transaction():
        record = session.get(Classification, key)
        record.decided_at = clock.now() - dt.timedelta(days=days)
        for name, value in over.items():
            setattr(record, name, value)
        audit.record(None, "classification.entered", record)


def handed(officer, held, key, day):
    given = papers.Given(language="fr", handing=Handing.TAKEN, given_on=day)
    with transaction():
        papers.hand_over(officer, held, key, given, b"%PDF-paper")


def appealed(officer, held, key, day=TODAY):
    with transaction():
        return service.appeal(officer, held, key, "The reports are old.", received_on=day)


def answer(who, held, key, outcome, level=None, words="I have read everything again."):
    with transaction():
        return service.answer_appeal(who, held, key, Answer(outcome=outcome, words=words, level=level))


@pytest.mark.parametrize(("late", "refused"), [(30, False), (31, True)])
def test_the_time_runs_from_the_day_the_reasons_were_given(client, sign_in, officer, held, made, late, refused):
    decided_days_ago(made, 60)
    handed(officer, held, made, TODAY - late * DAY)
    if not refused:
        assert appealed(officer, held, made).state is State.APPEALED
        return
    with pytest.raises(DomainError, match=r"early review.*OAR 291-104-0135"):
        appealed(officer, held, made)
    sign_in(client, officer)
    place = f"/people/{held}/classification/{made}/appeal"
    assert "The time to appeal has ended" in client.get(place).text
    typed = {"received_on-day": TODAY.day, "received_on-month": TODAY.month, "received_on-year": TODAY.year}
    page = client.post(place, data={"words": "The reports are old.", **typed})
    assert page.status_code == 422
    assert "Ask for an early review instead" in page.text
    assert "The reports are old." in page.text, "what was typed is kept"
    assert appealed(officer, held, made, TODAY - DAY).state is State.APPEALED, "received in time, written down late"


def test_before_the_reasons_are_given_no_time_runs(officer, held, made):
    decided_days_ago(made, 300)
    assert appealed(officer, held, made).appeal_due_on == TODAY + 30 * DAY


def test_no_second_appeal_and_none_older_than_the_decision(officer, held, made, third):
    with pytest.raises(DomainError, match="older than the decision"):
        appealed(officer, held, made, TODAY - 2 * DAY)
    appealed(officer, held, made)
    answer(third, held, made, AppealOutcome.UPHELD)
    with pytest.raises(Conflict, match="early review"):
        appealed(officer, held, made)


def test_neither_the_two_nor_the_second_approver_answer(officer, approver, as_actor, prison, in_force, held, third):
    from casework.people.models import SecurityLevel as Level

    far = {"override_code": "conduct", "override_words": "Threats in May."}
    key = make_decision(officer, approver, held, Level.MAXIMUM, **far).id
    with transaction():
        levels.countersign(third, held)
    appealed(officer, held, key)
    both = as_actor((Role.CLASSIFICATION_OFFICER, Role.GOVERNOR), prison)
    for who in (approver, third):
        with pytest.raises(Forbidden, match="took part"):
            answer(who, held, key, AppealOutcome.UPHELD)
    assert answer(both, held, key, AppealOutcome.UPHELD).state is State.DECIDED


def test_another_level_is_decided_and_everybody_hears(officer, approver, held, made, third):
    appealed(officer, held, made)
    with pytest.raises(DomainError, match="another level than"):
        answer(third, held, made, AppealOutcome.CHANGED, SecurityLevel.CLOSE)
    with pytest.raises(DomainError, match="more than one step"):
        answer(third, held, made, AppealOutcome.CHANGED, SecurityLevel.MAXIMUM)
    answer(third, held, made, AppealOutcome.CHANGED, SecurityLevel.MINIMUM)
    old, new = session.get(Classification, made), decided_now(held)
    assert (old.state, old.appeal_new_id, old.appeal_outcome) == (State.SUPERSEDED, new.id, AppealOutcome.CHANGED)
    assert (new.decided_level, new.override_code, new.decided_by) == (SecurityLevel.MINIMUM, "appeal", third.human_id)
    assert new.assessment_id == old.assessment_id, "the appeal returns to the same score"
    assert session.get(Person, held).level is SecurityLevel.MINIMUM


def test_sent_back_it_is_assessed_again_and_the_level_stands(client, sign_in, officer, held, made, third):
    appealed(officer, held, made)
    answer(third, held, made, AppealOutcome.RETURNED, words="Question 7 is answered from another file.")
    draft = open_record(held)
    assert session.get(Classification, made).state is State.DECIDED
    assert (draft.state, draft.id) == (State.DRAFT, session.get(Classification, made).appeal_new_id)
    assert assessment_of(draft).answers["q3"]["value"] == "high"
    assert session.get(Person, held).level is SecurityLevel.CLOSE
    sign_in(client, officer)
    page = client.get(f"/people/{held}/assessments/{draft.assessment_id}").text
    assert "Question 7 is answered from another file." in page


def test_a_new_decision_does_not_bury_an_appeal(officer, approver, held, made):
    appealed(officer, held, made)
    with pytest.raises(Conflict, match="appeal"):
        make_decision(officer, approver, held)


def in_line(key):
    session.expire_all()
    record = session.get(Classification, key)
    return record.appeal_rung, record.appeal_rung_due_on


def night():
    with transaction():
        return service.escalate()


def wait(key, days):
    with transaction():
        record = session.get(Classification, key)
        record.appeal_rung_due_on = TODAY - days * DAY
        record.appeal_due_on = min(record.appeal_due_on, TODAY - days * DAY)
        audit.record(None, "classification.entered", record)


def test_unanswered_it_goes_up_the_line_night_by_night(client, sign_in, as_actor, prison, officer, held, made, third):
    appealed(officer, held, made)
    wait(made, 0)
    assert night() == 0, "on its last day it is still in time"
    wait(made, 1)
    assert (night(), night()) == (1, 0)
    assert in_line(made) == (1, clock.today() + 10 * DAY)
    other = as_actor(Role.CLASSIFICATION_APPROVER, prison)
    with pytest.raises(Forbidden, match="next in line"):
        answer(other, held, made, AppealOutcome.UPHELD)
    assert "Sami Haddad" not in sign_in(client, other).get("/classification/appeals").text
    assert "Sami Haddad" in client.get("/classification/appeals?list=overdue").text
    assert "Sami Haddad" in sign_in(client, third).get("/classification/appeals").text
    assert "Went up" in client.get(f"/people/{held}/classification/{made}/appeal").text
    wait(made, 1)
    assert (night(), in_line(made)) == (1, (2, None))
    inspector = as_actor(Role.INSPECTOR, prison)
    assert "Nobody answered" in sign_in(client, inspector).get("/classification/appeals").text
    assert "Appeals that nobody answered" in client.get("/").text
    assert night() == 0, "the line has an end"
    assert [one.rung for one in queries.steps_of(made)] == [1, 2]
    assert answer(third, held, made, AppealOutcome.UPHELD).state is State.DECIDED, "the governor still owes it"


def test_the_nightly_job_passes_everything_on(officer, approver, held, made):
    from casework.nights.service import _appeals

    class Straight:
        def do(self, deed, *, done, total):
            with transaction():
                return deed()

    appealed(officer, held, made)
    wait(made, 3)
    assert _appeals(None, {}, Straight()) == {"appeals": 1}


def test_each_list_opens_and_another_prison_sees_nothing(client, sign_in, as_actor, officer, held, made, third):
    from tests import cast

    appealed(officer, held, made)
    for name in ("mine", "overdue", "all", "no-such-list"):
        assert sign_in(client, third).get(f"/classification/appeals?list={name}").status_code == 200
    stranger = as_actor(Role.GOVERNOR, cast.make_unit(name="Elsewhere"))
    assert "Sami" not in sign_in(client, stranger).get("/classification/appeals?list=all").text


def test_the_line_and_the_days_are_data():
    assert [(one.role, one.days) for one in rules.policy().line] == [
        (Role.CLASSIFICATION_APPROVER, 30), (Role.GOVERNOR, 10), (Role.INSPECTOR, 0),
    ]  # fmt: skip
    assert rules.answerers(0) == {Role.CLASSIFICATION_APPROVER, Role.GOVERNOR}
    assert rules.answerers(1) == rules.answerers(2) == {Role.GOVERNOR}


def test_the_answer_on_screen(client, sign_in, officer, held, made, third):
    appealed(officer, held, made)
    sign_in(client, third)
    place = f"/people/{held}/classification/{made}"
    assert client.post(f"{place}/answer", data={"outcome": "changed", "answer": "Too high."}).status_code == 422
    changed = {"outcome": "changed", "level": "medium", "answer": "The score is right."}
    assert client.post(f"{place}/answer", data=changed).status_code == 303
    assert "The score is right." in client.get(f"/people/{held}/classification").text
    assert session.get(Person, held).level is SecurityLevel.MEDIUM


def test_under_a_decision_that_is_its_own_score_no_override_is_written(officer, held, made, third):
    appealed(officer, held, made)
    answer(third, held, made, AppealOutcome.CHANGED, SecurityLevel.MEDIUM)
    new = decided_now(held)
    assert (new.override_code, new.steps) == (None, 0)
    assert Decision(level=SecurityLevel.MEDIUM).override_code is None
