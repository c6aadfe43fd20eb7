"""Field and office recorded the same appointment: the phone leads to three columns, which decide without any script."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.ids import new_id
from probation.contacts.models import Contact, ContactKind, Outcome
from probation.contacts.queries import contact, stands
from probation.contacts.service import NewVisit, record_visit
from tests import cast
from tests.browser.field.conftest import NAMES
from tests.browser.field.test_the_app_is_usable_by_everybody import WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = {1280: 1, 360: 3}
"""Rows that the three columns stand in."""


@pytest.fixture
def clash(phone, site, route) -> str:
    """Where the clash is decided, as the phone shows it: the supervisor logged the first appointment as missed."""
    phone.prepare()
    site.cut()
    phone.visit(NAMES[0], note="I was there and we spoke")
    with site.app.app_context():
        boss = cast.make_actor(Role.PROBATION_SUPERVISOR, route.office, name="Omar Lind")
        order = route.orders[0].id
        planned = session.scalars(
            sa.select(Contact.id).where(Contact.order_id == order, Contact.outcome.is_(None))
        ).one()
        missed = NewVisit(
            id=new_id(), order_id=order, kind=ContactKind.HOME, outcome=Outcome.NO_GOOD_REASON,
            occurred_at=clock.now(), note="Nobody came to the door", answers_id=planned,
        )  # fmt: skip
        with cast.deed():
            record_visit(boss, missed)
        session.remove()
    site.restore()
    phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.page.wait_for_selector("#state button", state="detached")
    phone.page.click("button:has-text('What waits to be sent') >> visible=true")
    return str(phone.page.get_attribute("[data-sent] a", "href"))


def test_the_phone_leads_to_it_and_it_is_decided(phone, clash, site, browser, assert_accessible):
    page = phone.page
    for width, rows in SIZES.items():
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(clash)
        tops = page.eval_on_selector_all(".three > section", "all => all.map(one => Math.round(one.offsetTop))")
        assert len(tops) == 3
        assert len(set(tops)) == rows, f"{width} px"
        assert page.evaluate(WIDE) == []
        assert_accessible(page)
    plain = browser.new_context(base_url=site.url, java_script_enabled=False, service_workers="block")
    plain.add_cookies(phone.context.cookies())
    page = plain.new_page()
    page.goto(clash)
    assert "I was there and we spoke" in page.inner_text("main")
    assert "Nobody came to the door" in page.inner_text("main")
    page.click("button:has-text('Decide')")
    expect(page.locator("main")).to_contain_text("Choose one.")
    page.check("[name=keep][value=mine]")
    page.fill("[name=reason]", "The hostel's door book says so.")
    page.click("button:has-text('Decide')")
    expect(page.locator("body")).to_contain_text("The other record is kept beside it.")
    plain.close()
    with site.app.app_context():
        logged = sa.select(contact.c.note).where(contact.c.outcome.is_not(None))
        assert list(session.scalars(logged.where(stands))) == ["I was there and we spoke"]
        assert len(list(session.scalars(logged))) == 2, "the other is kept beside it"
        session.remove()
