"""Every screen: axe finds nothing, nothing runs off a phone's edge, thumbs hit everything, Arabic is mirrored."""

from __future__ import annotations

import pytest

from tests.browser.field.conftest import NAMES, PIN

pytestmark = pytest.mark.browser
TARGETS = "main button, main a, header button, header a, main summary, main label:not(.hush)"
SMALL = """targets => [...document.querySelectorAll(targets)].filter(el => el.offsetParent && !el.closest('.hush'))
  .filter(el => el.matches('a,button,summary') || el.querySelector('input'))
  .filter(el => { const box = el.getBoundingClientRect(); return box.width && (box.height < 44 || box.width < 44); })
  .map(el => el.outerHTML.slice(0, 120))"""
WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll('body *')].filter(el => { const box = el.getBoundingClientRect();
    return box.right > document.documentElement.clientWidth + 1 || box.left < -1; })
  .map(el => el.outerHTML.slice(0, 120))"""


def look(page, assert_accessible, screen):
    page.wait_for_selector(f".screen.{screen}")
    assert_accessible(page)
    assert page.evaluate(WIDE) == [], f"{screen} runs off the edge"
    assert page.evaluate(SMALL, TARGETS) == [], f"{screen} has targets under 44 px"


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_every_screen_is_usable(make_phone, route, site, assert_accessible, language):
    phone = make_phone(language=language)
    page = phone.open(f"/field/?lang={language[:2]}")
    phone.sign_in(route.officer)
    assert page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
    look(page, assert_accessible, "start")
    page.click("[data-do=choose]")
    page.wait_for_selector(".screen.choose, .screen.newpin")
    if page.locator(".screen.choose").count():
        look(page, assert_accessible, "choose")
        page.click(".dock .button")
    look(page, assert_accessible, "newpin")
    page.fill("[name=pin]", PIN)
    page.fill("[name=again]", PIN)
    page.click(".button.big")
    look(page, assert_accessible, "home")
    page.click(f".card:has-text('{NAMES[0]}') [data-open]")
    look(page, assert_accessible, "person")
    page.click("[data-checkin]")
    look(page, assert_accessible, "timer")
    site.cut()
    page.click(".button.big")
    page.wait_for_selector("#timer:not([hidden]) button")
    look(page, assert_accessible, "person")
    page.click(".screen [data-visit]")
    look(page, assert_accessible, "visit")
    page.click(".dock .button")
    page.wait_for_selector("[data-wrongs]:not([hidden])")
    look(page, assert_accessible, "visit")
    page.click("[data-outcomes] label >> nth=0")
    page.click(".dock .button")
    page.wait_for_selector("#state button")
    page.click("#state button")
    look(page, assert_accessible, "waiting")
    page.click("[data-do=lock]")
    look(page, assert_accessible, "unlock")


def test_in_arabic_the_page_is_mirrored(make_phone):
    left = {}
    for language in ("en-GB", "ar"):
        phone = make_phone(language=language)
        page = phone.open(f"/field/?lang={language[:2]}")
        page.wait_for_selector(".screen.start")
        left[language] = page.locator(".mark").bounding_box()["x"]
        phone.close()
    assert left["en-GB"] < 60
    assert left["ar"] > 180


def test_a_double_tap_writes_one_visit(phone, site):
    phone.prepare()
    site.cut()
    page = phone.page
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    page.dblclick("text=Save the visit")
    page.wait_for_selector(".screen.home")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    assert len(phone.stored("outbox")) == 1


def test_a_visit_takes_at_most_eight_taps(phone):
    phone.prepare()
    page = phone.page
    page.evaluate(
        "window.taps = 0; addEventListener('click', e => { if (e.isTrusted && e.detail) window.taps += 1; }, true)"
    )
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    page.click("[data-templates] button >> nth=0")
    page.click("[data-next] label >> nth=1")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    assert page.evaluate("window.taps") == 5, "kind and time have their usual answers: three are left"
