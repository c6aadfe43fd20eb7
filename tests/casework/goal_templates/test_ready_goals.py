"""Ready goals stand in six languages for every area, begin with the person, and are put into the form."""

import pytest

from casework.goal_templates.rules import in_reader_language, ready_goals
from casework.plans.models import Area
from kernel.authz import Role
from kernel.i18n import LOCALES, speaking
from tests.casework.people_inside import received


@pytest.mark.parametrize("wanted", LOCALES)
@pytest.mark.parametrize("area", Area)
def test_every_area_has_ready_goals_in_every_language(area, wanted):
    with speaking(wanted):
        found = ready_goals(area)
    assert len(set(found)) == len(found) >= 3


def test_a_ready_goal_is_read_in_any_language_and_own_words_stay():
    with speaking("en"):
        english = ready_goals(Area.DRUGS)[0]
    with speaking("ar"):
        arabic = in_reader_language(english)
        assert in_reader_language("I want to see my son.") == "I want to see my son."
    assert arabic != english
    with speaking("en"):
        assert in_reader_language(arabic) == english
    assert english.startswith("I will")


def test_a_ready_sentence_is_put_into_the_form(client, sign_in, as_actor, prison):
    person_id = received(prison, "Sami Haddad")
    sign_in(client, as_actor(Role.CASE_MANAGER, prison))
    client.post(f"/people/{person_id}/plan")
    new = f"/people/{person_id}/plan/goals/new"
    sentence = ready_goals(Area.DRUGS)[1]
    assert sentence in client.get(f"{new}?area=drugs").text
    assert f"{sentence}</textarea>" in client.get(f"{new}?area=drugs&ready=1").text
    for odd in ("?area=nowhere", "?area=drugs&ready=99", "?area=drugs&ready=x"):
        assert client.get(new + odd).status_code == 200
