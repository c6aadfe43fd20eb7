"""A phone that can no longer send: its sealed file is brought, looked at without its words, taken once."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import re
import uuid

import pytest
import sqlalchemy as sa
from PIL import Image

from kernel.audit import AuditEntry
from kernel.authz import Role
from kernel.db import session
from kernel.ids import new_id
from probation.contacts.models import Contact
from probation.field_devices.service import revoke
from probation.field_ops.models import FieldOperation, FieldRefusal, OpStatus
from probation.field_photos.models import FieldBlob
from probation.field_queues.models import FieldQueue
from tests import cast
from tests.probation.conftest import NOW
from tests.probation.field_ops.conftest import notes

PAGE = "/supervision/field/queues"
HOW = "Iris Berg brought it on a stick"


def saved(phone, *operations, photos=()):
    """The file as the app writes it: the rows of the outbox with what the phone noted beside them."""
    rows = [{**one, "clock_offset": 0, "tries": 2, "state": "", "fields": {}} for one in operations]
    for row in rows:
        row.pop("device_clock")
    pictures = [{"sha256": name, "body": base64.b64encode(body).decode()} for name, body in photos]
    whole = {"format": "throughcare field outbox 1", "device_id": phone.id, "written_at": NOW.isoformat()}
    return json.dumps({**whole, "operations": rows, "photos": pictures}).encode()


def bring(client, content, source=HOW):
    return client.post(PAGE, data={"file": (io.BytesIO(content), "field-outbox.json"), "source": source})


@pytest.fixture
def desk(phone, world, sign_in):
    """The supervisor's browser; the officer's phone has stopped for good."""
    sign_in(phone.client, world.supervisor)
    return phone.client


def words_of(answer):
    return re.sub(r"<[^>]+>|\s+", " ", answer.get_data(as_text=True))


def test_it_shows_what_it_holds_and_not_what_it_says(phone, desk, world):
    here = bring(desk, saved(phone, phone.visit(world.order.id, note="Seen asleep on the stairs")))
    assert here.status_code == 303
    said = words_of(desk.get(here.location))
    assert "Not here yet: 1" in said
    assert "Iris Berg" in said
    assert "Field visit" in said
    assert "stairs" not in said
    assert world.person.name not in said
    assert notes() == []


def test_its_records_are_taken_once_in_order_under_their_officers_name(phone, desk, world):
    first, second = phone.visit(world.order.id, note="One"), phone.visit(world.order.id, note="Two")
    content = saved(phone, second, first)
    here = bring(desk, content).location
    for _n in range(2):
        assert desk.post(f"{here}/take").status_code == 303
    assert bring(desk, content).location == here
    assert notes() == ["One", "Two"]
    assert set(session.scalars(sa.select(Contact.officer_id))) == {world.officer.human_id}
    assert "Here already: 2" in words_of(desk.get(here))
    told = session.scalars(sa.select(AuditEntry.action).where(AuditEntry.action.like("field_queue.%"))).all()
    assert (told.count("field_queue.brought"), told.count("field_queue.record_taken")) == (1, 2)
    shown = session.scalars(sa.select(Contact.id).where(Contact.note == "One")).one()
    assert "Omar Lind from the queue that the phone saved" in words_of(desk.get(f"/contacts/{shown}"))


def test_what_the_phone_sent_before_or_sends_after_stays_once(phone, desk, world, sign_in):
    first, second = phone.visit(world.order.id, note="One"), phone.visit(world.order.id, note="Two")
    sign_in(desk, world.officer)
    assert phone.send(first).status_code == 201
    sign_in(desk, world.supervisor)
    here = bring(desk, saved(phone, first, second)).location
    assert "Here already: 1" in words_of(desk.get(here))
    desk.post(f"{here}/take")
    sign_in(desk, world.officer)
    again = phone.send(second)
    assert (again.status_code, again.json["status"]) == (200, "duplicate")
    assert notes() == ["One", "Two"]


def test_photographs_come_along(phone, desk, world):
    out = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(out, "JPEG")
    op_id = str(new_id())
    name, body = phone.photograph(op_id, out.getvalue())
    visit = phone.visit(world.order.id, photos=[name], op={"op_id": op_id})
    here = bring(desk, saved(phone, visit, photos=[(name, body)])).location
    desk.post(f"{here}/take")
    assert session.scalars(sa.select(FieldBlob.sha256)).all() == [name]


def test_a_withdrawn_phones_earlier_visits_are_taken_and_later_ones_are_not(phone, desk, world):
    before = phone.visit(world.order.id, note="Before", op={"occurred_at": (NOW - dt.timedelta(hours=2)).isoformat()})
    after = phone.visit(world.order.id, note="After", op={"occurred_at": (NOW + dt.timedelta(minutes=5)).isoformat()})
    with cast.deed():
        revoke(world.supervisor, uuid.UUID(phone.id))
    here = bring(desk, saved(phone, before, after)).location
    assert "Written after the phone was withdrawn: 1" in words_of(desk.get(here))
    desk.post(f"{here}/take")
    assert notes() == ["Before"]
    assert [one.why for one in session.scalars(sa.select(FieldRefusal))] == ["device_revoked"]


def test_one_bad_record_holds_up_no_other(phone, desk, world):
    good, broken, foreign_key = (phone.visit(world.order.id, note=name, op={"after": None}) for name in "abc")
    broken["sealed"]["data"] = "A" + broken["sealed"]["data"][1:-1] + "B"
    foreign_key["sealed"]["kid"] = "0123456789abcdef01234567"
    stranger = {**phone.visit(world.order.id, op={"after": None}), "pack_id": str(new_id())}
    future = {**phone.visit(world.order.id, op={"after": None}), "schema": 99}
    here = bring(desk, saved(phone, broken, foreign_key, stranger, future, good)).location
    said = words_of(desk.get(here))
    for line in ("does not open: it was changed: 1", "key this server does not have: 1", "another installation: 1",
                 "version of the app that is not understood: 1", "Not here yet: 1"):  # fmt: skip
        assert line in said
    for _n in range(2):
        desk.post(f"{here}/take")
    assert notes() == ["a"]
    kept = session.scalars(sa.select(FieldRefusal.why)).all()
    assert sorted(str(one) for one in kept) == ["broken_seal", "broken_seal", "unknown_pack", "unknown_schema"]


def test_other_content_under_a_number_that_was_taken_is_refused_and_kept(phone, desk, world):
    first = phone.visit(world.order.id, note="One")
    bring_one = bring(desk, saved(phone, first)).location
    desk.post(f"{bring_one}/take")
    other = phone.visit(world.order.id, note="Other", op={"op_id": first["op_id"], "after": None})
    here = bring(desk, saved(phone, other)).location
    assert "Another record came under this number: 1" in words_of(desk.get(here))
    desk.post(f"{here}/take")
    assert notes() == ["One"]
    assert session.scalars(sa.select(FieldRefusal.why)).all() == ["reused"]


def test_a_record_that_must_be_mended_goes_to_the_supervisor(phone, desk, world):
    here = bring(desk, saved(phone, phone.visit(world.order.id, agreed_action="x" * 3000))).location
    desk.post(f"{here}/take")
    assert session.scalars(sa.select(FieldOperation.status)).all() == [OpStatus.WITH_SUPERVISOR]
    assert "Sent to the supervisor" in words_of(desk.get("/field-records"))


def test_a_file_of_another_office_is_refused_and_that_is_on_record(phone, desk, world, signed_in):
    elsewhere = cast.make_unit(kind="probation_office")
    client = signed_in(Role.PROBATION_SUPERVISOR, elsewhere)
    answer = bring(client, saved(phone, phone.visit(world.order.id)))
    assert answer.status_code == 422
    assert "Nothing in this file was written with a pack of your offices" in words_of(answer)
    assert session.scalars(sa.select(FieldQueue.id)).all() == []
    assert session.scalars(sa.select(FieldRefusal.why)).all() == ["unknown_pack"]


def test_a_queue_of_another_office_cannot_be_looked_at(phone, desk, world, signed_in):
    here = bring(desk, saved(phone, phone.visit(world.order.id))).location
    client = signed_in(Role.PROBATION_SUPERVISOR, cast.make_unit(kind="probation_office"))
    assert client.get(here).status_code == 404
    assert client.post(f"{here}/take").status_code == 404


@pytest.mark.parametrize(
    "content", [b"", b"not json", b"[]", b'{"format": "other"}', b'{"format": "throughcare field outbox 1"}',
                b'{"format": "throughcare field outbox 1", "operations": [{"op_id": "x"}]}'],
)  # fmt: skip
def test_what_is_no_queue_is_refused_in_words(desk, content):
    answer = bring(desk, content)
    assert answer.status_code == 422
    assert "not a queue that the field app saved" in words_of(answer)


def test_it_asks_how_the_file_came(phone, desk, world):
    answer = bring(desk, saved(phone, phone.visit(world.order.id)), source="")
    assert answer.status_code == 422
    assert "Say how the file came" in words_of(answer)


@pytest.mark.parametrize("role", [Role.PROBATION_OFFICER, Role.ADMINISTRATOR, Role.INSPECTOR])
def test_nobody_but_a_supervisor_brings_a_queue(signed_in, office, role):
    assert signed_in(role, None if role is Role.ADMINISTRATOR else office).get(PAGE).status_code == 403
