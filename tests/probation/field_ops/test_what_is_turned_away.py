from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from kernel.authz import Role
from kernel.db import session
from kernel.ids import new_id
from probation.field_ops.models import FieldRefusal
from probation.field_photos.models import FieldBlob
from tests import cast
from tests.probation.conftest import make_person, new_order
from tests.probation.field import Phone
from tests.probation.field_ops.conftest import notes, take_out


def refusals():
    return [str(one.why) for one in session.scalars(sa.select(FieldRefusal).order_by(FieldRefusal.at, FieldRefusal.id))]


def turned_away(phone, operation, code, status):
    """It is refused, recorded, and the next one of the queue is taken."""
    answer = phone.send(operation)
    assert (answer.status_code, answer.json["status"]) == (code, status)
    assert len(refusals()) == 1
    assert notes() == []


def test_a_forged_device(phone, world):
    visit, good = phone.visit(world.order.id, op={"device_id": str(new_id())}), phone.visit(world.order.id)
    turned_away(phone, visit, 403, "forged_device")
    assert refusals() == ["forged_device"]
    phone.send({**good, "after": None})
    assert notes() == ["Seen at the door"]


def test_a_revoked_device(phone, world):
    phone.client.post(f"/my-devices/{phone.id}/revoke")
    turned_away(phone, phone.visit(world.order.id), 403, "device_revoked")


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_an_unknown_version_of_the_app(phone, world, version):
    visit, good = phone.visit(world.order.id, op={"schema": version}), phone.visit(world.order.id)
    turned_away(phone, visit, 422, "unknown_schema")
    assert phone.send({**good, "after": None}).status_code == 201


def test_somebody_who_was_not_in_the_pack(phone, world):
    from probation.orders import service as orders

    other = make_person(world.office, name="Noor Salem")
    with cast.deed():
        order = orders.prepare_order(world.officer, new_order(world.office, other))
    turned_away(phone, phone.visit(order.id), 403, "not_in_pack")
    assert phone.send(phone.visit(world.order.id)).status_code == 201


def test_a_seal_with_one_bit_changed(phone, world):
    visit = phone.visit(world.order.id)
    data = visit["sealed"]["data"]
    visit["sealed"]["data"] = ("A" if data[0] != "A" else "B") + data[1:]
    answer = phone.send(visit)
    assert answer.status_code == 422
    assert "sealed" in answer.json["fields"]
    assert refusals() == ["broken_seal"]


def test_a_seal_moved_to_another_number(phone, world):
    visit = phone.visit(world.order.id)
    assert phone.send({**visit, "op_id": str(new_id())}).status_code == 422
    assert refusals() == ["broken_seal"]


def test_a_replay_under_another_account(phone, world, client, sign_in):
    sent, unsent = phone.visit(world.order.id), phone.visit(world.order.id, note="Not sent yet")
    phone.send(sent)
    colleague = cast.make_actor(Role.PROBATION_OFFICER, world.office)
    theirs = take_out(client, sign_in, world, colleague)
    for stolen in (sent, unsent):
        for disguise in ({}, {"device_id": theirs.id}, {"device_id": theirs.id, "pack_id": theirs.pack["pack_id"]}):
            assert theirs.send({**stolen, **disguise}).status_code in (403, 422)
    assert notes() == ["Seen at the door"]
    assert len(refusals()) == 6
    theirs.send(sent)
    assert len(refusals()) == 6, "each once, however often it is tried"
    assert theirs.send(theirs.visit(world.order.id, note="My own")).status_code == 201


def picture(side=400):
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    Image.new("RGB", (side, side), (90, 120, 80)).save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_photograph_of_twenty_megabytes(phone, world):
    sha256, body = phone.photograph(str(new_id()), b"\xff" * 20_000_000)
    answer = phone.put(sha256, body)
    assert (answer.status_code, answer.json["status"]) == (413, "too_large")
    assert refusals() == ["too_large"]
    assert phone.send(phone.visit(world.order.id)).status_code == 201


def test_a_large_photograph_is_kept_at_sixteen_hundred_points(phone):
    out = io.BytesIO()
    Image.new("RGB", (2400, 1200), (90, 120, 80)).save(out, "JPEG")
    assert phone.put(*phone.photograph(str(new_id()), out.getvalue())).status_code == 201
    kept = session.scalars(sa.select(FieldBlob)).one()
    assert (kept.width, kept.height) == (1600, 800)
    assert Image.open(io.BytesIO(kept.content)).size == (1600, 800)


def test_what_is_no_picture(phone):
    answer = phone.put(*phone.photograph(str(new_id()), b"not a picture"))
    assert answer.status_code == 422
    assert "picture" in answer.json["fields"]


def test_a_photograph_that_did_not_arrive_whole(phone):
    sha256, body = phone.photograph(str(new_id()), picture())
    assert phone.put(sha256, body[:-1]).status_code == 422


def test_a_photograph_comes_before_or_after_its_visit_without_what_is_hidden_in_it(phone, world):
    first, second = str(new_id()), str(new_id())
    early, late = phone.photograph(first, picture()), phone.photograph(second, picture(500))
    assert phone.put(*early).status_code == 201
    assert phone.put(*early).status_code == 200
    shown = phone.send(phone.visit(world.order.id, photos=[early[0]], op={"op_id": first})).json["href"]
    other = phone.send(phone.visit(world.order.id, photos=[late[0]], op={"op_id": second})).json["href"]
    page = phone.client.get(other).get_data(as_text=True)
    assert "has not come yet" in page
    phone.put(*late)
    assert "has not come yet" not in phone.client.get(other).get_data(as_text=True)
    page = phone.client.get(shown).get_data(as_text=True)
    address = page.split('src="/contact-photos/')[1].split('"')[0]
    answer = phone.client.get(f"/contact-photos/{address}")
    assert answer.mimetype == "image/jpeg"
    assert b"SECRETPHONE" not in answer.data


def test_without_a_session_the_phone_keeps_it(phone, world, app):
    stranger = Phone(app.test_client(), id=phone.id, token=phone.token, pack=phone.pack)
    assert stranger.send(stranger.visit(world.order.id)).status_code == 401
    assert refusals() == []


def test_without_the_header_of_the_field_app_nothing_is_taken(phone, world):
    assert phone.client.post("/field/ops", json=phone.visit(world.order.id)).status_code == 403
