"""A note stays as it was written; what was wrong or missing is added beneath it."""

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.notes import queries
from casework.notes.models import CaseNote, NoteAmendment, NoteKind
from casework.notes.service import NewNote, amend_note, write_note
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, NotFound
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received

HOUR = dt.timedelta(hours=1)


def note(person, **over):
    facts = {"id": new_id(), "person_id": person, "kind": NoteKind.TALK, "text": "She asked for the kitchen.",
             "occurred_at": clock.now() - HOUR}  # fmt: skip
    return NewNote(**{**facts, **over})


@pytest.fixture
def officer(prison, as_actor):
    return as_actor(Role.CASE_MANAGER, prison)


def test_a_note_is_written_once_and_amended_by_a_line(prison, officer):
    person = received(prison)
    new = note(person)
    for _time in range(2):
        with transaction():
            written = write_note(officer, new)
    with transaction():
        amend_note(officer, written.id, "It was the laundry.", id=new_id())
    (row,) = queries.notes_page(person).rows
    assert row.text == "She asked for the kitchen."
    assert [line.text for line in queries.amendments_of([row.id])[row.id]] == ["It was the laundry."]


@pytest.mark.parametrize("table", [CaseNote, NoteAmendment])
def test_the_database_itself_refuses_to_edit(prison, officer, table):
    person = received(prison)
    with transaction():
        written = write_note(officer, note(person))
        amend_note(officer, written.id, "It was the laundry.", id=new_id())
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), transaction():
        session.execute(sa.update(table).values(text="Nothing happened."))


def test_a_note_of_tomorrow_or_without_words_is_refused(prison, officer):
    person = received(prison)
    with pytest.raises(DomainError, match="past"), transaction():
        write_note(officer, note(person, occurred_at=clock.now() + HOUR))
    with pytest.raises(DomainError, match="Write what"), transaction():
        write_note(officer, note(person, text="  "))


def test_who_may_not_know_of_the_person_may_not_add(prison, officer):
    person = received(prison)
    with transaction():
        written = write_note(officer, note(person))
    stranger = cast.make_actor(Role.CASE_MANAGER, cast.make_unit())
    with pytest.raises(NotFound), transaction():
        amend_note(stranger, written.id, "Not mine.", id=new_id())


def test_the_page_keeps_what_was_typed_and_filters(prison, signed_in):
    client, person = signed_in(Role.CASE_MANAGER, prison), received(prison)
    page = f"/people/{person}/notes"
    refused = client.post(page, data={"id": str(new_id()), "text": "Half a note", "kind": ""})
    assert refused.status_code == 422
    assert "Half a note" in refused.text
    yesterday = clock.today() - dt.timedelta(days=1)
    sent = {"id": str(new_id()), "text": "Her sister came.", "kind": "family", "time": "14:30",
            "day-day": yesterday.day, "day-month": yesterday.month, "day-year": yesterday.year}  # fmt: skip
    assert client.post(page, data=sent).status_code == 303
    assert "Her sister came." in client.get(page, query_string={"kind": "family"}).text
    assert "Her sister came." not in client.get(page, query_string={"kind": "talk"}).text
    assert "Her sister came." in client.get(f"/people/{person}/timeline").text


def test_an_inspector_reads_and_does_not_write(prison, signed_in):
    client, person = signed_in(Role.INSPECTOR), received(prison)
    assert client.get(f"/people/{person}/notes").status_code == 200
    assert client.post(f"/people/{person}/notes", data={}).status_code == 403
