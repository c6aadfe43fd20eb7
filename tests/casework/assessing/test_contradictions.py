"""Where an answer and the file differ, the officer changes the answer or says why it stands; never silently."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.assessing.rules import Given
from casework.assessing.service import keep
from casework.classification import service
from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from casework.people.models import SecurityLevel
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError
from tests.casework.assessing.conftest import ANSWERS, now, sheet_of
from tests.casework.people_inside import received

MEDIUM = SecurityLevel.MEDIUM


@pytest.fixture
def escaped(forms, officer, as_actor, prison):
    """Somebody who escaped, is back, and is being assessed; all answers say that there was no escape."""
    records = as_actor((Role.RECORDS_OFFICER, Role.GOVERNOR), prison)
    person_id = received(prison)
    with transaction():
        move(
            records, NewMovement(person_id=person_id, kind=MovementKind.ESCAPE, at=clock.now() - dt.timedelta(hours=5))
        )
    with transaction():
        record = service.begin(officer, person_id)
        service.save_answers(officer, person_id, ANSWERS, {})
    return record


def test_it_is_pointed_out_beside_the_question(client, sign_in, officer, escaped):
    sign_in(client, officer)
    at = f"/people/{escaped.person_id}/assessments/{escaped.assessment_id}"
    for page in (client.get(f"{at}/question?at=q5").text, client.get(at).text):
        assert "1 escape in the ledger of movements" in page
        assert "Your answer and the file differ" in page
    assert "differ" not in client.get(f"{at}/question?at=q6").text


def test_without_words_nobody_recommends_on_it(officer, escaped):
    with pytest.raises(DomainError, match="Escapes in the last 5 years"), transaction():
        service.recommend(officer, escaped.person_id, MEDIUM, "Steady.")


@pytest.mark.parametrize(
    "answer",
    [Given(value="none", stands="It was an error of the ledger, see the letter."), Given(value="minimum"), Given()],
)
def test_words_another_answer_or_not_known_let_it_go_on(officer, escaped, answer):
    with transaction():
        keep(officer, escaped.person_id, sheet_of(escaped).id, {"q5": answer})
    with transaction():
        made = service.recommend(officer, escaped.person_id, now(escaped).suggested_level, "Steady.")
    assert made.state.value == "recommended"


def test_the_words_stand_in_what_is_signed(client, sign_in, officer, escaped):
    sign_in(client, officer)
    at = f"/people/{escaped.person_id}/assessments/{escaped.assessment_id}"
    sent = {"q5": "none", "q5_stands": "An error of the ledger.", "go": "on"}
    assert client.post(f"{at}/question?at=q5", data=sent).status_code == 303
    with transaction():
        service.recommend(officer, escaped.person_id, MEDIUM, "Steady.")
    assert "An error of the ledger." in client.get(at).text


def test_a_file_that_agrees_says_so_and_suggests(client, sign_in, officer, begun, held):
    sign_in(client, officer)
    page = client.get(f"/people/{held}/assessments/{begun.assessment_id}/question?at=q5").text
    assert "0 escapes in the ledger" in page
    assert "Suggested: None" in page
    assert "differ" not in page
