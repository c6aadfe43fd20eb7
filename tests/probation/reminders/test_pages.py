"""What the person wants, every message, one appointment's message, and how many come with and without."""

from __future__ import annotations

import datetime as dt
import html

import pytest

from kernel import clock
from kernel.authz import Role
from probation.contacts import service as contacts
from probation.contacts.models import Outcome
from probation.missed.service import lines
from probation.wishes.models import Answer
from probation.wishes.queries import wish_of
from tests import cast
from tests.probation.reminders.conftest import NUMBER


def text(answer):
    return html.unescape(answer.get_data(as_text=True))


@pytest.fixture
def officer(story, client, sign_in):
    return sign_in(client, story.officer)


def test_a_number_that_cannot_be_reached_is_refused_beside_its_field(story, officer):
    where = f"/people/{story.person.id}/reminders"
    answer = officer.post(where, data={"answer": "agreed", "way": "sms", "address": "01 23 45", "discreet": "y"})
    assert answer.status_code == 422
    assert "Enter a mobile number with its country code" in text(answer)
    assert 'value="01 23 45"' in text(answer), "nothing typed is lost"
    assert officer.post(where, data={"answer": "agreed", "way": "sms", "address": NUMBER}).status_code == 303


def test_nobody_asked_is_said_and_stop_is_one_press(story, officer):
    where = f"/people/{story.person.id}/reminders"
    assert "A message goes out the day before." in text(officer.get(where))
    assert officer.post(f"{where}/stopped").status_code == 303
    assert wish_of(story.person.id).answer is Answer.STOPPED
    page = text(officer.get(where))
    assert "No message: The person wants no more reminders." in page
    assert "Said before" in page


def test_the_appointment_says_what_became_of_its_message(story, officer, folder):
    where = f"/contacts/{story.planned.id}"
    assert f"{where}/reminder" in text(officer.get(where))
    assert "A message goes out the day before." in text(officer.get(f"{where}/reminder"))
    story.send(story.prepared())
    page = text(officer.get(f"{where}/reminder"))
    assert "Sent" in page
    assert "Reminder from Iris" in page
    assert "Reminder from Iris" in text(officer.get(f"/people/{story.person.id}/reminders"))


@pytest.mark.parametrize("role", [Role.GOVERNOR, Role.INSPECTOR, Role.CASE_MANAGER])
def test_readers_do_not_write(story, client, sign_in, role):
    sign_in(client, cast.make_actor(role, story.world.office))
    where = f"/people/{story.person.id}/reminders"
    assert client.get(where).status_code == 200
    assert client.post(where, data={"answer": "refused", "way": "sms"}).status_code == 403


def visits(story, reminded, outcome, many):
    """So many planned contacts of the past with an outcome, some of them with a message."""
    for _ in range(many):
        at = clock.now() + dt.timedelta(days=1)
        planned = story.plan(at=at)
        if reminded:
            (made,) = story.prepare()
            story.send(made.id)
        with clock.held_at(at + dt.timedelta(minutes=30)), cast.deed():
            contacts.record_visit(
                story.officer, story.world.visit(occurred_at=at, outcome=outcome, answers_id=planned.id)
            )
        yield


def test_missed_with_and_without_a_message(story, folder):
    with cast.deed():
        contacts.record_visit(story.officer, story.world.visit(occurred_at=clock.now()))
    days = iter(range(1, 100))
    story.wants(answer=Answer.REFUSED)
    first = clock.now()
    for reminded, outcome, many in (
        (False, Outcome.NO_GOOD_REASON, 6), (False, Outcome.COMPLIED, 6), (False, Outcome.SENT_HOME_SERVICE, 9),
        (True, Outcome.NOT_THERE, 5), (True, Outcome.COMPLIED, 15),
    ):  # fmt: skip
        story.wants(answer=Answer.AGREED if reminded else Answer.REFUSED)
        for _ in range(many):
            with clock.held_at(first + dt.timedelta(days=next(days))):
                for _each in visits(story, reminded, outcome, 1):
                    pass
    with clock.held_at(first + dt.timedelta(days=next(days))):
        office, everything = lines(story.world.supervisor)
        assert (office.reminded.missed, office.reminded.known, office.reminded.percent) == (5, 20, 25)
        assert (office.not_reminded.missed, office.not_reminded.known) == (6, 12)
        assert (office.reminded.least, office.reminded.most) == (11, 47)
        assert everything.office == ""


def test_the_page_of_numbers(story, client, sign_in):
    sign_in(client, story.world.supervisor)
    assert "Nothing to count yet" in text(client.get("/supervision/reminders"))
    sign_in(client, story.officer)
    assert client.get("/supervision/reminders").status_code == 403
