"""The two-page paper: draft or agreed, any language, large print; its public page says only whether it holds."""

import io
import re

import pikepdf
import pytest
import sqlalchemy as sa

from casework.plans import service
from casework.plans.models import Area, PlanVersion, StepActor, StepState
from casework.plans.rules import NewGoal, NewStep
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.i18n import LOCALES
from kernel.ids import new_id
from tests.casework.people_inside import received
from tests.casework.planned import begin


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def person_id(keeper, prison):
    return received(prison, "Sami Haddad")


def read_together(client, person_id, agreement="agreed", words=""):
    form = {"id": str(new_id()), "agreement": agreement, "words": words, "signed": "not", "language": "en"}
    assert client.post(f"/people/{person_id}/plan/agreement", data=form).status_code == 303


def tokens(person_id):
    wanted = sa.select(PlanVersion.public_token).where(PlanVersion.person_id == person_id)
    return session.scalars(wanted.order_by(PlanVersion.number)).all()


def pages(content):
    with pikepdf.open(io.BytesIO(content)) as paper:
        return len(paper.pages)


@pytest.fixture
def shown(monkeypatch):
    """The HTML of each paper that is made."""
    made = []
    from kernel.documents import printing

    real = printing.render_template
    monkeypatch.setattr(printing, "render_template", lambda *one, **more: made.append(real(*one, **more)) or made[-1])
    return made


def test_a_plan_that_was_not_read_is_a_draft_without_a_code(client, sign_in, keeper, person_id, shown):
    begin(keeper, person_id, "Finish the course")
    sign_in(client, keeper)
    assert client.get(f"/people/{person_id}/plan.pdf").status_code == 200
    assert "DRAFT" in shown[-1]
    assert "/check/" not in shown[-1]
    read_together(client, person_id)
    client.get(f"/people/{person_id}/plan.pdf")
    assert "watermark" not in shown[-1]
    assert f"/check/{tokens(person_id)[0]}" in shown[-1]


def test_what_was_not_agreed_is_called_so(client, sign_in, keeper, person_id, shown):
    begin(keeper, person_id, "Finish the course")
    sign_in(client, keeper)
    read_together(client, person_id, "disagreed", "Too much.")
    assert "NOT AGREED" in shown[-1]
    assert "Too much." in shown[-1]


@pytest.mark.parametrize("language", LOCALES)
def test_it_has_two_pages_in_every_language(client, sign_in, keeper, person_id, shown, language):
    begin(keeper, person_id, "Finish the course", "Call home")
    sign_in(client, keeper)
    made = client.get(f"/people/{person_id}/plan.pdf?language={language}").data
    assert pages(made) == 2
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in shown[-1]


def test_a_long_plan_is_set_closer_and_large_print_is_large(client, sign_in, keeper, person_id, shown):
    begin(keeper, person_id, "Finish the course")
    for area in list(Area)[1:]:
        goal = NewGoal(
            id=new_id(), words=f"I will work on {area.value} so that my life goes well.", area=area, own_wish=True
        )
        with transaction():
            service.add_goal(keeper, person_id, goal)
            for n in range(3):
                step = NewStep(id=new_id(), actor_code=StepActor.PERSON, text=f"Take step {n} of this goal")
                service.add_step(keeper, person_id, goal.id, step)
    sign_in(client, keeper)
    assert pages(client.get(f"/people/{person_id}/plan.pdf").data) == 2
    assert 'class="plan close"' in shown[-1]
    assert pages(client.get(f"/people/{person_id}/plan.pdf?size=large").data) > 2
    assert 'class="plan large"' in shown[-1]


def test_the_public_page_says_only_whether_the_paper_holds(client, app, sign_in, keeper, person_id):
    _goal, (step,) = begin(keeper, person_id, "Finish the course")
    sign_in(client, keeper)
    read_together(client, person_id)
    visitor = app.test_client()
    (first,) = tokens(person_id)
    assert "is the current version." in visitor.get(f"/check/{first}").text
    with transaction():
        service.set_step(keeper, person_id, step, StepState.IN_PROGRESS)
    assert "is the current version." in visitor.get(f"/check/{first}").text  # not read together yet
    read_together(client, person_id)
    old = visitor.get(f"/check/{first}")
    assert "there is a newer one" in old.text
    assert "is the current version." in visitor.get(f"/check/{tokens(person_id)[1]}").text
    told = re.sub(r"<[^>]*>", " ", old.text).casefold()
    for word in ("Sami", "Haddad", "plan", "prison", "custody", "goal", "sentence", "version 1", "Throughcare"):
        assert word.casefold() not in told, word


@pytest.mark.parametrize("token", ["x", "0" * 32, "%27%20or%201=1"])
def test_an_unknown_code_is_told_so(client, token):
    answer = client.get(f"/check/{token}")
    assert answer.status_code == 404
    assert "We know no such paper" in answer.text


def test_a_version_without_a_code_is_not_found_by_none(client, keeper, person_id):
    assert client.get("/check/").status_code == 404


def test_the_page_offers_all_languages_and_both_sizes(client, sign_in, keeper, person_id):
    begin(keeper, person_id, "Finish the course")
    page = sign_in(client, keeper).get(f"/people/{person_id}/plan/print").text
    assert page.count("plan.pdf?language=") == 2 * len(LOCALES)
    assert "This will be a draft" in page
