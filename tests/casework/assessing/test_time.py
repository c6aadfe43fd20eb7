"""Points lapse and evidence ages: a draft counts as of today, what is signed as of its day, for ever."""

from __future__ import annotations

import datetime as dt

from casework.assessing import queries, service
from casework.assessing.rules import Given, Ground, summary_of
from casework.classification import service as levels
from casework.classification.models import AssessmentState
from casework.people.models import SecurityLevel
from kernel import clock
from kernel.db import session, transaction
from tests.casework.assessing.conftest import ANSWERS, now, sheet_of

SCORED = ("accommodation", "employment", "drugs", "alcohol", "relationships", "thinking")
TALKED = {key: Given(value=0) for key in SCORED} | {key: Given(value="no") for key in ("finance", "health")}


def months_ago(n):
    return clock.today() - dt.timedelta(days=31 * n)


def test_old_evidence_makes_the_result_provisional_and_says_which(client, sign_in, forms, keeper, held):
    with transaction():
        made = service.begin(keeper, held, forms["needs_profile"].id)
        old = Given(value=8, ground=Ground.DOCUMENT, evidence_of=months_ago(13))
        service.keep(keeper, held, made.id, {**TALKED, "drugs": old})
    assert made.state is AssessmentState.PROVISIONAL
    sums = summary_of(queries.standing_of(made))
    assert [str(one) for one in sums.stale] == ["Drugs: score of the interview"]
    assert [key for key, _text, _share in sums.result.matters] == ["drugs"]
    page = sign_in(client, keeper).get(f"/people/{held}/assessments/{made.id}").text
    assert "Old evidence" in page
    assert "On evidence that is too old: Drugs: score of the interview" in page
    with transaction():
        service.keep(keeper, held, made.id, {"drugs": Given(value=8, evidence_of=months_ago(11))})
    session.expire_all()
    assert queries.sheet_of(held, made.id).state is AssessmentState.COMPLETE


def test_points_that_lapsed_do_not_count(officer, begun, held):
    grave = {"q1": Given(value="weapon", happened_on=months_ago(2)), "q7": Given(value="a", happened_on=months_ago(2))}
    with transaction():
        levels.save_answers(officer, held, ANSWERS, {})
        service.keep(officer, held, begun.assessment_id, grave)
    assert levels.score_of(sheet_of(begun)).total == 17, "5 and 7 points of what happened two months ago"
    with clock.held_at(clock.now() + dt.timedelta(days=600)):
        later = levels.score_of(sheet_of(begun))
        assert later.total == 5, "after eighteen months both count nothing"
        told = {str(what): str(now) for what, now in summary_of(queries.standing_of(sheet_of(begun))).lapsed}
        assert told["Violence in prison"] == "None"


def test_a_signed_one_counts_as_of_its_day(officer, begun, held):
    with transaction():
        levels.save_answers(officer, held, ANSWERS, {})
        service.keep(officer, held, begun.assessment_id, {"q7": Given(value="b", happened_on=months_ago(17))})
        levels.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.")
    with clock.held_at(clock.now() + dt.timedelta(days=3650)):
        session.expire_all()
        assert levels.score_of(sheet_of(begun)).total == 10


def test_points_lapse_between_the_last_answer_and_the_recommendation(officer, begun, held):
    with transaction():
        levels.save_answers(officer, held, ANSWERS, {})
        service.keep(officer, held, begun.assessment_id, {"q7": Given(value="b", happened_on=months_ago(17))})
    assert now(begun).suggested_level is SecurityLevel.MEDIUM
    with clock.held_at(clock.now() + dt.timedelta(days=60)):
        with transaction():
            levels.recommend(officer, held, SecurityLevel.MINIMUM, "Nothing for long.")
        assert now(begun).suggested_level is SecurityLevel.MINIMUM, "the suggestion is that of the day of the signature"
