"""Who is not convicted gets no needs score (Mandela Rules 111, 122): at begin, at the signature, by a bare request."""

from __future__ import annotations

import copy

import pytest
import sqlalchemy as sa

from casework.assessing import queries, service
from casework.assessing.rules import Given
from casework.classification import service as levels
from casework.classification.models import InstrumentVersion
from casework.definitions.rules import form_of
from casework.instruments.rules import definition_hash
from casework.instruments.service import shipped
from casework.people.models import LegalStatus, Person
from kernel import audit, clock
from kernel.audit import AuditEntry, Kind
from kernel.db import session, table_of, transaction
from tests import cast

UNTRIED = [LegalStatus.UNCONVICTED, LegalStatus.CIVIL]
ENTRY = table_of(AuditEntry)


def refusals():
    rows = session.execute(sa.select(ENTRY).where(ENTRY.c.action == "assessment.refused"))
    return [(row.kind, row.person_id, row.reason) for row in rows]


@pytest.mark.parametrize("status", UNTRIED)
@pytest.mark.parametrize("code", ["needs_profile", "ogrs3"])
def test_it_is_refused_at_the_door_and_the_refusal_is_on_record(
    client, sign_in, forms, keeper, officer, prison, status, code
):
    person_id = cast.make_held(prison, legal_status=status)
    sign_in(client, keeper if code == "needs_profile" else officer)
    refused = client.post(f"/people/{person_id}/assessments", data={"version": forms[code].id})
    assert refused.status_code == 422
    assert "111" in refused.text
    assert "Security and safety may be assessed" in refused.text
    ((kind, person, reason),) = refusals()
    assert (kind, person) == (Kind.REFUSAL, person_id)
    assert "Mandela Rules 111 and 122" in reason
    assert queries.lines_of(person_id) == []


def test_it_is_not_offered_and_the_page_says_why(client, sign_in, forms, keeper, prison):
    person_id = cast.make_held(prison, legal_status=LegalStatus.UNCONVICTED)
    page = sign_in(client, keeper).get(f"/people/{person_id}/assessments").text
    assert str(forms["needs_profile"].id) not in page
    assert "No score of needs" in page


def test_a_conviction_that_fell_stops_the_signature(client, sign_in, forms, keeper, held):
    with transaction():
        made = service.begin(keeper, held, forms["needs_profile"].id)
        service.keep(keeper, held, made.id, {"drugs": Given(value=3)})
        person = session.get(Person, held)
        person.legal_status = LegalStatus.UNCONVICTED
        audit.record(None, "person.registered", person)
    sign_in(client, keeper)
    refused = client.post(f"/people/{held}/assessments/{made.id}/signature")
    assert refused.status_code == 422
    assert "111" in refused.text
    assert len(refusals()) == 1


def test_security_is_assessed_all_the_same(forms, officer, prison):
    person_id = cast.make_held(prison, legal_status=LegalStatus.UNCONVICTED)
    with transaction():
        assert levels.begin(officer, person_id).person_id == person_id


@pytest.fixture
def with_a_needs_question(forms, officer, approver):
    """The custody form in force in a version whose question 8 is about needs."""
    data = copy.deepcopy({key: part for key, part in shipped()["tn_custody"].items() if key != "vectors"})
    data["items"][7]["about"], data["version"] = "needs", 3
    form_of(data)
    with transaction():
        made = InstrumentVersion(
            instrument_id=forms["tn_custody"].instrument_id, number=3, vectors={"vectors": []}, vectors_passed=True,
            definition={key: part for key, part in data.items() if not key.startswith("in_force")},
            definition_hash=definition_hash(data | {"in_force_from": "2020-01-01"}), in_force_from=clock.today(),
            first_human_id=officer.human_id, second_human_id=approver.human_id, activated_at=clock.now(),
        )  # fmt: skip
        session.add(made)
        audit.record(None, "instrument_version.loaded", made)
    return made


@pytest.mark.parametrize(("status", "asked"), [(LegalStatus.UNCONVICTED, False), (LegalStatus.SENTENCED, True)])
def test_a_question_about_needs_is_hidden(client, sign_in, with_a_needs_question, officer, prison, status, asked):
    person_id = cast.make_held(prison, legal_status=status)
    with transaction():
        sheet = levels.begin(officer, person_id).assessment_id
    sign_in(client, officer)
    at = f"/people/{person_id}/assessments/{sheet}"
    page = client.get(at).text
    assert ('name="q8"' in page) is asked
    assert ('name="q7"' in page) is True
    client.post(at, data={"q7": "b", "q8": "felony"})
    session.expire_all()
    kept = queries.sheet_of(person_id, sheet).answers["q8"]
    assert kept["value"] == ("felony" if asked else "none"), "a bare request puts no answer in either"
    assert kept.get("unasked", False) is not asked
