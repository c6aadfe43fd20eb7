"""A form is filled in question by question, left, taken up again; the draft is its author's alone."""

from __future__ import annotations

import pytest

from casework.assessing import queries, service
from casework.classification import service as levels
from casework.decisions.service import prepared_by
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import Forbidden
from tests.casework.assessing.conftest import ANSWERS, now, sheet_of


def test_answered_one_by_one_left_and_taken_up_again(client, sign_in, officer, begun, held):
    at = f"/people/{held}/assessments/{begun.assessment_id}"
    sign_in(client, officer)
    first = client.get(f"{at}/question").text
    assert "Question 1 of 9" in first
    told = {"q1": "none", "q1_ground": "record", "q1_evidence": "Wing book <3>", "q1_evidence_of-day": "2",
            "q1_evidence_of-month": "11", "q1_evidence_of-year": "2026"}  # fmt: skip
    assert client.post(f"{at}/question?at=q1", data={**told, "go": "on"}).location.endswith("at=q2")
    assert client.post(f"{at}/question?at=q2", data={"q2": "not_known", "go": "back"}).location.endswith("at=q1")
    again = client.get(f"{at}/question?at=q1").text
    assert "Wing book &lt;3&gt;" in again
    assert 'value="none" checked' in again
    assert client.post(f"{at}/question?at=q3", data={"q3": "high", "go": "leave"}).location.endswith("/assessments")
    kept = sheet_of(begun).answers
    assert (kept["q1"]["ground"], kept["q1"]["evidence_of"]) == ("record", "2026-11-02")
    assert (kept["q2"]["value"], kept["q3"]["value"]) == (None, "high"), "not known is no zero"
    assert "Question 4 of 9" in client.get(f"{at}/question").text, "taken up where it was left"
    assert "Your drafts here" in client.get(f"/people/{held}").text


def test_the_last_question_leads_to_the_recommendation(client, sign_in, officer, begun, held):
    at = f"/people/{held}/assessments/{begun.assessment_id}"
    sign_in(client, officer)
    for key, value in ANSWERS.items():
        where = client.post(f"{at}/question?at={key}", data={key: value, "go": "on"}).location
    assert where.endswith("/classification/recommendation")
    page = client.get(f"{at}/question?at=q9").text
    assert "Final" in page
    assert "Keep and finish" in page


def test_what_is_no_answer_is_refused_and_stays_typed(client, sign_in, forms, keeper, held):
    with transaction():
        made = service.begin(keeper, held, forms["needs_profile"].id)
    at = f"/people/{held}/assessments/{made.id}/question?at=accommodation"
    sign_in(client, keeper)
    future = {"accommodation_evidence_of-day": "1", "accommodation_evidence_of-month": "1",
              "accommodation_evidence_of-year": "2199"}  # fmt: skip
    refused = client.post(at, data={"accommodation": "99", "accommodation_evidence": "Said so.", **future})
    assert refused.status_code == 422
    assert "Said so." in refused.text
    assert "still to come" in refused.text
    assert "is no answer" in refused.text
    assert queries.sheet_of(held, made.id).answers == {}


def test_a_draft_is_its_authors_until_it_is_taken_over(client, sign_in, officer, colleague, begun, held):
    with transaction():
        levels.save_answers(officer, held, ANSWERS, {})
    with pytest.raises(Forbidden, match="colleague"), transaction():
        service.keep(colleague, held, begun.assessment_id, {})
    before = begun.assessment_id
    at = f"/people/{held}/assessments/{before}"
    sign_in(client, colleague)
    assert client.get(f"{at}/question").status_code == 403
    assert "Your drafts here" not in client.get(f"/people/{held}").text
    assert "Take it over" in client.get(at).text
    taken = client.post(f"{at}/taken-over")
    assert taken.location.endswith(str(now(begun).assessment_id))
    sheet = sheet_of(begun)
    assert (sheet.supersedes_id, sheet.begun_by) == (before, colleague.human_id)
    assert sheet.answers["q3"]["value"] == "high"
    assert prepared_by(now(begun)) >= {officer.human_id, colleague.human_id}, "neither of them decides on it"
    assert client.post(at, data=ANSWERS).status_code == 409, "what was taken over is not written in any more"


def test_one_draft_for_each_person_form_and_author(forms, keeper, as_actor, prison, held):
    with transaction():
        one = service.begin(keeper, held, forms["needs_profile"].id)
        assert service.begin(keeper, held, forms["needs_profile"].id).id == one.id
        other = service.begin(as_actor(Role.CASE_MANAGER, prison), held, forms["needs_profile"].id)
        assert other.id != one.id
        assert service.begin(keeper, held, forms["lds"].id).id not in {one.id, other.id}
