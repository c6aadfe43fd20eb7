"""Agreed, disagreed, could not answer, updated: each is kept with its words and its signature, on paper or screen."""

import io

import pytest

from casework.agreements import queries
from casework.agreements.rules import Reading
from casework.agreements.service import add_scan, agree
from casework.plans import service
from casework.plans.models import Agreement, Area, Signed
from casework.plans.queries import sheet_of
from casework.plans.rules import NewGoal
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from tests.casework.people_inside import received
from tests.casework.planned import begin


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def person_id(keeper, prison):
    found = received(prison, "Sami Haddad")
    begin(keeper, found, "Finish the course")
    return found


def said(keeper, person_id, what, words="", **reading):
    with transaction():
        return agree(keeper, person_id, what, words, Reading(**reading)).agreement


def test_an_answer_to_a_changed_plan_is_an_update(keeper, person_id):
    assert said(keeper, person_id, Agreement.DISAGREED, "Too much.") is Agreement.DISAGREED
    assert said(keeper, person_id, Agreement.AGREED) is Agreement.UPDATED_AGREED
    assert said(keeper, person_id, Agreement.DISAGREED, "No.") is Agreement.UPDATED_DISAGREED
    assert said(keeper, person_id, Agreement.COULD_NOT_ANSWER, "Ill.") is Agreement.COULD_NOT_ANSWER
    assert [one.number for one in sheet_of(person_id).versions] == [4, 3, 2, 1]


@pytest.mark.parametrize("what", [Agreement.DISAGREED, Agreement.COULD_NOT_ANSWER])
def test_other_answers_need_words(keeper, person_id, what):
    with pytest.raises(DomainError, match="Write down what"), transaction():
        agree(keeper, person_id, what, "  ")


def test_a_signature_on_the_screen_needs_a_name_and_a_witness(keeper, person_id):
    for half in ({"signed_name": "Sami"}, {"witness": "The chaplain"}, {}):
        with pytest.raises(DomainError, match="witness"), transaction():
            agree(keeper, person_id, Agreement.AGREED, "", Reading(signed=Signed.SCREEN, **half))
    said(keeper, person_id, Agreement.AGREED, signed=Signed.SCREEN, signed_name="Sami", witness="The chaplain")


def test_who_could_not_answer_does_not_sign(keeper, person_id):
    with pytest.raises(DomainError, match="does not sign"), transaction():
        agree(keeper, person_id, Agreement.COULD_NOT_ANSWER, "Ill.", Reading(signed=Signed.PAPER))


def test_the_signed_page_is_kept_once_and_shown(keeper, person_id, client, sign_in):
    sign_in(client, keeper)
    at = f"/people/{person_id}/plan"
    form = {"id": str(new_id()), "agreement": "agreed", "signed": "paper", "language": "en"}
    assert client.post(f"{at}/agreement", data=form).status_code == 303
    version = sheet_of(person_id).versions[0]
    assert "Scan missing" in client.get(f"{at}/versions").text
    assert client.get(f"{at}/versions/{version.id}/scan").status_code == 200
    key = str(new_id())
    for _twice in range(2):
        page = {"id": key, "paper": (io.BytesIO(b"Signed by hand."), "page.txt")}
        assert client.post(f"{at}/versions/{version.id}/scan", data=page).status_code == 303
    (scan,) = queries.scans_of([version.id])[version.id]
    assert client.get(f"{at}/signed/{scan.id}").data == b"Signed by hand."
    assert "Scan missing" not in client.get(f"{at}/versions").text
    odd = {"id": str(new_id()), "paper": (io.BytesIO(b"\x00\x01"), "page.exe")}
    assert client.post(f"{at}/versions/{version.id}/scan", data=odd).status_code == 422


def test_a_page_needs_a_version_that_was_signed_on_paper(keeper, person_id):
    said(keeper, person_id, Agreement.AGREED)
    version = sheet_of(person_id).versions[0]
    with pytest.raises(DomainError, match="not signed on paper"), transaction():
        add_scan(keeper, person_id, version.id, b"Signed by hand.", new_id())


def test_the_reason_of_a_change_is_asked_and_kept(keeper, person_id, client, sign_in):
    said(keeper, person_id, Agreement.AGREED)
    added = NewGoal(id=new_id(), words="I will write to my son.", area=Area.RELATIONSHIPS, own_wish=True)
    with transaction():
        service.add_goal(keeper, person_id, added)
    sign_in(client, keeper)
    at = f"/people/{person_id}/plan"
    assert f'name="why-{added.id}"' in client.get(f"{at}/agreement").text
    form = {"id": str(new_id()), "agreement": "agreed", "signed": "not", "language": "en"}
    assert client.post(f"{at}/agreement", data={**form, f"why-{added.id}": "He asked."}).status_code == 303
    first, second = reversed(sheet_of(person_id).versions)
    shown = client.get(f"{at}/changes?from={first.id}&to={second.id}").text
    assert "He asked." in shown
    assert "I will write to my son." in shown
