"""What goes wrong in the field and how it ends: a wrong clock, a full phone, an ended session, a withdrawn phone."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import WebSession
from kernel.db import session, transaction
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


def test_a_full_phone_says_so_and_keeps_what_was_typed(phone, site, route):
    phone.prepare()
    page = phone.page
    site.cut()
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    page.fill("[name=note]", "The phone is full")
    page.evaluate("""() => { self.kept = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function (row) {
      if (this.name !== 'meta') throw new DOMException('full', 'QuotaExceededError');
      return self.kept.call(this, row); }; }""")
    page.click("text=Save the visit")
    page.wait_for_selector("text=This phone's memory is full")
    assert page.input_value("[name=note]") == "The phone is full"
    page.evaluate("() => { IDBObjectStore.prototype.put = self.kept; }")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    sent(page)
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == ["The phone is full"]


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
