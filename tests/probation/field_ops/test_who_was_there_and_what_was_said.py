"""All that a phone asks of a visit comes into the file, within the office page's limits; an older app is taken too."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.ids import new_id
from probation.contacts.forms import VisitForm
from probation.contacts.models import Contact, NeedArea, Outcome
from probation.contacts.queries import history_of
from probation.contacts.schemas import VisitSchema
from probation.contacts.service import plan_contact, record_visit
from probation.corrections.service import Amendment, amend_contact
from probation.field_ops.models import FieldOperation, OpStatus
from probation.field_proposals.models import FieldProposal
from tests import cast
from tests.probation.field_ops.test_two_records_of_one_appointment import WHY, decide
from tests.probation.field_queues.test_a_saved_queue_is_brought import bring, saved

SAID = {
    "who": "His sister Lina", "person_words": "I want the night shift.", "strengths": "Comes on time", "minutes": 35,
    "needs": ["work", "family"], "sensitive": True, "place": "Café at the harbour",
}  # fmt: skip
OLD = ("id", "order_id", "answers_id", "kind", "outcome", "occurred_at", "place", "agreed_action", "note", "next",
       "safety_note", "photos")  # fmt: skip
"""What a visit consisted of before the app asked for more."""


def logged():
    return session.scalars(sa.select(Contact).where(Contact.outcome.is_not(None)).order_by(Contact.id)).all()


def as_asked(row):
    return {name: getattr(row, name) for name in SAID}


def test_it_comes_into_the_file_and_onto_its_page(phone, world):
    href = phone.send(phone.visit(world.order.id, **SAID)).json["href"]
    assert as_asked(logged()[0]) == SAID
    page = phone.client.get(href).get_data(as_text=True)
    for words in ("His sister Lina", "I want the night shift.", "Comes on time", "Family and friends", "35 minutes",
                  "Probation alone"):  # fmt: skip
        assert words in page


def test_an_older_app_that_asks_neither_is_taken_and_both_are_empty(phone, world):
    visit = dict.fromkeys(("place", "agreed_action", "note", "safety_note"), "")
    payload = {
        **visit, "id": str(new_id()), "order_id": str(world.order.id), "answers_id": None, "kind": "home",
        "outcome": "complied", "occurred_at": clock.now().isoformat(), "next": None, "photos": [],
    }  # fmt: skip
    assert sorted(payload) == sorted(OLD)
    answer = phone.send(phone.write("contact.create", str(world.order.id), payload))
    assert (answer.status_code, answer.json["status"]) == (201, "applied")
    (row,) = logged()
    assert (row.who, row.person_words, row.strengths, row.needs) == ("", "", "", [])
    assert (row.minutes, row.sensitive) == (None, False)


@pytest.mark.parametrize(
    ("field", "over", "words"),
    [
        ("who", "x" * 301, "Write at most 300 characters."),
        ("person_words", "x" * 2001, "Write at most 2000 characters."),
        ("strengths", "x" * 4001, "Write at most 4000 characters."),
        ("place", "x" * 301, "Write at most 300 characters."),
        ("needs", ["astrology"], "Must be one of"),
        ("minutes", 721, "Must be"),
    ],
)
def test_what_is_too_long_is_refused_by_its_name_and_the_rest_waits_unharmed(phone, world, field, over, words):
    number = str(new_id())
    answer = phone.send(phone.visit(world.order.id, **{**SAID, field: over}, op={"op_id": number}))
    assert (answer.status_code, answer.json["status"]) == (422, "fix")
    assert list(answer.json["fields"]) == [field]
    assert words in str(answer.json["fields"][field])
    kept = session.scalars(sa.select(FieldOperation)).one()
    assert (kept.status, kept.payload[field]) == (OpStatus.FIX, over)
    assert phone.send(phone.visit(world.order.id, **SAID, op={"op_id": number, "after": None})).status_code == 201
    assert [as_asked(row) for row in logged()] == [SAID]


def test_the_longest_that_the_office_takes_is_taken(phone, world):
    longest = {"who": "w" * 300, "person_words": "p" * 2000, "strengths": "s" * 4000, "minutes": 720}
    assert phone.send(phone.visit(world.order.id, **longest)).status_code == 201


def test_the_door_of_the_phones_has_the_limits_of_the_office_page(app):
    """One limit for one field, whichever door it comes through."""
    fields = VisitSchema().fields
    with app.test_request_context():
        form = VisitForm(formdata=None)
        for name in ("who", "person_words", "strengths", "agreed_action", "note", "place"):
            (asked,) = [one.max for one in form[name].validators if hasattr(one, "max")]
            assert fields[name].validate.max == asked, name


def test_words_are_cleaned_like_in_a_form(phone, world):
    decomposed, spaced = "Rene\u0301", "  Lina \n"
    phone.send(phone.visit(world.order.id, who=decomposed, person_words=spaced))
    assert [(row.who, row.person_words) for row in logged()] == [("Ren\u00e9", "Lina")]


def test_a_correction_keeps_them_and_what_stood_before(phone, world):
    phone.send(phone.visit(world.order.id, **SAID))
    (first,) = logged()
    with cast.deed():
        amend_contact(world.officer, Amendment(
            id=new_id(), contact_id=first.id, outcome=Outcome.COMPLIED, note="", agreed_action="", who="His mother",
            reason="It was his mother",
        ))  # fmt: skip
    before, after = history_of(first.root_id)
    assert (before.who, after.who) == ("His sister Lina", "His mother")
    assert (after.person_words, after.needs, after.sensitive) == (SAID["person_words"], SAID["needs"], True)


def test_by_file_they_come_as_well(phone, world, sign_in):
    content = saved(phone, phone.visit(world.order.id, **SAID))
    sign_in(phone.client, world.supervisor)
    here = bring(phone.client, content).location
    assert "night shift" not in phone.client.get(here).get_data(as_text=True)
    phone.client.post(f"{here}/take")
    assert [as_asked(row) for row in logged()] == [SAID]


def test_the_supervisor_sees_them_before_taking_what_was_handed_up(phone, world, sign_in):
    content = saved(phone, phone.visit(world.order.id, **{**SAID, "strengths": "x" * 4001}))
    readable = saved(phone, phone.visit(world.order.id, **SAID, answers_id=str(new_id())))
    sign_in(phone.client, world.supervisor)
    for one in (content, readable):
        phone.client.post(f"{bring(phone.client, one).location}/take")
    assert {row.status for row in session.scalars(sa.select(FieldOperation))} == {OpStatus.WITH_SUPERVISOR}
    page = phone.client.get("/field-records").get_data(as_text=True)
    assert "His sister Lina" in page
    assert "I want the night shift." in page


@pytest.fixture
def clash(phone, world):
    """The phone's record of an appointment that the supervisor had logged with other words."""
    planned = world.appointment(0.1)
    with cast.deed():
        plan_contact(world.officer, world.order.id, planned)
    theirs = {"who": "An interpreter", "person_words": "I was not told.", "strengths": "Called before"}
    with cast.deed():
        record_visit(world.supervisor, world.visit(answers_id=planned.id, needs=("money",), **theirs))
    sent = phone.visit(world.order.id, answers_id=str(planned.id), safety_note="The dog is loose", **SAID)
    return phone.send(sent).json["href"]


