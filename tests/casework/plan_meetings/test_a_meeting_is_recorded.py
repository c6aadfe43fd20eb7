"""A meeting is planned, recorded with who came, what was said and why the plan changed, or called off with a reason."""

import datetime as dt

import pytest

from casework.agreements.service import agree
from casework.plan_meetings import service
from casework.plan_meetings.models import MeetingKind, MeetingState, Part
from casework.plan_meetings.queries import meeting_record, next_meeting
from casework.plan_meetings.rules import Came, HeldMeeting, NewMeeting, Seat
from casework.plans.models import Agreement, StepState
from casework.plans.queries import sheet_of
from casework.plans.service import set_step
from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from tests.casework.people_inside import received
from tests.casework.planned import begin

DAY = dt.timedelta(days=1)
CAME = (Seat(part=Part.PERSON, came=Came.CAME), Seat(part=Part.FAMILY, came=Came.AWAY, name="His mother"))


@pytest.fixture
def keeper(as_actor, prison):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def read(keeper, prison):
    """(person, step) of a plan that was read together once."""
    person_id = received(prison, "Sami Haddad")
    _goal, (step,) = begin(keeper, person_id, "Finish the course")
    with transaction():
        agree(keeper, person_id, Agreement.AGREED)
    return person_id, step


@pytest.fixture
def meeting(keeper, read):
    new = NewMeeting(id=new_id(), kind=MeetingKind.SCHEDULED, at=clock.now() + DAY, place="Room 4")
    for _twice in range(2):
        with transaction():
            service.plan_meeting(keeper, read[0], new)
    return new.id


def held(**over):
    facts = {"held_on": clock.today(), "seats": CAME, "words": "All went through.", "person_words": "It helps me."}
    return HeldMeeting(**{**facts, **over})


def test_it_is_recorded_with_attendance_changes_and_why(keeper, read, meeting):
    person_id, step = read
    with transaction():
        set_step(keeper, person_id, step, StepState.IN_PROGRESS)
    later = clock.today() + 60 * DAY
    with transaction():
        service.hold_meeting(keeper, person_id, meeting, held(next_on=later, whys={str(step): "A seat came free."}))
    row = meeting_record(person_id, meeting)
    assert (row.state, row.person_words) == (MeetingState.HELD, "It helps me.")
    assert [(one["part"], one["came"]) for one in row.attendance["people"]] == [("person", "came"), ("family", "away")]
    assert row.changes["lines"] == [{"subject": "step", "title": "Finish the course", "why": "A seat came free."}]
    assert sheet_of(person_id).review_on == later
    assert next_meeting(row.plan_id) is None


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"seats": ()}, "always asked"),
        ({"person_words": ""}, "what the person said"),
        ({"words": ""}, "talked about"),
        ({"held_on": dt.date(2999, 1, 1)}, "today or before"),
        ({"next_on": dt.date(2999, 1, 1)}, "half a year"),
        ({"next_on": dt.date(2020, 1, 1)}, "half a year"),
    ],
)
def test_what_a_record_leaves_open_is_refused(keeper, read, meeting, over, words):
    with pytest.raises(DomainError, match=words), transaction():
        service.hold_meeting(keeper, read[0], meeting, held(**over))


def test_who_stayed_away_said_nothing(keeper, read, meeting):
    away = (Seat(part=Part.PERSON, came=Came.AWAY),)
    with transaction():
        service.hold_meeting(keeper, read[0], meeting, held(seats=away, person_words="", words="Ill that day."))
    assert meeting_record(read[0], meeting).state is MeetingState.HELD


def test_a_meeting_is_recorded_once_and_called_off_with_a_reason(keeper, read, meeting):
    with pytest.raises(DomainError, match="called off"), transaction():
        service.cancel_meeting(keeper, read[0], meeting, " ")
    with transaction():
        service.cancel_meeting(keeper, read[0], meeting, "Locked down.")
    with pytest.raises(DomainError, match="already"), transaction():
        service.hold_meeting(keeper, read[0], meeting, held())


def test_it_lies_ahead_and_only_who_keeps_plans_sets_it(keeper, read, as_actor, prison):
    gone = NewMeeting(id=new_id(), kind=MeetingKind.MOVED, at=clock.now() - DAY)
    with pytest.raises(DomainError, match="still to come"), transaction():
        service.plan_meeting(keeper, read[0], gone)
    with pytest.raises(Forbidden), transaction():
        service.plan_meeting(as_actor(Role.INSPECTOR), read[0], gone)


def test_on_the_screens(client, sign_in, keeper, read):
    person_id, step = read
    sign_in(client, keeper)
    at, day = f"/people/{person_id}/plan/meetings", clock.today() + 3 * DAY
    assert "No meeting yet" in client.get(at).text
    form = {
        "id": str(new_id()), "kind": "on_request", "day-day": day.day, "day-month": day.month, "day-year": day.year,
        "hour": "10:30", "place": "Room 4",
    }  # fmt: skip
    assert client.post(f"{at}/new", data={**form, "hour": ""}).status_code == 422
    assert client.post(f"{at}/new", data=form).status_code == 303
    assert "A meeting is set for" in client.get(f"/people/{person_id}/plan").text
    with transaction():
        set_step(keeper, person_id, step, StepState.IN_PROGRESS)
    one, today = f"{at}/{form['id']}", clock.today()
    assert f"why-{step}" in client.get(one).text
    record = {
        "held_on-day": today.day, "held_on-month": today.month, "held_on-year": today.year, "person_came": "came",
        "words": "We talked.", "person_words": "I agree.", f"why-{step}": "A seat came free.",
        **{f"{part.value}_came": "not_asked" for part in Part if part is not Part.PERSON},
    }  # fmt: skip
    refused = client.post(one, data={**record, "person_words": ""})
    assert refused.status_code == 422
    assert "A seat came free." in refused.text
    assert client.post(one, data=record).status_code == 303
    shown = client.get(at).text
    for words in ("We talked.", "I agree.", "A seat came free."):
        assert words in shown
    assert "A seat came free." in client.get(f"/people/{person_id}/plan/changes").text
