"""A signature locks: the database refuses every change, it scores the same for ever, a correction is a new sheet."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.assessing import queries, service
from casework.assessing.rules import Given
from casework.classification import service as levels
from casework.classification.models import Assessment, AssessmentState
from casework.classification.queries import version_by_id
from casework.people.models import SecurityLevel
from casework.plans.queries import need_lines
from casework.signatures import service as signatures
from casework.signatures.models import AssessmentSignature
from casework.signatures.queries import scores_the_same, signature_of
from kernel import audit, clock
from kernel.db import session, table_of, transaction
from kernel.errors import Conflict, DomainError
from tests.casework.assessing.conftest import ANSWERS, now, sheet_of

SHEET, SIGNATURE = table_of(Assessment), table_of(AssessmentSignature)


@pytest.fixture
def signed(officer, begun, held):
    """A signed security assessment, waiting for a decision."""
    with transaction():
        levels.save_answers(officer, held, ANSWERS, {"q3": "Judgment"})
        levels.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.", account="Fine.")
    return sheet_of(begun)


@pytest.mark.parametrize(
    "change",
    [{"answers": {}}, {"score": 3, "low": 3, "high": 3}, {"band": SecurityLevel.MINIMUM}, {"state": "draft"},
     {"as_of_on": dt.date(2020, 1, 1)}, {"ended_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}],
)  # fmt: skip
def test_the_database_refuses_an_edited_row(signed, change):
    with pytest.raises(sa.exc.DBAPIError, match="locked"), transaction():
        session.execute(
            sa.update(SHEET).where(SHEET.c.id == signed.id).values(**change),
            execution_options={audit.AUDITS: [signed.id]},
        )


def test_the_database_refuses_to_delete_it(signed):
    with pytest.raises(sa.exc.DBAPIError, match="locked"), transaction():
        session.execute(sa.delete(SHEET).where(SHEET.c.id == signed.id), execution_options={audit.AUDITS: [signed.id]})


def test_the_database_refuses_to_change_its_signature(signed):
    for statement in (sa.update(SIGNATURE).values(seal="0" * 64), sa.delete(SIGNATURE)):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction():
            session.execute(statement)


def test_a_draft_may_be_changed(officer, begun, held):
    with transaction():
        session.execute(
            sa.update(SHEET).where(SHEET.c.id == begun.assessment_id).values(as_of_on=dt.date(2026, 1, 1)),
            execution_options={audit.AUDITS: [begun.assessment_id]},
        )
        audit.record(officer, "assessment.scored", sheet_of(begun))
    assert sheet_of(begun).as_of_on == dt.date(2026, 1, 1)


def test_what_was_signed_is_kept_whole(signed):
    kept = signature_of(signed.id)
    assert kept.form_hash == version_by_id(signed.version_id).definition_hash
    assert kept.answers["q3"] == {"value": "high", "evidence": "Judgment"}
    assert (kept.result["shown"]["level"], kept.result["provisional"]) == ("medium", False)
    assert kept.as_of_on == clock.today("Europe/Paris")


def test_it_scores_the_same_years_later(signed):
    with clock.held_at(clock.now() + dt.timedelta(days=7300)):
        assert scores_the_same(signed, signature_of(signed.id))
        with transaction():
            assert signatures.prove() == (1, [], signature_of(signed.id).id)


def test_a_form_changed_behind_its_back_is_found(client, sign_in, officer, signed, held):
    with transaction():
        version = version_by_id(signed.version_id)
        version.definition = {**version.definition, "number": "total"}
        audit.record(None, "instrument_version.mended", version)
    with transaction():
        assert signatures.prove()[1] == [signed.id]
    page = sign_in(client, officer).get(f"/people/{held}/assessments/{signed.id}").text
    assert "It does not score as it did" in page


def test_a_mended_translation_is_no_change(signed):
    with transaction():
        version = version_by_id(signed.version_id)
        version.definition = {**version.definition, "words": {}}
        audit.record(None, "instrument_version.translated", version)
    assert scores_the_same(signed, signature_of(signed.id))


def test_given_back_it_is_corrected_by_a_new_sheet(officer, approver, begun, signed, held):
    with transaction():
        levels.give_back(approver, held, "Question 7 is older.")
    with transaction():
        levels.save_answers(officer, held, {**ANSWERS, "q7": "none"}, {})
    new = sheet_of(begun)
    assert (new.supersedes_id, new.state) == (signed.id, AssessmentState.COMPLETE)
    assert session.get(Assessment, signed.id).answers["q7"]["value"] == "b"
    with pytest.raises(Conflict, match="never changes"), transaction():
        service.keep(officer, held, signed.id, {"q7": Given(value="none")})
    with transaction():
        levels.recommend(officer, held, SecurityLevel.MINIMUM, "Older than I thought.")
    assert now(begun).assessment_id == new.id


def test_a_needs_form_is_signed_feeds_the_plan_and_is_corrected(client, sign_in, forms, keeper, held):
    sign_in(client, keeper)
    begun = client.post(f"/people/{held}/assessments", data={"version": forms["needs_profile"].id})
    at = begun.location.removesuffix("/question")
    assert client.post(f"{at}/signature").status_code == 422, "nothing is answered yet"
    told = {"accommodation": "6", "accommodation_evidence": "Lost the flat.", "finance": "yes",
            "accommodation_strength": "yes", "accommodation_strength_evidence": "A cousin has room."}  # fmt: skip
    assert client.post(at, data={**told, "go": "on"}).location.endswith("part=2")
    assert "Sign" in client.get(f"{at}/signature").text
    assert client.post(f"{at}/signature").status_code == 303
    first, second = need_lines(held)[:2]
    assert (first.area.value, first.level, first.words, first.strengths) == (
        "accommodation", 3, "Lost the flat.", "A cousin has room.",
    )  # fmt: skip
    assert (second.area.value, second.level) == ("finance", 2)
    assert [one.level is None for one in need_lines(held)].count(False) == 2, "what was not talked about stays open"
    assert "the same seal" in client.get(at).text
    assert client.post(at, data=told).status_code == 409
    correction = client.post(f"{at}/taken-over").location
    assert correction != at
    assert 'value="6" checked' in client.get(correction).text
    assert client.post(f"{correction}/set-aside").status_code == 303
    assert "Set aside" in client.get(f"/people/{held}/assessments").text


def test_a_second_signature_is_refused(forms, keeper, held):
    with transaction():
        made = service.begin(keeper, held, forms["lds"].id)
        item = queries.standing_of(made).form.items[0]
        service.keep(keeper, held, made.id, {item.key: Given(value=min(item.domain))})
        service.sign(keeper, held, made.id)
    with pytest.raises(DomainError, match="signed"), transaction():
        service.sign(keeper, held, made.id)
