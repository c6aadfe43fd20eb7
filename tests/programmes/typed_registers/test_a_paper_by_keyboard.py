"""The paper's lines are typed by the keyboard alone: a number a line; a slip is put right on the way."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel import db
from kernel.db import session, transaction
from programmes.intakes.models import ClassSession, SessionState
from programmes.registers.models import Attendance
from programmes.typed_registers import service
from tests.programmes.registers.test_twenty_people_by_keyboard import TWENTY, all_saved, class_of_twenty, person

__all__ = ["class_of_twenty", "person"]
pytestmark = pytest.mark.browser


def test_twenty_lines(class_of_twenty, browse_as, assert_accessible):
    boss, held = class_of_twenty
    with transaction():
        paper = service.print_register(boss, held).id
    db.session.remove()
    page = browse_as(boss)
    page.goto(f"/register-papers/{paper}")
    assert_accessible(page)
    page.locator("[data-row] input[type=radio]").first.focus()
    for _row in range(TWENTY):
        page.keyboard.press("1")
    all_saved(page, TWENTY)
    page.locator("[data-row]").nth(3).locator("input[type=radio]").first.focus()
    page.keyboard.press("2")
    page.locator("[data-row]").nth(3).locator("text=Saved").wait_for()
    page.get_by_role("button", name="Save and complete the register").click()
    page.wait_for_selector("text=The register is complete: 20 people.")
    db.session.remove()
    codes = list(session.scalars(sa.select(Attendance.code).where(Attendance.session_id == held)))
    assert sorted(codes) == ["late"] + ["present"] * (TWENTY - 1)
    assert session.get(ClassSession, held).state is SessionState.HELD
