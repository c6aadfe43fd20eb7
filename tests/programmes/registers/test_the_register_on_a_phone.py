"""The register at 360 px: boxes as large as a thumb, nothing beside the screen; and the whole of it by keyboard."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel import db
from kernel.authz import Role
from kernel.clock import today
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.registers.models import Attendance
from programmes.tools.models import Tool, ToolState
from tests import cast

THUMB = 44


def untaken():
    """A session whose register nobody took; a missing tool would keep that of its workshop open."""
    stopped = sa.select(Tool.workshop_id).where(Tool.state == ToolState.MISSING)
    found = db.session.scalar(
        sa.select(ClassSession.id)
        .join(Intake, Intake.id == ClassSession.intake_id)
        .where(ClassSession.state == SessionState.PLANNED, ClassSession.held_on < today(), Intake.taken > 1)
        .where(sa.or_(Intake.workshop_id.is_(None), Intake.workshop_id.not_in(stopped)))
        .limit(1)
    )
    db.session.remove()
    return found


@pytest.mark.browser
def test_thumb_sized_and_by_keyboard(demo_database, real_db, browse_as, assert_accessible):
    with real_db.app_context():
        held = untaken()
        page = browse_as(cast.make_actor(Role.PROGRAMME_COORDINATOR))
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"/sessions/{held}/register")
    assert_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    row = page.locator(".reg-row").first
    for box in row.locator(".reg-box input, .segments label").all():
        assert box.bounding_box()["height"] >= THUMB
    note = row.locator(".reg-note input").bounding_box()
    assert note["width"] > 200

    row.locator("input[type=radio]").first.focus()
    for key in ("ArrowRight", "Tab", "4", "5"):
        page.keyboard.press(key)
    assert row.locator("input[type=radio][value=late]").is_checked()
    assert row.locator("input[name^=minutes]").input_value() == "45"
    while not row.locator(".reg-note input").evaluate("box => box === document.activeElement"):
        page.keyboard.press("Tab")
    for key in ("B", "u", "s", "Enter"):
        page.keyboard.press(key)
    row.locator("[data-said]:text('Saved')").wait_for()
    page.get_by_role("button", name="Complete the register").click()
    page.wait_for_selector("text=The register is complete")
    with real_db.app_context():
        kept = (Attendance.session_id == held, Attendance.code == "late")
        assert db.session.execute(sa.select(Attendance.minutes, Attendance.note).where(*kept)).all() == [(45, "Bus")]
