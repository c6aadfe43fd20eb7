"""An old version of a plan prints byte-identical years later, and is read as it was, whatever changed since."""

import datetime as dt

import pytest

from casework.needs.service import NewNeed, record_needs
from casework.people.models import LegalStatus, SecurityLevel
from casework.plan_papers import documents
from casework.plans import service
from casework.plans.models import Area, GoalState, StepState
from casework.plans.queries import sheet_of
from casework.plans.rules import REVIEW_EVERY
from kernel import clock, i18n
from kernel.authz import Role
from kernel.db import transaction
from kernel.ids import new_id
from tests.casework.people_inside import received
from tests.casework.planned import begin
from tests.casework.worklists.test_lists import set_facts

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LATER = NOW.replace(year=2034)


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def kept(keeper, prison, client, sign_in):
    """(person id, goal id, step id, version id, bytes of its paper, its page) of a plan read together in 2026."""
    with clock.held_at(NOW):
        person_id = received(prison, "Sami Haddad", status=LegalStatus.SENTENCED)
        set_facts(person_id, level=SecurityLevel.MEDIUM, release_on=dt.date(2030, 1, 1))
        goal_id, (step_id,) = begin(keeper, person_id, "Finish the joinery course")
        sign_in(client, keeper)
        said = {"id": str(new_id()), "agreement": "agreed", "signed": "not", "language": "ar"}
        assert client.post(f"/people/{person_id}/plan/agreement", data=said).status_code == 303
        version = sheet_of(person_id).versions[0]
        at = f"/people/{person_id}/plan/versions/{version.id}"
        return person_id, goal_id, step_id, at, client.get(f"{at}.pdf").data, client.get(at).text


def test_years_later_the_paper_is_the_same_to_the_byte(kept, keeper, client, sign_in, monkeypatch):
    person_id, goal_id, step_id, at, paper, _page = kept
    with clock.held_at(LATER):
        sign_in(client, keeper)
        with transaction():
            record_needs(keeper, person_id, [NewNeed(area=Area.DRUGS, level=3)])
            service.set_step(keeper, person_id, step_id, StepState.COMPLETED)
            service.set_goal_state(keeper, person_id, goal_id, GoalState.REMOVED, "Another trade.")
        set_facts(person_id, level=SecurityLevel.CLOSE, release_on=dt.date(2036, 1, 1), name="Sami H.")
        monkeypatch.setattr(i18n, "_catalogue", lambda _language: i18n.NullTranslations())
        monkeypatch.setattr(documents, "render_pdf", lambda *_a, **_k: pytest.fail("an old paper is not made anew"))
        monkeypatch.setattr("casework.plans.rules.REVIEW_EVERY", REVIEW_EVERY / 2)
        assert client.get(f"{at}.pdf").data == paper
    assert paper[:5] == b"%PDF-"


def test_it_is_read_as_it_was(kept, keeper, client, sign_in):
    person_id, goal_id, _step, at, _paper, page = kept
    with clock.held_at(LATER):
        sign_in(client, keeper)
        with transaction():
            service.set_goal_state(keeper, person_id, goal_id, GoalState.REMOVED, "Another trade.")
        shown = client.get(at).text
    assert "I will learn a trade." in shown
    assert "Finish the joinery course" in shown
    assert "Another trade." not in shown
    assert "Working on it" in page
    assert "Working on it" in shown


def test_the_same_facts_give_the_same_bytes(kept, client, sign_in, keeper):
    person_id = kept[0]
    with clock.held_at(NOW + dt.timedelta(hours=1)):
        sign_in(client, keeper)
        first = client.get(f"/people/{person_id}/plan.pdf?language=fr").data
        assert client.get(f"/people/{person_id}/plan.pdf?language=fr").data == first
