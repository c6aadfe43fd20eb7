"""On ordinary pages of the same browser: count and age of what is unsent, and a question before signing out over it."""

from __future__ import annotations

import pytest

from tests.browser.field.conftest import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def waiting(phone, site, route):
    """An ordinary page of the office in a browser whose field app, closed by now, holds one visit."""
    phone.context.add_init_script(  # else the worker would send it meanwhile
        "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', { value: undefined });"
    )
    phone.page.reload()
    phone.prepare()
    site.cut()
    phone.visit(NAMES[0], note="Waits")
    page = phone.context.new_page()
    phone.page.close()
    site.restore()
    page.goto("/my-day")
    phone.page = page
    return phone


def test_the_count_and_the_age_stand_on_an_ordinary_page(waiting, assert_accessible):
    page = waiting.page
    page.wait_for_selector("[data-unsent]:not([hidden])")
    assert "Not sent yet from this device: \u20681\u2069" in page.inner_text("[data-unsent]")
    assert_accessible(page)


def test_signing_out_asks_and_keeps_what_is_sealed(waiting, site):
    page = waiting.page
    page.wait_for_selector("[data-unsent]:not([hidden])")
    page.click("text=Sign out")
    page.wait_for_selector("#leave-unsent[open]")
    page.click("#leave-unsent [data-stay]")
    assert page.url.endswith("/my-day"), "going back stays"
    page.click("text=Sign out")
    page.click("#leave-unsent [data-out]")
    page.wait_for_url(lambda url: not url.endswith("/my-day"))
    page.goto("/field/")
    page.wait_for_selector(".screen.start")
    assert waiting.stored("pack") == []
    assert waiting.stored("drafts") == []
    assert len(waiting.stored("outbox")) == 1


def test_where_nothing_was_prepared_nothing_is_made(make_phone, route):
    phone = make_phone()
    page = phone.open("/sign-in")
    phone.sign_in(route.officer)
    page.goto("/my-day")
    page.wait_for_timeout(500)
    assert page.locator("[data-unsent]").is_hidden()
    assert page.evaluate("indexedDB.databases()") == []
