"""The timer of somebody who goes in alone: it rings without network, and the office is told when there is one."""

from __future__ import annotations

import pytest

from kernel.db import session
from probation.field_checkins.models import FieldCheckin
from tests.browser.field.conftest import NAMES, eventually
from tests.browser.field.test_drafts_keep_and_lock import LATER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def start(phone):
    page = phone.page
    page.click(f".card:has-text('{NAMES[0]}') [data-open]")
    page.click("[data-checkin]")
    page.click("[data-minutes] label >> nth=0")
    page.click("text=Start the timer")
    page.wait_for_selector("#timer:has-text('Timer')")


def test_it_rings_without_network_and_ends_with_all_well(phone, site):
    phone.prepare()
    page = phone.page
    site.cut()
    start(phone)
    page.evaluate(LATER, 14 * 60_000)
    page.wait_for_timeout(1500)
    assert not page.locator(".alarm").count()
    page.evaluate(LATER, 2 * 60_000)
    page.wait_for_selector(".alarm:has-text('Are you safe?')")
    page.click(".alarm [data-do=longer]")
    page.wait_for_selector(".alarm", state="detached")
    page.click("#timer [data-do=well]")
    page.wait_for_selector("#timer", state="hidden")
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    eventually(lambda: not page.locator("#state button").count())
    with site.app.app_context():
        found = session.query(FieldCheckin).all()
        assert len(found) == 2, "the first, and the longer one after it"
        assert all(one.back_at is not None for one in found)
        session.remove()


def test_it_rings_after_a_restart_and_while_locked(phone, site):
    phone.prepare()
    site.cut()
    start(phone)
    phone.kill()
    page = phone.open()
    page.evaluate(LATER, 16 * 60_000)
    page.wait_for_selector(".alarm:has-text('Open the app with your PIN')")
    assert NAMES[0] not in page.inner_text("body"), "nobody's name rings"
