"""The night of the clock change: an hour that is skipped cannot be chosen, one that comes twice is asked about."""

from __future__ import annotations

import pytest

from tests.browser.field.conftest import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ASK = """async ([minute, zone]) => {
  const time = await import(document.querySelector('link[href$="/time.js"]').href);
  return time.instantsOf(minute, zone).map(instant => time.withOffset(instant, zone));
}"""


@pytest.mark.parametrize(
    ("minute", "zone", "found"),
    [
        ("2026-07-01T12:00", "Europe/Paris", ["2026-07-01T12:00:00+02:00"]),
        ("2026-10-25T02:30", "Europe/Paris", ["2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00"]),
        ("2026-03-29T02:30", "Europe/Paris", []),
        ("2026-04-05T01:45", "Australia/Lord_Howe", ["2026-04-05T01:45:00+11:00", "2026-04-05T01:45:00+10:30"]),
        ("2026-01-01T00:00", "Pacific/Kiritimati", ["2026-01-01T00:00:00+14:00"]),
        ("2026-01-01T00:00", "America/St_Johns", ["2026-01-01T00:00:00-03:30"]),
    ],
)
def test_a_minute_of_the_clock_is_none_one_or_two_instants(make_phone, minute, zone, found):
    page = make_phone().open()
    assert page.evaluate(ASK, [minute, zone]) == found


def test_the_hour_that_comes_twice_is_asked_about(phone):
    phone.prepare()
    page = phone.page
    page.evaluate("""async () => {  // the office lies where the clocks go back tonight
      const session = await import(document.querySelector('link[href$="/session.js"]').href);
      session.thePack().zone = 'Europe/Paris';
    }""")
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    page.fill("[name=minute]", "2025-10-26T02:30")
    page.click("text=Save the visit")
    page.wait_for_selector("[data-wrongs]:has-text('which of the two')")
    page.click("[data-which] label >> nth=1")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    page.click(f".card:has-text('{NAMES[1]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    page.fill("[name=minute]", "2026-03-29T02:30")
    page.click("text=Save the visit")
    page.wait_for_selector("[data-wrongs]:has-text('skipped')")
