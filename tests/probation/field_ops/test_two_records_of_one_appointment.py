from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session
from probation.contacts.models import Contact
from probation.contacts.queries import contact, stands
from probation.contacts.service import plan_contact, record_visit
from probation.field_clashes.models import ClashDecision
from probation.field_ops.models import FieldOperation
from tests import cast

WHY = "The door book of the hostel says so."


def standing():
    """(note, outcome) of every contact as it stands."""
    rows = session.execute(sa.select(contact.c.note, contact.c.outcome).where(stands, contact.c.outcome.is_not(None)))
    return sorted((row.note, str(row.outcome)) for row in rows)


def everything():
    return sorted(session.scalars(sa.select(Contact.note).where(Contact.outcome.is_not(None))))


@pytest.fixture
def clash(phone, world):
    """The phone's record of an appointment that the supervisor had logged as missed."""
    planned = world.appointment(0.1)
    with cast.deed():
        plan_contact(world.officer, world.order.id, planned)
    with cast.deed():
        record_visit(world.supervisor, world.visit(outcome="no_good_reason", note="Theirs", answers_id=planned.id))
    operation = phone.visit(world.order.id, answers_id=str(planned.id), note="Mine")
    answer = phone.send(operation)
    assert (answer.status_code, answer.json["status"]) == (409, "conflict")
    assert phone.send(operation).json["status"] == "conflict"
    return answer.json["href"]


def decide(phone, href, keep, reason=WHY):
    return phone.client.post(href, data={"keep": keep, "reason": reason})


def test_both_are_shown_and_neither_is_changed(phone, clash):
    page = phone.client.get(clash).get_data(as_text=True)
    assert page.index("Mine") < page.index("Theirs")
    assert "Omar Lind" in page
    assert "<script" not in page.split("<main")[1]
    assert standing() == [("Theirs", "no_good_reason")]


@pytest.mark.parametrize(
    ("keep", "left"),
    [
        ("mine", [("Mine", "complied")]),
        ("theirs", [("Theirs", "no_good_reason")]),
        ("both", [("Mine", "complied"), ("Theirs", "no_good_reason")]),
    ],
)
def test_what_is_kept_stands_and_the_loser_stays_for_ever(phone, clash, keep, left):
    assert decide(phone, clash, keep).status_code == 303
    assert standing() == left
    assert "Theirs" in everything()
    assert session.scalar(sa.select(FieldOperation)).payload["note"] == "Mine"
    page = phone.client.get(clash).get_data(as_text=True)
    assert "Mine" in page
    assert "Theirs" in page
    assert WHY in page


def test_a_decision_needs_its_reason(phone, clash):
    assert decide(phone, clash, "mine", "so").status_code == 422
    assert decide(phone, clash, "", WHY).status_code == 422
    assert standing() == [("Theirs", "no_good_reason")]


def test_it_is_decided_once(phone, clash):
    decide(phone, clash, "mine")
    assert decide(phone, clash, "theirs").status_code == 422
    assert standing() == [("Mine", "complied")]


def test_a_supervisor_opens_it_again_and_the_other_way_round_is_possible(phone, clash, client, sign_in, world):
    decide(phone, clash, "mine")
    assert client.post(f"{clash}/reopen", data={"reason": WHY}).status_code == 403
    sign_in(client, world.supervisor)
    assert client.post(f"{clash}/reopen", data={"reason": WHY}).status_code == 303
    assert decide(phone, clash, "theirs").status_code == 303
    assert standing() == [("Theirs", "no_good_reason")]
    assert everything() == ["Mine", "Theirs", "Theirs"]
    kept = session.scalars(sa.select(ClashDecision.keep).order_by(ClashDecision.n)).all()
    assert kept == ["mine", "reopened", "theirs"]


def test_after_a_decision_the_record_waits_no_more(phone, clash):
    decide(phone, clash, "theirs")
    assert session.scalar(sa.select(FieldOperation.status)) == "set_aside"


def test_another_office_sees_nothing_of_it(phone, clash, client, sign_in):
    sign_in(client, cast.make_actor(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office")))
    assert client.get(clash).status_code == 404
    assert b"Amal" not in client.get("/field-records").data


def test_it_stands_on_the_list(phone, clash, client):
    assert clash.encode() in client.get("/field-records").data
    decide(phone, clash, "mine")
    assert clash.encode() not in client.get("/field-records").data
