"""Everyone gets a copy of their own file: whole, in their language, without others' data, and each one is noted."""

import io

import pypdf
import pytest
import sqlalchemy as sa
from flask import current_app

from casework.alerts.models import AlertCode
from casework.alerts.service import keep_people_apart, raise_alert
from casework.family import service as family
from casework.filecopy import queries, service
from casework.filecopy.models import FileCopy
from casework.filecopy.service import NewCopy
from casework.notes.models import NoteKind
from casework.notes.service import NewNote, write_note
from casework.people.queries import person_for
from casework.people.service import NewRelation
from kernel import clock, documents, jobs
from kernel.audit import AuditEntry
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, NotFound
from kernel.i18n import speaking
from kernel.ids import new_id
from tests import cast
from tests.casework.people_inside import received


def with_a_story(prison):
    """(id, officer) of somebody with a mother, a note that names her and an officer, and an alert for staff."""
    officer = cast.make_actor(Role.CASE_MANAGER, prison, name="Samuel Okoro")
    with cast.deed():
        person = received(prison)
        family.add_relation(officer, person, NewRelation(name="Mary Hart", kinship="mother", phone="555 0101"))
        write_note(officer, NewNote(
            id=new_id(), person_id=person, kind=NoteKind.TALK, occurred_at=clock.now(),
            text="Samuel Okoro spoke with Mary Hart. The cousin they call Biggy was there.",
        ))  # fmt: skip
    return person, officer


def words_of(sections):
    return "\n".join(
        part for section in sections for line in section.lines
        for part in (section.title, line.when, line.what, line.text, *(word for fact in line.facts for word in fact))
    )  # fmt: skip


def copied(actor, person, words=""):
    with transaction():
        card = person_for(actor, person)
    redactor = queries.redactor_for(card, words)
    return words_of([one for source in queries.sources() for one in source(card, redactor)]), redactor


def test_names_of_family_and_staff_are_not_in_it(prison):
    person, officer = with_a_story(prison)
    text, _redactor = copied(officer, person)
    assert "mother" in text
    assert "Case manager spoke with [left out: 1]" in text
    for other in ("Mary Hart", "555 0101", "Samuel Okoro"):
        assert other not in text


def test_words_that_a_reader_marked_are_left_out_too(prison):
    person, officer = with_a_story(prison)
    assert "Biggy" in copied(officer, person)[0]
    text, _redactor = copied(officer, person, "Biggy\nnobody else")
    assert "they call [left out: 6] was there" in text


def test_warnings_for_staff_are_left_out(prison):
    person, officer = with_a_story(prison)
    governor = cast.make_actor(Role.GOVERNOR, prison)
    with transaction():
        for code in (AlertCode.ASSAULT_STAFF, AlertCode.ACCESS_NEED):
            raise_alert(governor, person, code, "Third step of the stair.")
    text, redactor = copied(officer, person)
    assert str(AlertCode.ACCESS_NEED.label) in text
    assert str(AlertCode.ASSAULT_STAFF.label) not in text
    assert redactor.counts["safety"] == 1


def test_who_looked_is_counted_by_role_without_the_inspector(prison):
    person, officer = with_a_story(prison)
    with transaction():
        person_for(cast.make_actor(Role.INSPECTOR), person)
    text, _redactor = copied(officer, person)
    assert "Who looked into your file" in text
    assert "Inspector" not in text


def test_every_module_has_its_part(prison):
    person, officer = with_a_story(prison)
    with transaction():
        card = person_for(officer, person)
    redactor = queries.redactor_for(card, "")
    titles = {section.title for source in queries.sources() for section in source(card, redactor)}
    assert {"Identity", "Movements", "Notes", "Certificates", "Supervision", "Plan"} <= titles
    assert any(title.startswith("Money") for title in titles)


def text_of(paper):
    pages = pypdf.PdfReader(io.BytesIO(paper.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_long_work_makes_it_in_the_persons_language_and_it_is_handed_over_once(real_db):
    with real_db.app_context():
        prison = cast.make_unit()
        person, officer = with_a_story(prison)
        new = NewCopy(id=new_id(), person_id=person, language="en")
        for _time in range(2):
            with transaction():
                row = service.ask(officer, new)
        with pytest.raises(NotFound), transaction():
            service.give(officer, person, new.id)
        jobs.Worker().run(current_app._get_current_object(), drain=True)
        session.remove()
        (row,) = queries.copies_page(person).rows
        assert row.left_out["family"] >= 2
        text = text_of(documents.fetch(row.document_id))
        assert "Copy of your file" in text
        assert "What was left out" in text
        assert "How to contest it" in text
        assert "Mary Hart" not in text
        for _time in range(2):
            with transaction():
                service.give(officer, person, new.id)
        done = session.scalars(sa.select(AuditEntry.action).where(AuditEntry.subject_id == new.id)).all()
        assert sorted(done) == ["copy.asked", "copy.given", "copy.made"]


def test_in_arabic_the_headings_are_arabic(prison):
    person, officer = with_a_story(prison)
    with transaction():
        card = person_for(officer, person)
    with speaking("ar"):
        redactor = queries.redactor_for(card, "")
        sections = [one for source in queries.sources() for one in source(card, redactor)]
    named = [one.title for one in sections]
    assert "الأسماء" in named
    assert "Notes" not in named


def test_a_language_that_the_house_does_not_speak_is_refused(prison, as_actor):
    with pytest.raises(DomainError, match="languages of the list"), transaction():
        service.ask(
            as_actor(Role.CASE_MANAGER, prison), NewCopy(id=new_id(), person_id=received(prison), language="tlh")
        )


def test_the_page_asks_and_shows(prison, signed_in):
    person, _officer = with_a_story(prison)
    client = signed_in(Role.CASE_MANAGER, prison)
    page = f"/people/{person}/copy"
    assert "No copy yet" in client.get(page).text
    answer = client.post(page, data={"id": str(new_id()), "language": "en", "words": "Biggy"})
    assert answer.status_code == 303
    assert "/jobs/" in answer.location
    assert "Being made" in client.get(page).text
    assert session.scalars(sa.select(FileCopy.words)).one() == "Biggy"
    assert client.get(f"{page}/{new_id()}.pdf").status_code == 404
    assert page in client.get(f"/people/{person}/release").text


def test_who_does_not_need_it_is_refused(prison, signed_in):
    page = f"/people/{received(prison)}/copy"
    assert signed_in(Role.INSTRUCTOR, prison).get(page).status_code == 403
    governor = signed_in(Role.GOVERNOR, prison)
    assert governor.get(page).status_code == 200
    assert governor.post(page, data={"language": "en"}).status_code == 403
    assert signed_in(Role.CASE_MANAGER, cast.make_unit()).get(page).status_code == 404


def test_whom_they_are_kept_apart_from_and_why_is_left_out(prison):
    person, officer = with_a_story(prison)
    with transaction():
        other = received(prison, "Eve Stonebridge")
        keep_people_apart(officer, person, other, "Witness in the same case.")
        write_note(officer, NewNote(
            id=new_id(), person_id=person, kind=NoteKind.OBSERVED, occurred_at=clock.now(),
            text="Shouted at Eve Stonebridge.",
        ))  # fmt: skip
    text, redactor = copied(officer, person)
    assert "Shouted at [left out: 2]" in text
    assert "Witness" not in text
    assert "Stonebridge" not in text
    assert redactor.counts["apart"] == 3
