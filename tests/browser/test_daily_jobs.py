"""The four daily jobs and the shop, each walked once in a real browser on the demo, as the person who does it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def no_sideways_scroll(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def open_details(page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")


def test_a_probation_officer_logs_a_visit_on_a_phone(walk_as, assert_accessible):
    page = walk_as("probation", phone=True)
    page.goto("/my-day")
    assert no_sideways_scroll(page)
    page.get_by_role("link", name=re.compile("Log visit")).first.click()
    assert_accessible(page)
    page.get_by_label("Came and took part").check()
    page.locator("[name='agreed_action']").fill("Bring the tenancy letter.")
    open_details(page)
    page.locator("[name='minutes']").fill("25")
    page.get_by_role("button", name="Save the visit").click()
    page.wait_for_url(re.compile("/saved"))
    assert no_sideways_scroll(page)
    expect(page.locator("body")).to_contain_text("Bring the tenancy letter.")


def test_a_visit_that_is_wrong_keeps_what_was_typed(walk_as):
    page = walk_as("probation")
    page.goto("/my-day")
    page.get_by_role("link", name=re.compile("Log visit")).first.click()
    page.locator("[name='agreed_action']").fill("Call the clinic.")
    open_details(page)
    page.locator("[name='on-day']").fill("31")
    page.locator("[name='on-month']").fill("2")
    page.get_by_role("button", name="Save the visit").click()
    expect(page).to_have_title(re.compile("^Error"))
    assert page.locator("[name='agreed_action']").input_value() == "Call the clinic."
    assert page.locator("[name='on-day']").input_value() == "31"
    assert page.locator("[role='alert'] a").count() >= 1


def test_a_coordinator_takes_a_register(walk_as, assert_accessible):
    page = walk_as("coordinator")
    page.goto("/programmes/today")
    links = page.get_by_role("link", name=re.compile("register", re.IGNORECASE))
    if not links.count():
        pytest.skip("no session is planned on this weekday")
    register = links.first.get_attribute("href")
    links.first.click()
    assert_accessible(page)
    late = page.locator("input[type='radio'][value='late']").first
    page.locator(f"label[for='{late.get_attribute('id')}']").click()
    assert late.is_checked()
    page.get_by_role("button", name=re.compile("Complete the register")).click()
    expect(page.locator("body")).to_contain_text("The register is complete")
    page.goto("/programmes/today")
    asked = page.locator(f"main a[href='{register}']").filter(has_text="Take the register")
    expect(asked, "nobody is asked for it again").to_have_count(0)


def test_a_finance_clerk_proves_the_books(walk_as, assert_accessible):
    page = walk_as("clerk")
    page.goto("/finance")
    expect(page.locator("body")).to_contain_text("The books are right")
    assert_accessible(page)


def test_a_visitor_buys_and_the_gate_hands_over(walk_as, assert_accessible):
    visitor = walk_as("", phone=True)
    visitor.goto("/shop")
    assert no_sideways_scroll(visitor)
    assert_accessible(visitor)
    visitor.locator("a[href*='/shop/product/']").first.click()
    visitor.get_by_role("button", name="Put into the basket").click()
    visitor.goto("/shop/basket")
    visitor.locator("[name='name']").fill("Vera Lind")
    visitor.locator("input[name='place']").first.check(force=True)
    visitor.get_by_role("button", name="Place the order").click()
    visitor.wait_for_url(re.compile("/shop/order/"))
    code = re.search(r"Pick-up code\s+([A-Z0-9]{3} ?[A-Z0-9]{3})", visitor.locator("main").inner_text()).group(1)
    manager = walk_as("shop")
    manager.goto("/desk")
    manager.locator("input[type='search'], input[name='code']").first.fill(code)
    manager.get_by_role("button", name="Search").click()
    expect(manager.locator("body")).to_contain_text("Vera Lind")
    owed = re.search(r"([\d.]+)", manager.locator("main").inner_text().split("Still to pay")[1]).group(1)
    manager.locator("[name='amount']").fill(owed)
    manager.get_by_role("button", name=re.compile("hand over", re.IGNORECASE)).first.click()
    expect(manager.locator("body")).to_contain_text("Handed over")
    expect(manager.locator("body")).to_contain_text("Vera Lind")
    visitor.reload()
    assert re.search("collected|handed over|picked up", visitor.locator("main").inner_text(), re.IGNORECASE)


@pytest.mark.parametrize("username", ["records", "case", "classification", "coordinator", "probation", "supervisor",
                                      "shop", "clerk", "governor", "inspector", "administrator"])  # fmt: skip
def test_every_home_is_accessible_in_both_directions(walk_as, assert_accessible, username):
    for language in ("en-GB", "ar"):
        page = walk_as(username, phone=True, language=language)
        assert no_sideways_scroll(page), language
        assert_accessible(page)
    assert page.locator("html").get_attribute("dir") == "rtl"
