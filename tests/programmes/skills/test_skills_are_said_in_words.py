"""What was seen of a skill, said by who saw it, shown to the person, and never with a word of custody."""

from __future__ import annotations

import pytest

from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.skills import service
from programmes.skills.models import Skill, SkillLevel
from programmes.skills.queries import stories_of
from programmes.skills.service import NewSkillRecord
from tests import cast
from tests.programmes.conftest import MONDAY

SAW = "Was at the bench at eight on every day of May."


@pytest.fixture
def seat(boss, group, make_person):
    person = make_person("T1")
    with transaction():
        return places.place(boss, Placement(person_id=person.id, intake_id=group.id)).allocation


def say(actor, seat, evidence=SAW, level=SkillLevel.USUALLY):
    new = NewSkillRecord(
        person_id=seat.person_id, allocation_id=seat.id, skill=Skill.TIMEKEEPING, level=level, evidence=evidence,
        seen_on=MONDAY,
    )  # fmt: skip
    with transaction():
        return service.say_skill(actor, new)


def test_progress_stands_in_words_the_newest_first(boss, seat):
    say(boss, seat, level=SkillLevel.BEGINNING)
    made = say(boss, seat)
    with transaction():
        service.take_comment(boss, made.id, "I set two alarms now.")
        service.take_comment(boss, made.id, "Something else")
    story = next(one for one in stories_of(seat.person_id) if one.skill is Skill.TIMEKEEPING)
    assert [one.level for one in story.records] == ["usually", "beginning"]
    assert story.now.words == "I set two alarms now.", "what was taken down first stands"


def test_a_word_of_custody_is_refused_beside_the_field(boss, seat):
    with pytest.raises(DomainError, match="“inmates” tells where") as refusal:
        say(boss, seat, "The other inmates ask him when they are late.")
    assert refusal.value.field == "evidence"


def test_only_who_sees_the_person_at_work_speaks(seat, prison):
    with pytest.raises(Forbidden):
        say(cast.make_actor(Role.INSTRUCTOR, prison), seat)


def test_the_page_refuses_and_keeps_what_was_typed(boss, seat, client, sign_in):
    sign_in(client, boss)
    typed = {"allocation_id": str(seat.id), "skill": "timekeeping", "level": "usually", "seen_on-day": "23",
             "seen_on-month": "11", "seen_on-year": "2026"}  # fmt: skip
    page = f"/people/{seat.person_id}/skills"
    refused = client.post(page, data=typed | {"evidence": "Came on time to the prison workshop."})
    assert refused.status_code == 422
    assert "Came on time to the prison workshop." in refused.text
    assert "write “the training centre”" in refused.text
    sent = client.post(page, data=typed | {"evidence": SAW})
    shown = sent.headers["Location"]
    assert SAW in client.get(shown).text
    assert client.post(shown, data={"words": "I agree."}).status_code == 302
    assert "I agree." in client.get(page).text
