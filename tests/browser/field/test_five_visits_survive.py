"""The promise: what was logged without network arrives once, in order, with its photo, whatever dies."""

from __future__ import annotations

import io

import pytest
import sqlalchemy as sa
from PIL import Image

from kernel.db import session
from probation.field_photos.models import FieldBlob
from tests.browser.field.conftest import NAMES, contacts_of, eventually

pytestmark = pytest.mark.browser
PLACE = b"GPS-48.8583-2.2945"


def camera_picture() -> bytes:
    """A picture as a phone takes it: large, with place and camera in its metadata."""
    picture, out = Image.effect_noise((3000, 2000), 40).convert("RGB"), io.BytesIO()
    told = Image.Exif()
    told[0x010E] = PLACE.decode()
    picture.save(out, "JPEG", quality=80, exif=told)
    return out.getvalue()


def test_five_visits_arrive_once_in_order_with_the_photo(phone, site, route):
    phone.prepare()
    site.cut()
    phone.close()
    page = phone.open()
    phone.unlock()
    for at, name in enumerate(NAMES):
        if at:
            phone.visit(name, note=f"Visit {at + 1}")
            continue
        page.click(f".card:has-text('{name}') [data-visit]")
        page.set_input_files("#photo", {"name": "yard.jpg", "mimeType": "image/jpeg", "buffer": camera_picture()})
        page.wait_for_selector(".photos img")
        page.click("[data-outcomes] label >> nth=0")
        page.fill("[name=note]", "Visit 1")
        page.click("text=Save the visit")
        page.wait_for_selector(".screen.home")
    assert "Not sent yet: \u20685\u2069" in page.inner_text("#state")
    phone.kill()
    page = phone.open()
    page.wait_for_selector("#state button")
    assert "Not sent yet: \u20685\u2069" in page.inner_text("#state"), "the dead browser took nothing with it"
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    eventually(lambda: not page.locator("#state button").count())
    with site.app.app_context():
        found = contacts_of(route)
        assert [one.note for one in found] == [f"Visit {n}" for n in range(1, 6)], "once each, in order"
        assert all(one.recorded_offline for one in found)
        photo = session.scalars(sa.select(FieldBlob)).one()
        assert (photo.width, photo.height) == (1600, 1067)
        assert PLACE not in photo.content
        session.remove()
    phone.unlock()
    assert "On the server: \u20685\u2069" in page.inner_text("main")
