"""From the first answer to the answered appeal, on the screens, by the people who may."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from casework.appeals import service as appeals
from casework.appeals.service import Answer
from casework.classification import queries, service
from casework.classification.models import AppealOutcome, Classification
from casework.classification.models import ClassificationState as State
from casework.classification.service import Decision
from casework.custody.events import PersonReleased
from casework.people.models import Person, SecurityLevel
from kernel import audit, clock, events
from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import Conflict, Forbidden

ANSWERS = {
    "q1": "none", "q2": "no", "q3": "high", "q4": "moderate", "q5": "none", "q6": "one", "q7": "b", "q8": "none",
    "q9": "one",
}  # fmt: skip


def decided(officer, approver, person_id, level=SecurityLevel.MEDIUM):
    with transaction():
        service.begin(officer, person_id)
        service.save_answers(officer, person_id, ANSWERS, {})
        service.recommend(officer, person_id, SecurityLevel.MEDIUM, "Steady.", account="Fine.")
    with transaction():
        code = None if level is SecurityLevel.MEDIUM else "other"
        return service.decide(
            approver, person_id, Decision(level=level, override_code=code, override_words="A reason.")
        )


def test_assessed_recommended_decided_and_read(client, sign_in, officer, approver, in_force, held):
    file = f"/people/{held}/classification"
    sign_in(client, officer)
    sheet = client.post(file).location.removesuffix("/question")
    typed = {**ANSWERS, "q7": "not_known", "q3_evidence": "Judgment of <May>"}
    assert client.post(sheet, data={**typed, "go": "stay"}).location == sheet
    page = client.get(sheet).text
    assert "Provisional" in page
    assert "1 answer can still change the result" in page
    assert "Judgment of &lt;May&gt;" in page
    assert client.post(sheet, data={**typed, "q7": "b", "go": "on"}).location.endswith("/recommendation")
    assert client.get(f"{file}/recommendation").status_code == 200
    refused = client.post(f"{file}/recommendation", data={"level": "medium", "words": "Steady for a year."})
    assert refused.status_code == 422
    assert "Steady for a year." in refused.text
    sent = {"level": "medium", "words": "Steady for a year.", "account": "I agree."}
    assert client.post(f"{file}/recommendation", data=sent).status_code == 303
    sign_in(client, approver)
    assert "Sami Haddad" in client.get("/classification").text
    assert "I agree." in client.get(f"{file}/decision").text
    no_words = client.post(f"{file}/decision", data={"choice": "other", "level": "close"})
    assert no_words.status_code == 422
    assert client.post(f"{file}/decision", data={"choice": "back", "note": ""}).status_code == 422
    assert client.post(f"{file}/decision", data={"choice": "agree"}).status_code == 303
    assert "Steady for a year." in client.get(file).text
    assert "Medium" in client.get(f"/people/{held}").text
    assert session.get(Person, held).level is SecurityLevel.MEDIUM
    decision = queries.decided_now(held)
    assert client.get(f"{file}/{decision.id}/reasons.pdf").data.startswith(b"%PDF")


@pytest.mark.parametrize(
    "key", ["overdue", "due", "recommended", "given_back", "draft", "provisional", "appealed", "first", "no-such-list"]
)
def test_every_list_opens(client, sign_in, officer, in_force, held, key):
    assert sign_in(client, officer).get(f"/classification?list={key}").status_code == 200
    assert "Sami Haddad" in client.get("/classification?list=first").text


def test_another_prison_sees_nothing(client, sign_in, as_actor, in_force, held):
    from tests import cast

    stranger = as_actor(Role.CLASSIFICATION_OFFICER, cast.make_unit(name="Elsewhere"))
    sign_in(client, stranger)
    assert "Sami" not in client.get("/classification?list=first").text


def test_a_third_person_answers_an_appeal(client, sign_in, as_actor, prison, officer, approver, in_force, held):
    made = decided(officer, approver, held)
    place = f"/people/{held}/classification/{made.id}"
    today = clock.today()
    day = {"received_on-day": today.day, "received_on-month": today.month, "received_on-year": today.year}
    sign_in(client, officer)
    assert client.post(f"{place}/appeal", data={"words": "I see it otherwise.", **day}).status_code == 303
    kept = queries.decided_now(held)
    assert (kept.appeal_due_on - kept.appealed_on).days == 30
    with pytest.raises(Forbidden), transaction():
        appeals.answer_appeal(approver, held, made.id, Answer(outcome=AppealOutcome.UPHELD, words="No."))
    governor = as_actor(Role.GOVERNOR, prison)
    sign_in(client, governor)
    assert "I see it otherwise." in client.get(f"{place}/appeal").text
    assert (
        client.post(f"{place}/answer", data={"outcome": "upheld", "answer": "The reports are recent."}).status_code
        == 303
    )
    assert session.get(Classification, made.id).state is State.DECIDED
    with pytest.raises(Conflict), transaction():
        appeals.appeal(officer, held, made.id, "Once more")


@pytest.mark.parametrize(
    ("column", "value"), [("decided_by", "author_id"), ("appeal_by", "decided_by"), ("decided_level", "'close'")]
)
def test_the_database_holds_the_rules_too(officer, approver, in_force, held, column, value):
    made = decided(officer, approver, held)
    with pytest.raises(exc.IntegrityError), transaction():
        session.execute(
            sa.text(f"UPDATE classification SET {column} = {value} WHERE state = 'decided'"),
            execution_options={audit.AUDITS: [made.id]},
        )


def test_release_stops_what_is_open(officer, in_force, held, prison):
    with transaction():
        made = service.begin(officer, held)
        events.publish(PersonReleased(person_id=held, establishment_id=prison.id, at=clock.now()))
    table = table_of(Classification)
    assert session.scalar(sa.select(table.c.state).where(table.c.id == made.id)) == State.CANCELLED
