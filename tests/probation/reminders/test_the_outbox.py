"""A message is prepared the day before, withdrawn with its appointment, and handed over once."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import sqlalchemy as sa

from casework.people.models import Person
from kernel import audit, clock
from kernel.audit.models import FieldChange
from kernel.db import session
from kernel.i18n import speaking
from kernel.outlets import NotSent
from probation.contacts.models import ContactKind
from probation.reminders import queries, service
from probation.reminders.models import OutboxState, Why
from probation.reminders.rules import Meeting, message
from probation.wishes.models import Answer, Way
from tests import cast
from tests.probation.conftest import make_person
from tests.probation.reminders.conftest import BARE, NUMBER, TOMORROW


def test_it_is_prepared_the_day_before_and_once(story):
    first = story.prepared()
    assert not story.prepare(), "asked again, nothing is added"
    row = story.row(first)
    assert (row.state, row.address, row.day) == (OutboxState.PREPARED, BARE, dt.date(2026, 3, 3))
    assert row.send_from == dt.datetime(2026, 3, 2, 8, 0, tzinfo=dt.UTC), "nine o'clock in Paris"


@pytest.mark.parametrize("days", [0, 1])
def test_two_days_before_it_is_not(story, days):
    story.plan(at=TOMORROW + dt.timedelta(days=1 + days))
    assert len(story.prepare()) == 1


def test_one_a_day_for_one_person(story):
    story.plan(at=TOMORROW + dt.timedelta(hours=3))
    assert len(story.prepare()) == 1


@pytest.mark.parametrize("answer", [Answer.REFUSED, Answer.STOPPED])
def test_nobody_who_said_no(story, answer):
    story.wants(answer=answer)
    assert not story.prepare()


def test_a_number_that_two_people_have(story):
    other = make_person(story.world.office)
    story.wants(person_id=other.id)
    assert not story.prepare()
    story.wants(shared=True)
    assert len(story.prepare()) == 1


def test_a_stop_after_preparing_is_heard(story):
    first = story.prepared()
    story.wants(answer=Answer.STOPPED)
    assert story.claim(first) is None
    assert story.row(first).why is Why.STOPPED


def test_who_was_taken_into_custody_since(story, prison):
    first = story.prepared()
    with cast.deed():
        held = session.get_one(Person, story.person.id)
        held.in_custody, held.establishment_id = True, prison.id
        audit.record(None, "person.opened", held)
    assert story.claim(first) is None
    assert story.row(first).why is Why.CUSTODY


def test_after_the_hours_it_is_not_sent(story, folder):
    first = story.prepared()
    with clock.held_at(dt.datetime(2026, 3, 2, 19, 1, tzinfo=dt.UTC)):
        assert story.claim(first) is None
    assert story.row(first).why is Why.TOO_LATE


def test_it_is_handed_over_and_noted(story, folder):
    first = story.prepared()
    row = story.send(first)
    assert (row.state, row.sent_at, row.tries) == (OutboxState.SENT, clock.now(), 1)
    (file,) = folder.glob("*.json")
    assert json.loads(file.read_text())["to"] == BARE
    assert story.claim(first) is None, "a second worker gets nothing"


def test_without_a_way_out_it_waits(story):
    story.prepared()
    ways = [way for way in Way if service.channel_for(way)]
    assert not queries.to_send(clock.now(), ways)


class Line:
    def __init__(self, *answers):
        self.answers, self.calls = list(answers), 0

    def send(self, *_facts):
        self.calls += 1
        if answer := self.answers.pop(0):
            raise answer


@pytest.fixture
def line(monkeypatch):
    def use(*answers):
        made = Line(*answers)
        monkeypatch.setattr(service, "channel_for", lambda _way: made)
        return made

    return use


def test_what_never_left_is_tried_again_three_times(story, line):
    line(NotSent(), NotSent(), NotSent())
    first = story.prepared()
    assert [story.send(first).state for _ in range(3)] == [
        OutboxState.PREPARED,
        OutboxState.PREPARED,
        OutboxState.FAILED,
    ]
    assert story.row(first).why is Why.REJECTED


def test_what_the_gateway_refuses_is_not_tried_again(story, line):
    line(NotSent(for_good=True))
    assert story.send(story.prepared()).state is OutboxState.FAILED


def test_when_nobody_knows_it_is_not_sent_again(story, line):
    made = line(TimeoutError())
    first = story.prepared()
    row = story.send(first)
    assert (row.state, row.why, made.calls) == (OutboxState.FAILED, Why.UNKNOWN, 1)
    assert story.claim(first) is None


def test_a_worker_that_died_over_it(story):
    first = story.prepared()
    assert story.claim(first)
    assert not queries.left_behind(clock.now())
    with clock.held_at(clock.now() + dt.timedelta(minutes=16)):
        assert list(queries.left_behind(clock.now())) == [first]
        with cast.deed():
            service.give_up(first)
        assert story.row(first).why is Why.UNKNOWN
        with cast.deed():
            service.note_result(first, OutboxState.SENT, None)
    assert story.row(first).state is OutboxState.FAILED, "a late word of the dead changes nothing"


def meeting(**over):
    facts = {
        "kind": ContactKind.OFFICE, "at": TOMORROW, "zone": "Europe/Paris", "officer": "Iris Berg",
        "office": "Old Town", "place": "3 Mill Lane", "discreet": False,
    }  # fmt: skip
    return Meeting(**facts | over)


def test_what_it_says():
    said = message(meeting())
    assert "Iris, Old Town" in said
    assert "Berg" not in said
    assert "3 Mill Lane" in said
    assert "10:00" in said


@pytest.mark.parametrize("language", ["en", "ar", "fr", "ru", "es", "zh"])
def test_a_discreet_one_names_nobody(language):
    with speaking(language):
        said = message(meeting(discreet=True))
    for word in ("Iris", "Old Town", "Mill", "probation", "Probation", "المراقبة"):
        assert word not in said


def test_the_language_is_the_persons(story):
    with cast.deed():
        speaker = session.get_one(Person, story.person.id)
        speaker.language = "ar"
        audit.record(None, "person.opened", speaker)
    assert story.row(story.prepared()).language == "ar"


def test_the_number_does_not_reach_the_history(story):
    story.wants(address="+33 6 99 99 99 99")
    story.wants(answer=Answer.STOPPED)
    written = [f"{one.old}{one.new}" for one in session.scalars(sa.select(FieldChange))]
    assert not [words for words in written if "99 99" in words or "99999" in words or NUMBER in words]
