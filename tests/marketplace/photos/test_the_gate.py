"""A photograph is rebuilt without what was hidden in it, and seen by nobody outside before a second look."""

from __future__ import annotations

import io
import re

import pytest
import sqlalchemy as sa
from PIL import Image

from kernel.authz import Role
from kernel.db import session, table_of, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.photos.models import PhotoCheck, PhotoSize, ProductPhoto
from marketplace.photos.rules import LookFor, sizes_of
from tests import cast
from tests.conftest import enter

SECRET = "Hidden Maker 77"


def camera(width=2000, height=1500, form="JPEG") -> bytes:
    """A photograph as a telephone writes it: lying on its side, with a place, a device and a name inside."""
    hidden = Image.Exif()
    hidden[0x0112], hidden[0x010F], hidden[0x013B] = 6, "Telephone", SECRET
    hidden.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(
        out, form, exif=hidden, comment=SECRET.encode()
    )
    return out.getvalue()


def test_sizes_are_upright_and_hold_points_alone():
    sizes = sizes_of(camera())
    assert [(one.wide, one.tall) for one in sizes] == [(320, 427), (800, 1067), (1500, 2000)]
    for one in sizes:
        with Image.open(io.BytesIO(one.content)) as made:
            assert (made.format, made.size) == ("WEBP", (one.wide, one.tall))
            assert not dict(made.getexif())
        assert SECRET.encode() not in one.content
        assert b"EXIF" not in one.content


@pytest.mark.parametrize("given", [b"", b"<svg onload=alert(1)>", camera(300, 200), camera()[:900]])
def test_what_is_no_picture_for_a_shop_is_refused(given):
    with pytest.raises(DomainError):
        sizes_of(given)


def bring(desk, world, **over):
    data = {"id": str(new_id()), "picture": (io.BytesIO(camera(1200, 900)), "a.jpg"), "alt_en": "An oak chair."} | over
    return desk.post(f"/products/{world.product.id}/photos", data=data, content_type="multipart/form-data")


def addresses() -> list[str]:
    return [
        f"/shop/photos/{mark}.webp" for mark in session.scalars(sa.select(PhotoSize.sha256).order_by(PhotoSize.wide))
    ]


def test_through_the_gate_and_back(app, client, world):
    desk = enter(app.test_client(), world.manager)
    other = enter(app.test_client(), cast.make_actor(Role.SHOP_MANAGER, name="Sam Second"))
    for wrong, why in (({"alt_en": ""}, "Say what it shows"), ({"alt_en": "Carved by a convict."}, "“convict”"),
                       ({"alt_fr": "Un détenu."}, "“détenu”")):  # fmt: skip
        refused = bring(desk, world, **wrong)
        assert refused.status_code == 422
        assert why in refused.text
    assert bring(desk, world).status_code == 303
    key = session.scalar(sa.select(ProductPhoto.id))
    small = addresses()[0]
    assert client.get(small).status_code == 404
    assert client.get(f"/photos/{key}").status_code == 302
    assert desk.get(f"/photos/{key}").status_code == 200
    every = {"looked_for": [look.value for look in LookFor]}
    assert desk.post(f"/photos/{key}/pass", data=every).status_code == 403
    missing = other.post(f"/photos/{key}/pass", data={"looked_for": ["faces", "keys"]})
    assert missing.status_code == 422
    assert "No tattoo" in missing.text
    assert other.post(f"/photos/{key}/pass", data=every).status_code == 303
    shown = client.get(small)
    assert shown.status_code == 200
    assert "immutable" in shown.headers["Cache-Control"]
    assert client.get(small, headers={"If-None-Match": shown.headers["ETag"]}).status_code == 304
    page = client.get(f"/shop/product/{world.product.id}").text
    assert small in page
    assert 'alt="An oak chair."' in page
    assert other.post(f"/photos/{key}/refuse", data={"reason": "A face in the window."}).status_code == 303
    assert client.get(small).status_code == 404
    assert not re.findall(r"/shop/photos/", client.get(f"/shop/product/{world.product.id}").text)


def test_the_database_holds_the_two_humans(app, world):
    bring(enter(app.test_client(), world.manager), world)
    check = table_of(PhotoCheck)
    with pytest.raises(sa.exc.IntegrityError), transaction():
        session.execute(sa.update(check).values(checked_by=check.c.added_by))
