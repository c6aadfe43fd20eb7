"""A register of twenty people by the keyboard alone; each row is saved as it is marked, whatever becomes of the tab."""

from __future__ import annotations

import contextlib
import datetime as dt
import threading
import time

import pytest
import sqlalchemy as sa
from playwright.sync_api import Error, expect

from casework.people.models import LegalStatus, Person, SecurityLevel
from kernel import audit, clock, db
from kernel.authz import Role
from kernel.db import session, transaction
from programmes.catalogue import service as catalogue
from programmes.catalogue.models import ProgrammeKind, ProgrammeStatus
from programmes.catalogue.service import NewVersion, ProgrammeFacts
from programmes.intakes import service as intakes
from programmes.intakes.models import ClassSession, SessionState
from programmes.intakes.queries import sessions_of
from programmes.intakes.service import NewIntake, NewSlot
from programmes.marks.models import RegisterMark
from programmes.places import service as places
from programmes.places.service import Placement
from programmes.registers.models import Attendance
from tests import cast

TWENTY, HALF = 20, 12
PASS_SECONDS = 30
pytestmark = pytest.mark.browser


def person(number, unit):
    made = Person(
        number=number, name=f"Person {number}", sort_name=number, match_key=number, opened_at=clock.now(),
        in_custody=True, establishment_id=unit.id, legal_status=LegalStatus.SENTENCED, level=SecurityLevel.MEDIUM,
    )  # fmt: skip
    session.add(made)
    audit.record(None, "person.registered", made)
    session.flush()
    return made


@pytest.fixture
def class_of_twenty(real_db):
    """An instructor's class with a session today, and nobody marked."""
    with real_db.app_context():
        prison = cast.make_unit(zone="UTC")
        boss = cast.make_actor((Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR), prison)
        today = clock.today("UTC")
        with transaction():
            made = catalogue.create_programme(
                boss, ProgrammeFacts(code="READ", name="Reading", kind=ProgrammeKind.EDUCATION)
            )
            version = NewVersion(programme_id=made.id, valid_from=today, modules=[("Letters", 600)])
            catalogue.add_version(boss, version)
            catalogue.set_status(boss, made.id, ProgrammeStatus.LIVE)
            group = intakes.open_intake(boss, NewIntake(
                programme_id=made.id, unit_id=prison.id, instructor_id=boss.human_id, name="Reading A",
                starts_on=today, ends_on=today + dt.timedelta(days=30), capacity=TWENTY,
            ))  # fmt: skip
            slot = NewSlot(intake_id=group.id, weekday=today.weekday(), starts_at=dt.time(8), ends_at=dt.time(10))
            intakes.add_slot(boss, slot)
            for n in range(TWENTY):
                seat = Placement(person_id=person(f"T{n:02}", prison).id, intake_id=group.id)
                assert places.place(boss, seat).allocation
        held = sessions_of(group.id)[0].id
        db.session.remove()
        yield boss, held


def kept(held):
    db.session.remove()
    found = session.execute(sa.select(RegisterMark.code).where(RegisterMark.session_id == held)).all()
    db.session.remove()
    return [row.code for row in found]


def all_saved(page, many):
    """The page says so; it says so only of what the server has kept."""
    page.locator(f"[data-done]:text-is('{many}')").wait_for(timeout=PASS_SECONDS * 1000)


def test_every_row_is_saved_and_the_pass_is_short(class_of_twenty, browse_as):
    boss, held = class_of_twenty
    page = browse_as(boss)
    page.goto(f"/sessions/{held}/register")
    begun = time.monotonic()
    for _row in range(TWENTY - 2):
        page.keyboard.press("1")
    page.keyboard.press("2")
    page.keyboard.press("6")
    page.keyboard.type("Stayed in bed")
    page.keyboard.press("Enter")
    all_saved(page, TWENTY)
    assert time.monotonic() - begun < PASS_SECONDS
    assert sorted(kept(held)) == ["late"] + ["present"] * (TWENTY - 2) + ["refused"]
    page.keyboard.press("Enter")
    page.wait_for_selector("text=The register is complete")
    db.session.remove()
    rows = session.execute(sa.select(Attendance.code, Attendance.note).where(Attendance.session_id == held)).all()
    assert len(rows) == TWENTY
    assert ("refused", "Stayed in bed") in rows
    assert session.get(ClassSession, held).state is SessionState.HELD


def test_a_killed_tab_loses_no_row(class_of_twenty, browse_as):
    boss, held = class_of_twenty
    page = browse_as(boss)
    page.goto(f"/sessions/{held}/register")
    for _row in range(HALF):
        page.keyboard.press("2")
    all_saved(page, HALF)
    context = page.context
    with contextlib.suppress(Error):
        page.goto("chrome://crash")
    assert kept(held) == ["late"] * HALF
    again = context.new_page()
    again.goto(f"/sessions/{held}/register")
    assert again.locator("[data-done]").inner_text() == str(HALF)
    expect(again.locator("input[value=late]:checked")).to_have_count(HALF)


@pytest.fixture
def slow_line(real_db, monkeypatch):
    """Rows reach the server and are answered only once the gate is opened."""
    gate, quick = threading.Event(), real_db.wsgi_app

    def slow(environ, start_response):
        if environ["PATH_INFO"].endswith("/register/rows"):
            gate.wait(PASS_SECONDS)
        return quick(environ, start_response)

    monkeypatch.setattr(real_db, "wsgi_app", slow)
    yield gate
    gate.set()


def arrives(held, many):
    """What the server has kept, once so many rows have come or a moment has passed."""
    until = time.monotonic() + 10
    while len(found := kept(held)) < many and time.monotonic() < until:
        time.sleep(0.1)
    return found


@pytest.mark.parametrize("leave", ["close", "away", "crash"])
def test_rows_that_nobody_confirmed_yet_arrive_though_the_tab_is_gone(class_of_twenty, browse_as, slow_line, leave):
    boss, held = class_of_twenty
    page = browse_as(boss)
    page.goto(f"/sessions/{held}/register")
    for _row in range(HALF):
        page.keyboard.press("2")
    assert page.locator(".reg-kept").count() == 0
    if leave == "close":
        page.close()
    else:
        with contextlib.suppress(Error):
            page.goto("chrome://crash" if leave == "crash" else "about:blank", timeout=5000)
    slow_line.set()
    assert arrives(held, HALF) == ["late"] * HALF


def test_without_scripts_the_same_page_keeps_and_completes(class_of_twenty, browse_as, browser, live):
    boss, held = class_of_twenty
    carried = browse_as(boss).context.cookies()
    plain = browser.new_context(base_url=live, java_script_enabled=False, service_workers="block")
    plain.add_cookies(carried)
    page = plain.new_page()
    page.goto(f"/sessions/{held}/register")
    page.get_by_role("button", name="Keep all rows, go on later").click()
    expect(page.locator("body")).to_contain_text("20 rows are kept")
    page.get_by_role("button", name="Complete the register").click()
    expect(page.locator("body")).to_contain_text("The register is complete: 20 people.")
    plain.close()
    assert len(kept(held)) == TWENTY
