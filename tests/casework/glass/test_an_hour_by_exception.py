"""Whoever may not know of a file reads it for an hour, with a reason; another human looks at it after."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.access.models import Exclusion, GlassBreak, GlassGround, GlassVerdict, Restriction
from casework.glass import queries, service
from casework.glass.service import NewBreak
from casework.people.models import Person
from casework.people.queries import find_people, person_for
from kernel import audit, clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

WORDS = "She fell on the stairs and the hospital asks who to call."
HOUR = dt.timedelta(minutes=60)


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(Role.CASE_MANAGER, prison)


@pytest.fixture
def witness(prison):
    """(id, number) of somebody whom nobody of this prison's staff may know of."""
    key = received(prison, "Ann Hart")
    with transaction():
        person = session.get_one(Person, key)
        person.restricted = True
        only = Restriction(person_id=key, human_id=cast.make_actor(Role.GOVERNOR).human_id, reason="threats",
                           begun_at=clock.now())  # fmt: skip
        session.add(only)
        audit.record(None, "person.restricted", person)
        audit.record(None, "restriction.begun", only)
    return key, person.number


def broken(actor, number, **over):
    facts = {"number": number, "ground": GlassGround.LIFE, "words": WORDS, **over}
    with transaction():
        return service.break_glass(actor, NewBreak(**facts))


def one():
    return session.scalars(sa.select(GlassBreak)).one()


def test_the_file_opens_for_an_hour_and_for_nobody_else(officer, witness, prison, as_actor):
    key, number = witness
    with pytest.raises(NotFound):
        person_for(officer, key)
    assert broken(officer, f" {number.lower()} ") == key
    assert person_for(officer, key).exception_until == one().begun_at + HOUR
    with pytest.raises(NotFound):
        person_for(as_actor(Role.CASE_MANAGER, prison), key)
    assert not find_people(officer, "Hart").rows, "no list shows them"
    with clock.held_at(one().begun_at + HOUR), pytest.raises(NotFound):
        person_for(officer, key)


def test_reading_only(officer, witness):
    key, number = witness
    broken(officer, number)
    with pytest.raises(Forbidden, match="by exception"), transaction():
        person_for(officer, key)


def test_the_trail_says_how_it_was_read(officer, witness):
    from casework.access.queries import looks_at

    key, number = witness
    broken(officer, number)
    with transaction():
        audit.note_read(officer, key, purpose="by exception")
    said = {(row.action, row.purpose or row.reason) for row in looks_at(key)}
    assert ("person.read", "by exception") in said


def test_who_is_kept_away_by_name_stays_away_and_learns_nothing(officer, witness):
    key, number = witness
    with transaction():
        kept = Exclusion(person_id=key, human_id=officer.human_id, reason="her brother", begun_at=clock.now())
        session.add(kept)
        audit.record(None, "exclusion.begun", kept)
    with pytest.raises(NotFound) as first:
        broken(officer, number)
    with pytest.raises(NotFound) as second:
        broken(officer, "M000000X")
    assert str(first.value) == str(second.value)
    assert session.scalar(sa.select(GlassBreak.id)) is None


def test_a_reason_is_owed_and_a_file_one_may_open_needs_none(officer, witness, prison):
    _key, number = witness
    with pytest.raises(DomainError, match="cannot wait"):
        broken(officer, number, words="urgent")
    open_one = received(prison, "Bo Lind")
    assert broken(officer, session.get_one(Person, open_one).number, words="") == open_one
    assert session.scalar(sa.select(GlassBreak.id)) is None
    with pytest.raises(Forbidden):
        broken(cast.make_actor(Role.INSTRUCTOR, prison), number)


def test_somebody_else_reviews_once(officer, witness, prison, as_actor):
    _key, number = witness
    own, governor = as_actor((Role.CASE_MANAGER, Role.GOVERNOR), prison), as_actor(Role.GOVERNOR, prison)
    key = new_id()
    for _click in range(2):
        broken(own, number, id=key)
    assert queries.waiting_count(governor) == 1
    assert queries.waiting_count(cast.make_actor(Role.GOVERNOR, cast.make_unit())) == 0
    verdict = (GlassVerdict.WRONG, "The hospital had called the office already.")
    with pytest.raises(Forbidden, match="yourself"), transaction():
        service.review(own, key, *verdict)
    with pytest.raises(Forbidden, match="governor"), transaction():
        service.review(cast.make_actor(Role.INSPECTOR), key, *verdict)
    with transaction():
        service.review(governor, key, *verdict)
    assert queries.waiting_count(governor) == 0
    with pytest.raises(Conflict), transaction():
        service.review(governor, key, *verdict)


def test_on_screen(client, sign_in, officer, witness, prison):
    key, number = witness
    sign_in(client, officer)
    assert client.get(f"/people/{key}").status_code == 404
    new = {"id": str(new_id()), "number": number, "ground": "life", "words": ""}
    assert client.post("/exceptions/new", data=new).status_code == 422
    assert client.post("/exceptions/new", data={**new, "words": WORDS}).status_code == 303
    assert "by exception until" in client.get(f"/people/{key}").text
    note = {"words": "Called the mother", "kind": "contact"}
    assert client.post(f"/people/{key}/notes", data=note).status_code == 403
    sign_in(client, cast.make_actor(Role.GOVERNOR, prison))
    home = client.get("/").text
    assert "Files opened by exception, to review" in home
    listed = client.get("/exceptions").text
    assert number in listed
    assert "Ann Hart" not in listed, "the list names no restricted person"
    at = f"/exceptions/{new['id']}"
    assert client.post(at, data={"verdict": "right", "words": ""}).status_code == 422
    assert client.post(at, data={"verdict": "right", "words": "I spoke with the hospital."}).status_code == 303
    assert "It was right" in client.get("/exceptions?done=1").text


def test_what_nobody_reviewed_in_three_days_is_late_before_the_inspector(client, sign_in, officer, witness):
    broken(officer, witness[1])
    inspector = cast.make_actor(Role.INSPECTOR)
    assert ">Late<" not in sign_in(client, inspector).get("/exceptions").text
    with clock.held_at(clock.now() + dt.timedelta(hours=73)):
        assert ">Late<" in sign_in(client, inspector).get("/exceptions").text
