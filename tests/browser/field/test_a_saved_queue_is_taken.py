"""The whole way of a file: a withdrawn phone saves it, a supervisor brings it, the visits and the photo are on file."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.authz import Role
from kernel.db import session
from probation.field_devices.models import FieldDevice
from probation.field_devices.service import revoke
from probation.field_photos.models import FieldBlob
from tests import cast
from tests.browser.field.conftest import NAMES, contacts_of
from tests.browser.field.test_five_visits_survive import camera_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def saved(phone, site, route, tmp_path):
    """The file of a phone that wrote two visits, one with a photo, and was withdrawn before it found a network."""
    phone.prepare()
    page = phone.page
    site.cut()
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.set_input_files("#photo", {"name": "yard.jpg", "mimeType": "image/jpeg", "buffer": camera_picture()})
    page.wait_for_selector(".photos img")
    page.click("[data-outcomes] label >> nth=0")
    page.fill("[name=note]", "By file, with a photo")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    phone.visit(NAMES[1], note="By file as well")
    with site.app.app_context():
        with cast.deed():
            revoke(route.officer, session.scalars(sa.select(FieldDevice.id)).one())
        session.remove()
    page.click("#state button")
    with page.expect_download() as waited:
        page.click("text=Save the sealed visits as a file")
    waited.value.save_as(tmp_path / "outbox.json")
    site.restore()
    return tmp_path / "outbox.json"


def test_what_a_withdrawn_phone_saved_is_taken_by_the_supervisor(saved, make_phone, site, route, assert_accessible):
    with site.app.app_context():
        supervisor = cast.make_actor(Role.PROBATION_SUPERVISOR, route.office, name="Omar Lind")
        session.remove()
    desk = make_phone()
    page = desk.open()
    desk.sign_in(supervisor)
    page.goto("/supervision/field/queues")
    assert_accessible(page)
    page.set_input_files("#file", saved)
    page.fill("[name=source]", "Iris Berg brought the file on a stick")
    page.click("text=Bring it and look inside")
    page.wait_for_selector("text=Not here yet: 2")
    assert "By file" not in page.inner_text("main")
    assert NAMES[0] not in page.inner_text("main")
    assert_accessible(page)
    page.click("text=Take what is not here yet")
    page.wait_for_selector("text=Here already: 2")
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == ["By file, with a photo", "By file as well"]
        assert {one.officer_id for one in contacts_of(route)} == {route.officer.human_id}
        photo = session.scalars(sa.select(FieldBlob)).one()
        assert (photo.width, photo.height) == (1600, 1067)
        session.remove()
