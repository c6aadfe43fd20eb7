"""In a browser: a curfew typed as people type times and the map of an area, served, then varied with another map."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import sqlalchemy as sa
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from kernel.db import session
from kernel.units.models import Unit
from probation.orders.models import ConditionSet, OrderState, SupervisionOrder
from tests.browser.test_from_release_to_an_early_end import Calendar, explain, follow, press, printed, put, send

pytestmark = pytest.mark.browser
SINCE = dt.date(2026, 11, 2)
"""A day on which the version of the catalogue with the curfew holds."""


@pytest.fixture
def calendar(demo_app):
    made = Calendar(demo_app)
    made.now = max(made.now, dt.datetime.combine(SINCE, dt.time(13), dt.UTC))
    return made


def an_order():
    """A running order of the office that was never varied."""
    varied = sa.select(ConditionSet.order_id).where(ConditionSet.varies_id.is_not(None))
    return session.scalar(
        sa.select(SupervisionOrder.id)
        .join(Unit, Unit.id == SupervisionOrder.office_id)
        .where(Unit.code == "OLD", SupervisionOrder.state == OrderState.ACTIVE, SupervisionOrder.id.not_in(varied))
        .order_by(SupervisionOrder.id)
        .limit(1)
    )


def map_file(colour):
    image, out = Image.new("RGB", (800, 600), "#f3efe4"), io.BytesIO()
    ImageDraw.Draw(image).rectangle((200, 150, 600, 450), outline=colour, width=12)
    image.save(out, "PNG")
    return {"name": "area.png", "mimeType": "image/png", "buffer": out.getvalue()}


def begin_variation(page, order, today, asker):
    page.goto(f"/supervision/orders/{order}/conditions/new")
    page.locator("[name='reason']").fill("The evenings went wrong three times.")
    page.locator(f"[name='asked_by'][value='{asker}']").check()
    page.locator("[name='talked'][value='yes']").check()
    put(page, "talked_on", today)
    send(page, "/conditions/new")


def say_why(page, day):
    for name in ("necessity", "proportionality"):
        page.locator(f"[name='{name}']").fill("Talks alone were tried and were not enough.")
    put(page, "review_on", day)


def add(page, code):
    with page.expect_navigation():
        page.locator(f"main a[href$='?code={code}']").click()


def approve_and_serve(walk_as, order):
    desk = walk_as("supervisor")
    desk.goto(f"/supervision/orders/{order}")
    expect(desk.locator("main")).to_contain_text("Asked for by: The court or board.")
    press(desk, "[name='decision'][value='approve']")
    page = walk_as("probation")
    page.goto(f"/supervision/orders/{order}")
    explain(page)
    expect(page.locator("#explain")).to_have_count(0)
    return page


def test_a_curfew_and_a_map_are_written_served_and_varied(calendar, walk_as, assert_accessible):
    order = calendar.do(an_order)
    later = calendar.today + dt.timedelta(days=90)
    page = walk_as("probation")
    begin_variation(page, order, calendar.today, "court")

    add(page, "curfew")
    page.locator("[name='begins']").fill("7.30 pm")
    page.locator("[name='ends']").fill("9 am")
    say_why(page, later)
    assert_accessible(page)
    page.locator("form[action*='code=curfew'] button.button").click()
    expect(page.locator("#ends-error")).to_contain_text("until 07:30 at most")
    expect(page.locator("#ends-error")).to_contain_text("house policy 3")
    expect(page.locator("[name='begins']")).to_have_value("7.30 pm")
    page.locator("[name='ends']").fill("6.30")
    send(page, "code=curfew")
    expect(page.locator("ol.conditions")).to_contain_text("Be at home every night from 19:30 until 06:30.")

    add(page, "stay-away")
    page.locator("[name='area']").fill("Cedar Avenue up to the canal")
    page.locator("[name='map']").set_input_files(
        {"name": "area.docx", "mimeType": "application/msword", "buffer": b"PK\x03\x04[Content_Types].xml"}
    )
    say_why(page, later)
    page.locator("form[action*='code=stay-away'] button.button").click()
    expect(page.locator("#map-error")).to_contain_text("Save as PDF")
    expect(page.locator("[name='area']")).to_have_value("Cedar Avenue up to the canal")
    page.locator("[name='map']").set_input_files(map_file("#a3262a"))
    assert_accessible(page)
    send(page, "code=stay-away")
    image = page.locator("ol.conditions figure.annex img")
    expect(image).to_have_count(1)
    image.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('figure.annex img').naturalWidth === 800")
    assert_accessible(page)
    send(page, "/submitted")

    page = approve_and_serve(walk_as, order)
    expect(page.locator("ol.conditions").first).to_contain_text("from 19:30 until 06:30")
    expect(page.locator("ol.conditions figure.annex img")).to_have_count(1)
    assert printed(page, "conditions.pdf")

    begin_variation(page, order, calendar.today, "person")
    expect(page.locator("main")).to_contain_text("Nothing differs from the version before yet.")
    expect(page.locator("ol.conditions figure.annex img")).to_have_count(1)
    with page.expect_navigation():
        page.locator("ol.conditions li:has(figure.annex) a.button-link").click()
    page.locator("[name='map']").set_input_files(map_file("#1b5e86"))
    assert_accessible(page)
    with page.expect_navigation():
        page.locator("form[enctype] button.button").click()
    changes = page.locator("#changes")
    expect(changes).to_contain_text("Map of the area: changed")
    before, now = (page.request.get(one.get_attribute("href")).body() for one in changes.locator("li a").all())
    assert before != now
    follow(page, f"$='/orders/{order}'")
    expect(page.locator("#versions")).to_contain_text("Asked for by: The person.")
