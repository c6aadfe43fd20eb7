"""Taps are counted by the page itself: every click that reaches it, the note typed apart."""

from __future__ import annotations

import re
import time

import pytest

pytestmark = pytest.mark.browser

COUNT = """
window.addEventListener('pointerdown', () => sessionStorage.setItem('taps', 1 + Number(sessionStorage.getItem('taps'))),
                        {capture: true})
"""


def taps(page) -> int:
    return int(page.evaluate("Number(sessionStorage.getItem('taps'))"))


@pytest.fixture
def phone(walk_as):
    page = walk_as("probation", phone=True)
    page.context.add_init_script(COUNT)
    page.goto("/my-day")
    return page


def test_in_the_short_form(phone):
    begun = time.monotonic()
    phone.get_by_role("link", name=re.compile("Log visit")).first.click()
    phone.locator("label", has_text="Came and took part").click()
    phone.locator("[name='agreed_action']").fill("Bring the tenancy letter.")
    phone.get_by_role("button", name="Save the visit").click()
    phone.wait_for_url(re.compile("/saved"))
    assert 1 <= taps(phone) <= 8
    assert time.monotonic() - begun < 60


def test_step_by_step_after_somebody_did_not_come(phone, assert_accessible):
    begun = time.monotonic()
    phone.get_by_role("link", name=re.compile("Log visit")).first.click()
    phone.locator("label", has_text="reason not known yet").click()
    phone.get_by_role("button", name="Save the visit").click()
    phone.wait_for_url(re.compile("/outcome/action"))
    assert_accessible(phone)
    phone.get_by_role("button", name="Ask for the reason").click()
    phone.get_by_role("button", name="Continue").click()
    phone.wait_for_url(re.compile("/outcome/note"))
    phone.locator("[name='note']").fill("Rang twice, left a card.")
    phone.get_by_role("button", name="Continue").click()
    phone.wait_for_url(re.compile("/outcome/next"))
    phone.get_by_role("button", name="None is agreed yet").click()
    phone.wait_for_url(re.compile("/outcome/check"))
    assert_accessible(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    phone.get_by_role("button", name="Save", exact=True).click()
    phone.wait_for_url(re.compile("/saved"))
    assert taps(phone) <= 8
    assert time.monotonic() - begun < 60


def test_what_is_typed_survives_a_refresh_by_itself(phone):
    phone.get_by_role("link", name=re.compile("Log visit")).first.click()
    with phone.expect_response(re.compile("/outcome/draft")):
        phone.locator("[name='agreed_action']").fill("Call the clinic on Monday.")
    phone.reload()
    assert phone.locator("[name='agreed_action']").input_value() == "Call the clinic on Monday."
