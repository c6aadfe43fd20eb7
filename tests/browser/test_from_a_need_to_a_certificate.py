"""The whole of a course in a browser: a need, a wish, its rank, an offer, a place, twenty registers, pay, a paper.

As the coordinator at a desk and as the instructor on a phone; an employer checks the paper without an account.
"""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from casework.people.models import Person
from casework.plans.queries import needs_of
from kernel import clock, db
from kernel.accounts.models import Account
from kernel.authz import Actor, Role
from kernel.db import in_transaction, session
from kernel.units.models import Unit
from programmes.catalogue import service as catalogue
from programmes.catalogue.models import ProgrammeKind, ProgrammeStatus
from programmes.catalogue.service import NewVersion, ProgrammeFacts
from programmes.intakes import service as intakes
from programmes.intakes.service import NewIntake, NewSlot
from programmes.pay.models import RateBasis
from programmes.pay.service import NewRate, set_rate
from programmes.wording.rules import custody_word

pytestmark = pytest.mark.browser
SESSIONS, MINUTES = 20, 20


def coordinator_of(unit_id):
    found = session.scalar(sa.select(Account).where(Account.username == "coordinator"))
    return Actor(
        account_id=found.id, human_id=found.human_id, name="Coordinator", establishments=frozenset({unit_id}),
        roles=frozenset({Role.PROGRAMME_COORDINATOR}),
    )  # fmt: skip


def open_course():
    """A paid course of twenty short sessions, all of them today, that answers the need for work."""
    unit = session.scalar(sa.select(Unit).where(Unit.name == "Harbour Road Prison"))
    boss, today = coordinator_of(unit.id), clock.today(unit.zone)
    teacher = session.scalar(sa.select(Account.human_id).where(Account.username == "instructor"))
    made = catalogue.create_programme(boss, ProgrammeFacts(
        code="WALK-1", name="Upholstery, first steps", kind=ProgrammeKind.EDUCATION, paid=True, need_area="employment",
        certificate_title="Upholstery, entry level", awarding_body="Meridian Chamber of Trades",
    ))  # fmt: skip
    modules = [("Frames", 200), ("Covers", 200)]
    catalogue.add_version(boss, NewVersion(programme_id=made.id, valid_from=today, modules=modules))
    catalogue.set_status(boss, made.id, ProgrammeStatus.LIVE)
    rate = NewRate(programme_id=made.id, basis=RateBasis.HOUR, minor=300, currency="EUR", valid_from=today)
    set_rate(boss, rate)
    group = intakes.open_intake(boss, NewIntake(
        programme_id=made.id, unit_id=unit.id, instructor_id=teacher, name="Upholstery A", starts_on=today,
        ends_on=today, capacity=2,
    ))  # fmt: skip
    for n in range(SESSIONS):
        begins, ends = dt.time(8 + n // 2, 30 * (n % 2)), dt.time(8 + n // 2, 30 * (n % 2) + MINUTES)
        new = NewSlot(intake_id=group.id, weekday=today.weekday(), starts_at=begins, ends_at=ends)
        intakes.add_slot(boss, new)
    return group.id, made.name, somebody_who_needs_work(unit.id)


def somebody_who_needs_work(unit_id):
    held = (Person.establishment_id == unit_id, Person.in_custody, ~Person.restricted, Person.merged_into_id.is_(None))
    sentenced = sa.select(Person).where(*held, Person.legal_status == "sentenced").order_by(Person.number)
    return next(one.id for one in session.scalars(sentenced) if needs_of(one.id).get("employment", 0) > 0)


@pytest.fixture
def course(demo_app):
    with demo_app.app_context():
        group, programme, person = in_transaction(open_course)
        db.session.remove()
    return group, programme, person


def test_the_whole_of_a_course(course, walk_as, assert_accessible):
    group, programme, person = course
    desk = walk_as("coordinator")
    desk.goto(f"/people/{person}/programmes")
    desk.get_by_role("checkbox", name=programme).check()
    desk.get_by_label("The person", exact=True).check()
    desk.get_by_role("button", name="Ask for the place").click()
    desk.get_by_role("link", name=programme).first.click()
    expect(desk.locator("main")).to_contain_text("Your assessment says that this course would help you.")
    desk.get_by_role("button", name="Offer the place").click()
    desk.goto(f"/people/{person}/programmes")
    desk.locator("a[href^='/applications/']", has_text=programme).first.click()
    desk.get_by_role("link", name="Give the offered place").click()
    override = desk.locator("[name='override_reason']")
    if override.count():
        override.fill("The instructor asks for this person.")
    desk.locator("form[method='post'] button.button").last.click()
    desk.goto(f"/people/{person}/programmes")
    place = desk.locator("a[href^='/allocations/']", has_text=programme).first.get_attribute("href")

    take_the_registers(walk_as("instructor", phone=True), group, assert_accessible)

    desk.goto("/pay/runs")
    assert desk.locator("tr", has_text="20").count(), "twenty lines of pay wait for the next run"
    desk.goto(f"{place}/modules")
    assert_accessible(desk)
    assert "Every module is done" in desk.locator("main").inner_text()
    desk.get_by_role("link", name="Record the outcome").click()
    desk.get_by_label("Completed", exact=True).check()
    desk.get_by_role("button", name="Record the outcome").click()
    check = desk.locator("a[href^='/verify/']").first
    address = check.get_attribute("href")
    assert "Upholstery, entry level" in check.inner_text()

    employer = walk_as("", phone=True)
    employer.goto(address)
    assert_accessible(employer)
    told = employer.locator("body").inner_text()
    assert "genuine and holds" in told
    assert custody_word(told) is None


def take_the_registers(phone, group, assert_accessible):
    phone.goto(f"/intakes/{group}")
    sessions = sorted({one.get_attribute("href") for one in phone.locator("a[href*='/sessions/']").all()})
    registers = [one for one in sessions if one.endswith("/register")]
    assert len(registers) == SESSIONS
    for n, address in enumerate(registers):
        phone.goto(address)
        if not n:
            assert_accessible(phone)
            assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        phone.get_by_role("button", name="Complete the register").click()
        phone.wait_for_selector("text=The register is complete")
    assert re.search("Present|present", phone.locator("main").inner_text())
