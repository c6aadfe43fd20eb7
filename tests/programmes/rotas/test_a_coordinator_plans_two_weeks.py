"""In the browser: a rota of two weeks is filled in, looked at, applied; a session moves; a calendar is read."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock, db
from kernel.authz import Role
from programmes.intakes.models import Intake
from tests import cast


def group_to_come():
    """A group that has not begun, without a workshop: nothing stands in its way."""
    statement = sa.select(Intake.id).where(Intake.starts_on > clock.today() + dt.timedelta(days=3))
    found = db.session.scalar(statement.where(Intake.workshop_id.is_(None)).order_by(Intake.id).limit(1))
    db.session.remove()
    return found


def fill_day(page, day):
    for label, part in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        page.get_by_label(label, exact=True).fill(str(part))


@pytest.mark.browser
def test_from_a_rota_to_a_calendar_address(demo_database, real_db, browse_as, assert_accessible):
    with real_db.app_context():
        group = group_to_come()
        page = browse_as(cast.make_actor(Role.PROGRAMME_COORDINATOR))
    page.goto(f"/intakes/{group}/rota")
    page.get_by_label("Weeks until it repeats").select_option("2")
    page.get_by_role("button", name="Show so many weeks").click()
    for box in page.locator("table.rota input[type=checkbox]").all():
        box.uncheck()
    for time in page.locator("table.rota input.in-xs").all():
        time.fill("")
    page.get_by_role("checkbox", name="Monday, week 1: Morning").check()
    page.get_by_role("checkbox", name="Thursday, week 2: Afternoon").check()
    page.get_by_role("textbox", name="Friday, week 2: From").fill("17:00")
    page.get_by_role("textbox", name="Friday, week 2: To").fill("18:30")
    later = dt.date(*(int(page.locator(f"#from_on-{part}").input_value()) for part in ("year", "month", "day")))
    fill_day(page, later + dt.timedelta(days=8))  # the demo made a rota for the first day
    page.get_by_role("button", name="See what it does").click()
    page.get_by_text("What this rota does").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Apply this rota").click()
    page.get_by_text("A rota of 2 weeks").wait_for()
    assert_accessible(page)

    page.locator("h2:text-is('Sessions') ~ div a").first.click()
    page.get_by_role("link", name="Move this session").click()
    seen = page.locator(".lead").inner_text()
    first = dt.datetime.strptime(seen.split(",")[0], "%a %d %b %Y").date()  # noqa: DTZ007
    page.get_by_label("Begins at").fill("7:00")
    page.get_by_label("Move all later sessions along, each to the next time of the rota").check()
    page.get_by_label("Why").fill("The instructor is at a course.")
    for days in range(15, 25):  # some of them may be holidays
        fill_day(page, first + dt.timedelta(days=days))
        page.get_by_role("button", name="See what it does").click()
        if not page.locator(".error-summary").count():
            break
    page.get_by_role("table").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Move them").click()
    page.get_by_role("button", name="Move them back").click()
    page.get_by_text("The sessions are back at their old times.").wait_for()

    page.goto("/my/calendar")
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="Make an address").click()
    address = page.locator("code").inner_text()
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.request.get(address).headers["content-type"].startswith("text/calendar")
