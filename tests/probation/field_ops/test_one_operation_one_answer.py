from __future__ import annotations

import sqlalchemy as sa

from kernel.db import session
from kernel.ids import new_id
from probation.contacts.models import Contact
from probation.field_ops.models import FieldRefusal
from tests.probation.field_ops.conftest import notes


def refusals():
    return [str(one.why) for one in session.scalars(sa.select(FieldRefusal).order_by(FieldRefusal.at, FieldRefusal.id))]


def test_a_visit_is_applied_and_its_repeat_is_told_the_same(phone, world):
    visit = phone.visit(world.order.id)
    first, again = phone.send(visit), phone.send(visit)
    assert (first.status_code, first.json["status"]) == (201, "applied")
    assert (again.status_code, again.json["status"]) == (200, "duplicate")
    assert first.json["href"] == again.json["href"]
    assert notes() == ["Seen at the door"]
    contact = session.scalar(sa.select(Contact).where(Contact.outcome.is_not(None)))
    assert contact.recorded_offline
    assert contact.officer_id == world.officer.human_id


def test_the_same_content_sealed_anew_is_the_same(phone, world):
    number = str(new_id())
    visit = {"id": str(new_id()), "occurred_at": "2026-03-02T08:00:00+00:00"}
    again = {"op": {"op_id": number, "after": None, "occurred_at": "2026-03-02T08:00:00+00:00"}}
    assert phone.send(phone.visit(world.order.id, **visit, **again)).status_code == 201
    again = {"op": {"op_id": number, "after": None, "occurred_at": "2026-03-02T08:00:00+00:00"}}
    assert phone.send(phone.visit(world.order.id, **visit, **again)).status_code == 200


def test_other_content_under_the_same_number_is_refused_and_both_are_kept(phone, world):
    number = str(new_id())
    phone.send(phone.visit(world.order.id, op={"op_id": number}))
    other = phone.visit(world.order.id, note="Something else", op={"op_id": number, "after": None})
    answer = phone.send(other)
    assert (answer.status_code, answer.json["status"]) == (409, "reused")
    assert notes() == ["Seen at the door"]
    kept = session.scalar(sa.select(FieldRefusal))
    assert kept.envelope["sealed"] == other["sealed"]


def test_a_wrong_field_is_named_and_may_be_mended_under_the_same_number(phone, world):
    number = str(new_id())
    answer = phone.send(phone.visit(world.order.id, outcome="great", op={"op_id": number}))
    assert answer.status_code == 422
    assert answer.json["status"] == "fix"
    assert "outcome" in answer.json["fields"]
    mended = phone.send(phone.visit(world.order.id, op={"op_id": number, "after": None}))
    assert mended.status_code == 201
    assert refusals() == ["corrected"]


def test_one_bad_record_does_not_stop_the_next(phone, world):
    bad, good = phone.visit(world.order.id, outcome="great"), phone.visit(world.order.id)
    assert phone.send(bad).status_code == 422
    assert phone.send(good).status_code == 201


def test_what_follows_something_missing_is_held_and_taken_when_it_comes(phone, world):
    first, second, third = (phone.visit(world.order.id, note=text) for text in ("one", "two", "three"))
    assert phone.send(third).status_code == 202
    assert phone.send(second).status_code == 202
    held = phone.send(third)
    assert (held.status_code, held.json["status"]) == (202, "held")
    assert notes() == []
    assert phone.send(first).status_code == 201
    assert sorted(notes()) == ["one", "three", "two"]
    assert phone.send(third).status_code == 200


def test_an_envelope_that_is_no_operation_is_told_what_it_lacks(phone, world):
    visit = phone.visit(world.order.id)
    del visit["seq"]
    answer = phone.send(visit)
    assert answer.status_code == 422
    assert "seq" in answer.json["fields"]


def test_every_answer_carries_our_time(phone, world):
    for answer in (phone.send(phone.visit(world.order.id)), phone.send(phone.visit(world.order.id, outcome="x"))):
        assert answer.json["server_time"] == "2026-03-02T09:00:00+00:00"
