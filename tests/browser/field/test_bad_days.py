"""What goes wrong in the field and how it ends: a wrong clock, a full phone, an ended session, a withdrawn phone."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import shutil
import subprocess

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import WebSession
from kernel.db import session, transaction
from probation.field_devices import api as device_calls
from probation.field_devices.models import FieldDevice
from probation.field_devices.service import revoke
from tests import cast
from tests.browser.field.conftest import NAMES, contacts_of, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def sent(page):
    return eventually(lambda: not page.locator("#state button").count())


def test_a_phone_three_hours_ahead_writes_the_right_time(phone, site, route):
    shift = 3 * 3_600_000
    phone.context.add_init_script(  # the worker's clock cannot be moved: leave the sending to the page
        "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });"
        f"const Real = Date; self.Date = class extends Real {{ constructor(...given) {{ given.length ? super(...given)"
        f" : super(Real.now() + {shift}); }} static now() {{ return Real.now() + {shift}; }} }};"
    )
    phone.page.reload()
    phone.prepare()
    assert "Times are corrected" in phone.page.inner_text("main")
    before = clock.now()
    phone.visit(NAMES[0], note="Three hours ahead")
    sent(phone.page)
    with site.app.app_context():
        (found,) = contacts_of(route)
    off = abs(found.occurred_at - before)
    assert off < dt.timedelta(minutes=1), "the server keeps when it was, not what the phone believed"


@pytest.fixture
def small_phone(make_phone, route, tmp_path):
    """A phone whose memory is a disk of 160 MB, and a file that fills what is left of it. Only root can make one."""
    disk, room = tmp_path / "disk", 160
    disk.mkdir()
    made = ["mount", "-t", "tmpfs", "-o", f"size={room}m", "throughcare-test", str(disk)]
    if os.name != "posix" or os.geteuid() or subprocess.run(made, capture_output=True, check=False).returncode:
        pytest.skip("a disk of its own needs root")
    phone = make_phone()
    phone.folder, phone.ballast = disk / "phone", disk / "ballast"
    phone.open()
    phone.sign_in(route.officer)
    yield phone
    phone.close()
    subprocess.run(["umount", "-l", str(disk)], check=True)


def fill_up(phone):
    with phone.ballast.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(b"x" * 65536)
    assert shutil.disk_usage(phone.ballast.parent).free == 0


def test_a_phone_whose_disk_is_full_says_so_and_keeps_what_was_typed(small_phone, site, route):
    """No pretended error: the disk under the browser has not a byte left, and its database closes."""
    phone = small_phone
    phone.prepare()
    page = phone.page
    site.cut()
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    fill_up(phone)
    typed = "The phone is full. " + random.Random(7).randbytes(900).hex()
    page.fill("[name=note]", typed)
    for _n in range(2):
        page.click("text=Save the visit")
        page.wait_for_selector("[data-full]:not([hidden])")
        assert page.input_value("[name=note]") == typed
    phone.ballast.unlink()
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == [typed]


@pytest.mark.parametrize("name", ["QuotaExceededError", "UnknownError"])
def test_a_visit_that_finds_no_room_stays_on_the_page(phone, site, route, name):
    phone.prepare()
    page = phone.page
    site.cut()
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    page.fill("[name=note]", "No room")
    page.evaluate("""name => { self.kept = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (row) {
      if (this.name !== 'meta') throw new DOMException('full', name);
      return self.kept.call(this, row); }; }""", name)  # fmt: skip
    page.click("text=Save the visit")
    page.wait_for_selector("text=This phone's memory is full")
    assert page.input_value("[name=note]") == "No room"
    assert phone.stored("outbox") == []
    page.evaluate("() => { IDBObjectStore.prototype.put = self.kept; }")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    assert len(phone.stored("outbox")) == 1


def test_a_photo_of_twenty_megabytes_is_refused_and_the_visit_is_not(phone, site, route):
    phone.prepare()
    page = phone.page
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    page.set_input_files("#photo", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"\xff" * 20_000_001})
    page.wait_for_selector("text=That file is too large")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    sent(page)
    with site.app.app_context():
        assert len(contacts_of(route)) == 1


def test_a_server_that_asks_to_wait_is_obeyed(phone, site, route, monkeypatch):
    phone.prepare()
    page, asked = phone.page, []
    monkeypatch.setattr(device_calls, "wait_before", lambda _who: asked.append(1) or (3 if len(asked) == 1 else 0))
    phone.visit(NAMES[0], note="A little later")
    page.wait_for_selector("#state:has-text('asks this phone to wait')")
    assert len(asked) == 1, "nothing else is sent meanwhile"
    sent(page)
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == ["A little later"]


def test_the_browser_sends_in_the_background_with_the_app_closed(phone, site, route):
    phone.prepare()
    page = phone.page
    site.cut()
    phone.visit(NAMES[0], note="In the background")
    wire = phone.context.new_cdp_session(page)
    known = []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"]))
    wire.send("ServiceWorker.enable")
    eventually(lambda: page.wait_for_timeout(100) or known)
    page.evaluate("self.Field.sender.run = () => Promise.resolve('nothing')")  # the page sends nothing by itself
    site.restore()
    dispatched = {"origin": site.url, "registrationId": known[-1]["registrationId"], "tag": "field-outbox"}
    wire.send("ServiceWorker.dispatchSyncEvent", {**dispatched, "lastChance": False})

    def arrived():
        page.wait_for_timeout(200)
        with site.app.app_context():
            return [one.note for one in contacts_of(route)]

    assert eventually(arrived) == ["In the background"]
    assert phone.stored("outbox") == []


def test_an_ended_session_keeps_everything_and_asks_to_sign_in(phone, site, route):
    phone.prepare()
    page = phone.page
    with site.app.app_context(), transaction():
        for one in session.scalars(sa.select(WebSession)):
            session.delete(one)
    phone.visit(NAMES[0], note="The session ended")
    page.wait_for_selector("#state:has-text('sign in')")
    page.click("#state button")
    assert page.get_attribute("main a:has-text('Sign in')", "href").startswith("/sign-in")
    assert len(phone.stored("outbox")) == 1
    phone.sign_in(route.officer)
    page.click("text=Send now")
    page.wait_for_selector("text=Everything is sent.")
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == ["The session ended"]


def test_a_withdrawn_phone_is_wiped_and_what_waits_stays_sealed(phone, site, route):
    phone.prepare()
    page = phone.page
    with site.app.app_context():
        with cast.deed():
            revoke(route.officer, session.scalars(sa.select(FieldDevice.id)).one())
        session.remove()
    phone.visit(NAMES[0], note="From a withdrawn phone")
    page.wait_for_selector("text=This phone was withdrawn")
    assert phone.stored("pack") == []
    assert phone.stored("drafts") == []
    assert len(phone.stored("outbox")) == 1
    page.click("#state button")
    with page.expect_download() as waited:
        page.click("text=Save the sealed visits as a file")
    kept = waited.value.path().read_text()
    assert "throughcare field outbox 1" in kept
    assert "withdrawn phone" not in kept
    with site.app.app_context():
        assert contacts_of(route) == []
    page.click("[data-do=home]")
    phone.prepare()
    page.wait_for_timeout(1000)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_timeout(1500)
    assert len(phone.stored("pack")) == 1, "prepared anew under a number of its own, the phone keeps its pack"
    assert len(phone.stored("outbox")) == 1
