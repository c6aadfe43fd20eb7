"""A visit that was kept comes in after the letter that counts its day as missed: somebody is asked, facts in hand."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from probation.contacts import service as contacts
from probation.contacts.models import Outcome
from probation.enforcement import service as enforcement
from probation.field_letters.queries import overtaken_for, overtaken_of
from probation.field_letters.service import let_stand
from tests import cast
from tests.probation.enforcement.conftest import paper

WHY = "He left before anything was said."


@pytest.fixture
def warned(story):
    """Two missed days and the letter; it is the day after."""
    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    story.contact(5)
    with story.later(6):
        story.close()
        story.step = story.warn()
    with story.later(7):
        yield story


def come_late(story, *, days_ago, outcome=Outcome.COMPLIED):
    """A visit so many days ago that comes in now."""
    at = clock.now() - dt.timedelta(days=days_ago, hours=1)
    visit = story.world.visit(id=new_id(), outcome=outcome, occurred_at=at)
    with cast.deed():
        contacts.record_visit(story.officer, visit)
    return visit.id


def test_it_is_asked_about_with_the_facts(warned):
    late = come_late(warned, days_ago=2)
    (asked,) = overtaken_for(warned.officer)
    assert (asked.step_id, asked.contact_id) == (warned.step.id, late)
    assert "counts Sat 7 Mar 2026 as missed" in asked.words


OTHER = [(1, Outcome.COMPLIED), (4, Outcome.COMPLIED), (2, Outcome.SENT_HOME_SERVICE), (2, Outcome.NO_GOOD_REASON)]


@pytest.mark.parametrize(("days_ago", "outcome"), OTHER)
def test_a_visit_of_another_day_or_one_that_was_not_kept_asks_nothing(warned, days_ago, outcome):
    come_late(warned, days_ago=days_ago, outcome=outcome)
    assert overtaken_for(warned.officer) == []


def test_what_was_known_before_the_letter_asks_nothing(story):
    story.contact(0, Outcome.COMPLIED)
    story.contact(2)
    story.contact(5)
    with story.later(6):
        story.close()
        come_late(story, days_ago=1)
        story.warn()
    with story.later(7):
        assert overtaken_for(story.officer) == []


def test_the_officer_finds_it_on_my_day_and_takes_the_letter_back_with_the_words_filled_in(warned, client, sign_in):
    come_late(warned, days_ago=2)
    sign_in(client, warned.officer)
    day = client.get("/my-day").get_data(as_text=True)
    there = re.search(r'id="overtaken".*?href="([^"#]+)#letters"', day, re.DOTALL).group(1)
    page = client.get(there).get_data(as_text=True)
    assert "<details open>" in page
    words = re.search(r'<textarea id="w-1"[^>]*>([^<]+)<', page).group(1)
    assert words.startswith("The letter counts Sat 7 Mar 2026 as missed")
    with cast.deed():
        enforcement.withdraw(warned.officer, warned.step.id, words, paper)
    assert overtaken_for(warned.officer) == []
    assert 'id="overtaken"' not in client.get("/my-day").get_data(as_text=True)


def test_the_supervisor_sees_it_and_an_officer_of_other_people_does_not(warned, client, sign_in):
    come_late(warned, days_ago=2)
    assert len(overtaken_for(warned.supervisor)) == 1
    assert overtaken_for(cast.make_actor(Role.PROBATION_OFFICER, warned.world.office)) == []
    sign_in(client, warned.supervisor)
    assert "Letters overtaken by a visit" in client.get("/").get_data(as_text=True)


def test_the_letter_may_stand_with_a_reason_and_nobody_is_asked_again(warned, client, sign_in):
    come_late(warned, days_ago=2)
    sign_in(client, warned.officer)
    answer = client.post(f"/supervision/steps/{warned.step.id}/stands", data={"words": WHY})
    assert answer.status_code == 303
    assert overtaken_for(warned.officer) == []
    with pytest.raises(NotFound):
        let_stand(warned.officer, warned.step.id, WHY)
    come_late(warned, days_ago=5)
    assert len(overtaken_of(warned.order_id)) == 1, "another visit asks anew"


def test_it_asks_why_the_letter_stands(warned):
    come_late(warned, days_ago=2)
    with pytest.raises(DomainError, match="why the letter stands"):
        let_stand(warned.officer, warned.step.id, " short  ")
