"""What waits goes out by itself: when the app opens, when it is looked at again, and every minute that it is open."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.field.conftest import NAMES, contacts_of, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ONLY_THE_PAGE = "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });"
MINUTES = """(() => { const real = self.setInterval; self.each = [];
  self.setInterval = (work, every) => (every === 60000 ? self.each.push(work) : real(work, every)); })();"""
"""The minute is not waited for: what would run then is kept and called."""


@pytest.fixture
def written(phone, site):
    """One visit that waits on a phone without network, whose browser sends nothing in the background."""
    phone.context.add_init_script(ONLY_THE_PAGE + MINUTES)
    phone.page.reload()
    phone.prepare()
    site.cut()
    phone.visit(NAMES[0], note="It goes by itself")
    expect(phone.page.locator("#state")).to_contain_text("Not sent yet")
    assert phone.page.evaluate("self.Field.sender.run()") == "offline", "the try that follows saving is over"
    site.restore()
    phone.page.wait_for_timeout(500)
    assert len(phone.stored("outbox")) == 1, "nobody has told the app yet that there is network again"
    return phone


def arrives(phone, site, route):
    eventually(lambda: not phone.stored("outbox"))
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == ["It goes by itself"]


def test_when_the_app_is_opened(written, site, route):
    written.page.reload()
    arrives(written, site, route)


def test_when_it_is_looked_at_again(written, site, route):
    written.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    arrives(written, site, route)


def test_every_minute(written, site, route):
    assert written.page.evaluate("self.each.length") == 1
    written.page.evaluate("self.each[0]()")
    arrives(written, site, route)
