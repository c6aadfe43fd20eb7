"""What follows from a level is foreseen before it is signed, noted when it is, and answered by people: nothing ends."""

from __future__ import annotations

import pytest

from casework.classification import service
from casework.consequences import queries
from casework.consequences import service as consequences
from casework.people.models import SecurityLevel
from casework.people.queries import person_for
from casework.plans import service as planning
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden, NotFound
from tests.casework.classification.conftest import ANSWERS, make_decision, make_person


@pytest.fixture
def records(as_actor, prison):
    return as_actor(Role.RECORDS_OFFICER, prison)


def recommended(officer, held):
    with transaction():
        service.begin(officer, held)
        service.save_answers(officer, held, ANSWERS, {})
        service.recommend(officer, held, SecurityLevel.MEDIUM, "Steady.", account="Fine.")


def lines(actor, key):
    return {one.row.kind: one for one in queries.noted(actor, key)}


def test_the_approver_sees_what_everybody_sees_after(
    client, sign_in, as_actor, prison, officer, approver, in_force, held
):
    with transaction():
        planning.begin_plan(as_actor(Role.CASE_MANAGER, prison), held)
    recommended(officer, held)
    file = f"/people/{held}/classification"
    sign_in(client, approver)
    before = client.get(f"{file}/decision").text
    other = client.get(f"{file}/decision?level=maximum").text
    assert "at the level Medium?" in before
    assert "at the level Maximum?" in other
    assert client.post(f"{file}/decision", data={"choice": "agree"}).status_code == 303
    after = client.get(file).text
    for said in ("wing and cell, at the level Medium?", "which goals and steps fit the level Medium?"):
        assert said in before
        assert said in after


def test_looking_ahead_changes_nothing(officer, approver, in_force, held):
    recommended(officer, held)
    card = person_for(approver, held)
    queries.foreseen(approver, queries.NewLevel(card=card, before=None, after=SecurityLevel.MAXIMUM))
    assert person_for(approver, held).level is None


def test_the_same_level_again_puts_nothing_in_question(officer, approver, in_force, held):
    make_decision(officer, approver, held)
    assert queries.noted(officer, make_decision(officer, approver, held).id) == []


def test_a_question_is_answered_by_its_role_in_words_once(officer, approver, records, in_force, held, prison):
    made = make_decision(officer, approver, held)
    place = lines(records, made.id)["place"]
    assert place.may_answer
    assert not lines(officer, made.id)["place"].may_answer
    with pytest.raises(Forbidden), transaction():
        consequences.answer(officer, held, place.row.id, "Stays.")
    with pytest.raises(DomainError, match="few words"), transaction():
        consequences.answer(records, held, place.row.id, " ")
    somebody_else = make_person(prison)
    with pytest.raises(NotFound), transaction():
        consequences.answer(records, somebody_else, place.row.id, "Stays.")
    with transaction():
        consequences.answer(records, held, place.row.id, "Stays: the wing has room for it.")
    with pytest.raises(DomainError, match="already"), transaction():
        consequences.answer(records, held, place.row.id, "Once more.")
    assert lines(records, made.id)["place"].row.words == "Stays: the wing has room for it."


def test_the_list_of_work(client, sign_in, records, officer, approver, in_force, held):
    make_decision(officer, approver, held)
    home = sign_in(client, records).get("/").text
    assert "Questions after a new level" in home
    listed = client.get("/classification/questions").text
    assert "Sami Haddad" in listed
    key = queries.open_page(records).rows[0].id
    address = f"/people/{held}/classification/consequences/{key}"
    refused = client.post(address, data={"words": ""})
    assert refused.status_code == 422
    assert client.post(address, data={"words": "Moves to B wing on Monday."}).status_code == 303
    assert "No question waits" in client.get("/classification/questions").text


def test_a_newer_decision_asks_anew(records, officer, approver, in_force, held):
    make_decision(officer, approver, held)
    make_decision(officer, approver, held, SecurityLevel.CLOSE)
    rows = queries.open_page(records).rows
    assert [row.facts["level"] for row in rows] == ["close"]
    assert queries.count_open(records) == 1


def test_another_prison_sees_no_question(client, sign_in, as_actor, officer, approver, in_force, held):
    from tests import cast

    make_decision(officer, approver, held)
    stranger = as_actor(Role.GOVERNOR, cast.make_unit(name="Elsewhere"))
    assert "Sami" not in sign_in(client, stranger).get("/classification/questions").text


def test_an_undecided_one_has_nothing_to_follow(client, sign_in, officer, in_force, held):
    with transaction():
        made = service.begin(officer, held)
    assert sign_in(client, officer).get(f"/people/{held}/classification/{made.id}/consequences").status_code == 409
