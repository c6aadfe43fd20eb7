"""A new version of the app never starts over somebody's writing, and leaves nothing of the old one behind."""

from __future__ import annotations

import pytest

from probation.field_shell import views
from tests.browser.field.conftest import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def publish_another(monkeypatch):
    """As if a file of the app had changed: another mark, other addresses."""
    monkeypatch.setattr(views, "files_build", lambda: "abcdef012345")


def test_an_update_in_the_middle_of_a_visit_waits_for_the_reader(phone, monkeypatch):
    phone.prepare()
    page = phone.page
    before = page.evaluate("caches.keys()")
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.fill("[name=note]", "In the middle")
    page.wait_for_selector("[data-kept]:not(:empty)")
    page.evaluate("window.same = 1")
    publish_another(monkeypatch)
    page.evaluate("navigator.serviceWorker.getRegistration('/field/').then(worker => worker.update())")
    page.wait_for_selector("#newer:not([hidden])")
    page.click("text=Use it now")
    page.wait_for_selector("text=Save or leave the visit first")
    assert page.evaluate("window.same") == 1, "no reload while a form is open"
    assert page.input_value("[name=note]") == "In the middle"
    page.click("[data-outcomes] label >> nth=0")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    with page.expect_navigation():
        page.click("text=Use it now")
    page.wait_for_selector(".screen.unlock")
    assert page.evaluate("window.same === undefined")
    after = page.evaluate("caches.keys()")
    assert len(before) == len(after) == 1
    assert before != after, "the old cache is gone"
    phone.unlock()
    assert page.locator(".card").count() == len(NAMES)
