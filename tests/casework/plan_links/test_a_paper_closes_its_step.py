"""A step that waits for a paper closes when one of its kind is filed, for that person only."""

import pytest

from casework.papers.models import PaperKind
from casework.papers.service import NewPaper, file_paper
from casework.people.queries import person_for
from casework.plan_links.queries import choices_for
from casework.plan_links.rules import paper_ref
from casework.plan_links.service import link_step
from casework.plans.models import StepState
from casework.plans.queries import sheet_of
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from tests.casework.people_inside import received
from tests.casework.planned import begin


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


def waits_for_card(keeper, prison, name):
    person_id = received(prison, name)
    _goal, (step,) = begin(keeper, person_id, "Get my identity card")
    choice = next(
        one for one in choices_for(keeper, person_for(keeper, person_id)) if one.ref_id == paper_ref("identity")
    )
    with transaction():
        link_step(keeper, step, choice.kind, choice.ref_id, choice.words)
    return person_id, step


def file(keeper, person_id, kind, text):
    with transaction():
        file_paper(keeper, NewPaper(id=new_id(), person_id=person_id, kind=kind, title="Card", content=text))


def state(person_id):
    ((step,),) = [goal.steps for goal in sheet_of(person_id).goals]
    return step.state


def test_a_paper_of_that_kind_closes_the_step_of_that_person(keeper, prison):
    one, _step = waits_for_card(keeper, prison, "One")
    other, _step = waits_for_card(keeper, prison, "Other")
    file(keeper, one, PaperKind.COURT, b"A letter of the court.")
    assert state(one) is StepState.IN_PROGRESS
    file(keeper, one, PaperKind.IDENTITY, b"The card.")
    assert (state(one), state(other)) == (StepState.COMPLETED, StepState.IN_PROGRESS)


def test_what_is_done_is_not_tied_again(keeper, prison):
    one, step = waits_for_card(keeper, prison, "One")
    file(keeper, one, PaperKind.IDENTITY, b"The card.")
    with pytest.raises(DomainError, match="done already"), transaction():
        link_step(keeper, step, "document", paper_ref("court"))


def test_the_page_of_a_tied_step_names_what_it_waits_for_apart_from_its_own_words(keeper, prison, client, sign_in):
    person_id, step = waits_for_card(keeper, prison, "One")
    page = sign_in(client, keeper).get(f"/people/{person_id}/plan/steps/{step}/tie")
    assert page.status_code == 200
    assert "Tied to: <bdi>Proof of identity</bdi>" in page.text