def test_both_columns_show_them(phone, clash):
    page = phone.client.get(clash).get_data(as_text=True)
    mine, theirs = page.split('<section class="card">')[1:3]
    for words in ("His sister Lina", "I want the night shift.", "Comes on time", "Family and friends",
                  "The dog is loose", "Probation alone"):  # fmt: skip
        assert words in mine
        assert words not in theirs
    for words in ("An interpreter", "I was not told.", "Called before", "Money"):
        assert words in theirs
        assert words not in mine


@pytest.mark.parametrize(("keep", "stands"), [("mine", [SAID]), ("both", [{"who": "An interpreter"}, SAID])])
def test_what_stands_has_its_own_words_and_none_of_the_others(phone, clash, keep, stands):
    assert decide(phone, clash, keep).status_code == 303
    replaced = set(session.scalars(sa.select(Contact.replaces_id)))
    found = sorted((row for row in logged() if row.id not in replaced), key=lambda row: row.who)
    assert [{name: getattr(row, name) for name in wanted} for row, wanted in zip(found, stands, strict=True)] == stands


def test_theirs_comes_back_whole_and_what_was_kept_with_probation_stays_there(phone, clash, sign_in, world):
    decide(phone, clash, "mine")
    sign_in(phone.client, world.supervisor)
    phone.client.post(f"{clash}/reopen", data={"reason": WHY})
    decide(phone, clash, "theirs")
    last = max(logged(), key=lambda row: (row.received_at, row.id))
    assert (last.who, last.person_words, last.needs) == ("An interpreter", "I was not told.", ["money"])
    assert last.sensitive, "the other record's words lie beneath it"


@pytest.mark.parametrize("keep", ["mine", "theirs", "both"])
def test_the_warning_for_whoever_comes_next_is_put_forward_once_whichever_stands(phone, clash, sign_in, world, keep):
    decide(phone, clash, keep)
    sign_in(phone.client, world.supervisor)
    phone.client.post(f"{clash}/reopen", data={"reason": WHY})
    decide(phone, clash, keep)
    assert session.scalars(sa.select(FieldProposal.safety_note)).all() == ["The dog is loose"]


def test_a_reason_that_is_not_known_yet_is_waited_for_also_when_the_field_stands(phone, world):
    planned = world.appointment(0.1)
    with cast.deed():
        plan_contact(world.officer, world.order.id, planned)
    with cast.deed():
        record_visit(world.supervisor, world.visit(answers_id=planned.id))
    sent = phone.visit(world.order.id, answers_id=str(planned.id), outcome="not_there")
    decide(phone, phone.send(sent).json["href"], "mine")
    last = max(logged(), key=lambda row: (row.received_at, row.id))
    assert (last.outcome, last.evidence_due_on.isoformat()) == (Outcome.NOT_THERE, "2026-03-09")


@pytest.mark.parametrize(("role", "code"), [(Role.GOVERNOR, 404), (Role.CASE_MANAGER, 404), (Role.INSPECTOR, 200)])
def test_photographs_of_what_stays_with_probation_stay_there_too(phone, world, sign_in, role, code):
    from tests.probation.field_ops.test_what_is_turned_away import picture

    number = str(new_id())
    name, body = phone.photograph(number, picture())
    phone.put(name, body)
    href = phone.send(phone.visit(world.order.id, photos=[name], sensitive=True, op={"op_id": number})).json["href"]
    address = phone.client.get(href).get_data(as_text=True).split('src="/contact-photos/')[1].split('"')[0]
    assert uuid.UUID(address)
    sign_in(phone.client, cast.make_actor(role, world.office))
    assert phone.client.get(f"/contact-photos/{address}").status_code == code
    assert ("/contact-photos/" in phone.client.get(href).get_data(as_text=True)) is (code == 200)


def test_the_pack_brings_what_can_be_talked_about(phone):
    assert [value for value, _label in phone.pack["needs"]] == [str(one) for one in NeedArea]
