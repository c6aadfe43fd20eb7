"""A request or complaint has a deadline and an answer; silence goes up; who is refused may go to somebody else."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from casework.requests import queries, service
from casework.requests.models import Outcome, PersonRequest, RequestKind, RequestLevel, RequestState, RequestTopic
from casework.requests.rules import days_for
from casework.requests.service import NewRequest
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.ids import new_id
from kernel.jobs.schedule import PERIODIC
from tests import cast
from tests.casework.people_inside import received

DAY = dt.timedelta(days=1)
WORDS = "My mattress is torn since May."


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def governor(prison, as_actor):
    return as_actor(Role.GOVERNOR, prison)


def made(officer, person, *, days=0, topic=RequestTopic.LIVING, kind=RequestKind.COMPLAINT, **over):
    facts = {"kind": kind, "topic": topic, "words": WORDS, "received_on": clock.today() - days * DAY}
    with transaction():
        return service.take(officer, NewRequest(person_id=person, **{**facts, **over})).id


def row(key):
    return session.get_one(PersonRequest, key, populate_existing=True)


def answered(actor, key, outcome=Outcome.REFUSED):
    with transaction():
        service.answer(actor, key, outcome, "There are none left until June.")


@pytest.mark.parametrize(
    ("kind", "topic", "days"),
    [
        (RequestKind.REQUEST, RequestTopic.WORK, 14),
        (RequestKind.COMPLAINT, RequestTopic.WORK, 7),
        (RequestKind.REQUEST, RequestTopic.HEALTH, 2),
        (RequestKind.COMPLAINT, RequestTopic.SAFETY, 1),
    ],
)
def test_what_is_urgent_is_answered_sooner(kind, topic, days):
    assert days_for(kind, topic) == days


def test_taken_down_once_and_due_from_the_day_it_was_made(officer, prison):
    person, key = received(prison), new_id()
    assert {made(officer, person, days=3, id=key) for _click in range(2)} == {key}
    assert row(key).due_on == clock.today() + 4 * DAY
    with pytest.raises(DomainError, match="future"):
        made(officer, person, days=-2)
    with pytest.raises(NotFound):
        made(cast.make_actor(Role.CASE_MANAGER, cast.make_unit()), person)


def test_silence_goes_to_the_governor_and_then_before_the_inspector(officer, governor, prison):
    key = made(officer, received(prison), days=8)
    with transaction():
        service.escalate(key)
    assert (row(key).level, row(key).due_on) == (RequestLevel.GOVERNOR, clock.today() + 5 * DAY)
    with pytest.raises(Forbidden, match="governor"):
        answered(officer, key)
    with clock.held_at(clock.now() + 6 * DAY), transaction():
        assert queries.silent(clock.today()) == [key]
        service.escalate(key)
    assert row(key).level is RequestLevel.OUTSIDE
    assert queries.counts(cast.make_actor(Role.INSPECTOR), clock.today() + 6 * DAY)["outside"] == 1
    answered(governor, key)
    assert queries.counts(governor, clock.today())["all"] == 0


def test_what_is_in_time_or_answered_is_left_alone_and_every_night_is_looked(officer, prison):
    person = received(prison)
    in_time, done = made(officer, person, days=2), made(officer, person, days=9)
    answered(officer, done)
    with transaction():
        for key in (in_time, done):
            service.escalate(key)
    assert {row(key).level for key in (in_time, done)} == {RequestLevel.STAFF}
    assert PERIODIC[service.KIND] == DAY


def test_violence_by_staff_is_before_the_inspector_at_once_and_cannot_be_talked_away(officer, prison):
    key = made(officer, received(prison), topic=RequestTopic.ILL_TREATMENT)
    assert row(key).level is RequestLevel.OUTSIDE
    with pytest.raises(DomainError, match="looked into"), transaction():
        service.withdraw(officer, key, "He takes it back")
    with pytest.raises(Forbidden):
        answered(officer, key)


def test_an_appeal_is_answered_by_somebody_else(officer, governor, prison):
    key = made(officer, received(prison))
    answered(governor, key)
    with transaction():
        service.appeal(officer, key, "Others got one.", clock.today("Europe/Paris"))
    assert row(key).state is RequestState.APPEALED
    with pytest.raises(Forbidden, match="You gave the answer"), transaction():
        service.answer_appeal(governor, key, Outcome.GRANTED, "You get one.")
    with pytest.raises(Forbidden, match="A governor"), transaction():
        service.answer_appeal(officer, key, Outcome.GRANTED, "You get one.")
    with transaction():
        service.answer_appeal(cast.make_actor(Role.GOVERNOR), key, Outcome.GRANTED, "You get one.")
    assert row(key).state is RequestState.CLOSED
    with pytest.raises(Conflict), transaction():
        service.appeal(officer, key, "Once more", clock.today("Europe/Paris"))


def test_the_database_refuses_the_same_human_on_appeal(officer, governor, prison):
    key = made(officer, received(prison))
    answered(governor, key)
    with pytest.raises(IntegrityError), transaction():
        one = row(key)
        one.state, one.appeal_by, one.appeal_at = RequestState.CLOSED, governor.human_id, clock.now()
        audit.record(governor, "request.appeal_answered", one)


def test_an_appeal_comes_within_a_month(officer, governor, prison):
    key = made(officer, received(prison))
    answered(governor, key)
    late = clock.now() + 32 * DAY
    with clock.held_at(late), pytest.raises(DomainError, match="30 days"), transaction():
        service.appeal(officer, key, "Others got one.", clock.today("Europe/Paris"))


def test_taken_back_it_is_owed_no_more(officer, prison):
    key = made(officer, received(prison))
    with transaction():
        service.withdraw(officer, key, "Got a new one")
    assert row(key).state is RequestState.WITHDRAWN
    assert queries.counts(officer, clock.today())["all"] == 0


def test_on_screen(client, sign_in, officer, governor, prison):
    person, today = received(prison), clock.today("Europe/Paris")
    at = f"/people/{person}/requests"
    sign_in(client, officer)
    assert "Nothing asked for yet" in client.get(at).text
    day = {"received_on-day": today.day, "received_on-month": today.month, "received_on-year": today.year}
    new = {"id": str(new_id()), "kind": "complaint", "topic": "living", "words": WORDS, **day}
    refused = client.post(at, data={**new, "words": ""})
    assert refused.status_code == 422
    assert client.post(at, data=new).status_code == 303
    one = f"{at}/{new['id']}"
    assert WORDS in client.get(one).text
    assert "Ann Hart" in client.get("/requests").text
    assert "Nothing is owed" in client.get("/requests?show=late").text
    assert "Answers owed in all" in client.get("/").text
    assert client.post(f"{one}/answer", data={"answer-outcome": "refused"}).status_code == 422
    said = {"answer-outcome": "refused", "answer-words": "There are none left."}
    assert client.post(f"{one}/answer", data=said).status_code == 303
    told = {"appeal-words": "Others got one.", **{f"appeal-{key}": value for key, value in day.items()}}
    assert client.post(f"{one}/appeal", data=told).status_code == 303
    assert "Another governor" in client.get(one).text
    assert client.post(f"{one}/answer", data=said).status_code == 403
    sign_in(client, governor)
    assert client.post(f"{one}/answer", data=said).status_code == 303
    assert "Answer to the appeal" in client.get(one).text
    assert "Complaint" in client.get(f"/people/{person}/timeline?topic=requests").text


def test_one_persons_request_is_not_read_through_anothers_file(client, sign_in, officer, prison):
    key, other = made(officer, received(prison)), received(prison, "Bo Lind")
    sign_in(client, officer)
    assert client.get(f"/people/{other}/requests/{key}").status_code == 404
    body = {"answer-outcome": "refused", "answer-words": "There are none left."}
    assert client.post(f"/people/{other}/requests/{key}/answer", data=body).status_code == 404
