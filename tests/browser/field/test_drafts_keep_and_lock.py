"""What was begun is kept as typed and belongs to one person; five idle minutes lock; twelve hours delete the pack."""

from __future__ import annotations

import pytest

from tests.browser.field.conftest import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LATER = """by => { const Real = Date; self.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(Real.now() + by); }
  static now() { return Real.now() + by; } }; }"""


def begin(phone, name, note):
    phone.page.click(f".card:has-text('{name}') [data-visit]")
    phone.page.fill("[name=note]", note)
    phone.page.wait_for_selector("[data-kept]:not(:empty)")


def test_a_begun_note_survives_a_kill_and_stays_with_its_person(phone, site):
    phone.prepare()
    site.cut()
    begin(phone, NAMES[0], "Half a sen")
    phone.kill()
    page = phone.open()
    phone.unlock()
    page.click(f".cards .card:has-text('{NAMES[1]}') [data-visit]")
    assert page.input_value("[name=note]") == "", "another person's form is empty"
    page.click("[data-do=home]")
    page.wait_for_selector("[data-drafts] .card")
    assert page.locator("[data-drafts] .card").count() == 1
    page.click("[data-drafts] [data-open]")
    assert page.input_value("[name=note]") == "Half a sen"
    page.click("[data-outcomes] label >> nth=0")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    assert page.locator("[data-drafts] .card").count() == 0, "cleared when it was saved, not before"


def test_idle_minutes_lock_and_keep_the_note(phone):
    phone.prepare()
    page = phone.page
    begin(phone, NAMES[0], "Interrupted")
    page.evaluate(LATER, 5 * 60_000 + 1000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_selector(".screen.unlock")
    assert "Interrupted" not in page.content()
    assert NAMES[0] not in page.content()
    phone.unlock()
    page.click("[data-drafts] [data-open]")
    assert page.input_value("[name=note]") == "Interrupted"


def test_after_twelve_hours_the_pack_is_gone_and_what_waits_is_not(phone, site):
    phone.prepare()
    page = phone.page
    site.cut()
    phone.visit(NAMES[0], note="Before it ended")
    page.evaluate(LATER, 12 * 3_600_000)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_selector(".screen.start, .screen.unlock")
    assert phone.stored("pack") == []
    assert len(phone.stored("outbox")) == 1


def test_the_pack_is_deleted_when_the_day_is_done_and_comes_back_as_returned(phone, site):
    from kernel.db import session
    from probation.field_packs.models import FieldPack

    phone.prepare()
    phone.page.click("text=Day done")
    phone.page.click(".ask [data-yes]")
    phone.page.wait_for_selector(".screen.start")
    phone.page.wait_for_timeout(1500)
    with site.app.app_context():
        assert session.query(FieldPack).one().returned_at is not None
        session.remove()
