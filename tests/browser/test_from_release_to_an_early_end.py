"""The whole of a licence in a browser: the gate, visits, missed days, help, a letter taken back, a variation, its end.

Officer and supervisor each change between phone and desk from day to day, the other way round in Arabic,
so that each step is taken on both. The days pass on the server.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re

import pytest
import sqlalchemy as sa

from casework.release import service as release
from kernel import clock
from kernel.authz import Role
from kernel.db import session
from kernel.errors import DomainError
from kernel.ids import new_id
from kernel.units.models import Unit
from probation.enforcement.models import SupportReview
from probation.orders import service as orders
from probation.orders.models import OrderKind, OrderState, SupervisionOrder
from tests import cast
from tests.casework.people_inside import received
from tests.casework.worklists.test_lists import set_facts

pytestmark = pytest.mark.browser
DAY = dt.timedelta(days=1)


class Calendar:
    """The day that every request of the server falls on."""

    def __init__(self, app):
        self.app, self.serve = app, app.wsgi_app
        self.now = dt.datetime.combine(clock.today(), dt.time(13), dt.UTC)
        app.wsgi_app = self

    def __call__(self, environ, start_response):
        with clock.held_at(self.now):
            return self.serve(environ, start_response)

    @property
    def today(self):
        return self.now.date()

    def do(self, deed, *args):
        """What other modules own, done on this day by a command."""
        with self.app.app_context(), clock.held_at(self.now):
            return deed(*args)


@pytest.fixture
def calendar(demo_app):
    return Calendar(demo_app)


def prison():
    return session.scalar(sa.select(Unit).where(Unit.name == "Harbour Road Prison"))


def somebody_about_to_leave():
    """In prison, with a licence prepared and everything done that is the prison's own duty."""
    person = received(prison(), "Sami Haddad")
    office = session.scalar(sa.select(Unit).where(Unit.code == "OLD"))
    set_facts(person, release_on=clock.today())
    planner = cast.make_actor((Role.CASE_MANAGER, Role.PROBATION_OFFICER), prison())
    keeper = cast.make_actor((Role.RECORDS_OFFICER, Role.CASE_MANAGER), prison())
    with cast.deed():
        order = orders.prepare_order(planner, orders.NewOrder(
            id=new_id(), person_id=person, kind=OrderKind.LICENCE, office_id=office.id, authority="Court",
            reference="R 9", starts_on=clock.today(), ends_on=clock.today() + 365 * DAY, failure_limit=1,
        ))  # fmt: skip
        release.check_identity(keeper, person)
        release.offer_copy(keeper, person, taken=True)
        release.give_order(keeper, person, authority="Court", reference="R 9", dated_on=clock.today())
    return person, order.id


def leave(person):
    for step in (release.prepare, lambda who, key: release.release(who, key, at=clock.now(), id=new_id())):
        keeper = cast.make_actor((Role.RECORDS_OFFICER, Role.CASE_MANAGER), prison())
        with cast.deed():
            step(keeper, person)


# ---- hands ----------------------------------------------------------------------------------------------------------


def put(page, name, day):
    for part in ("day", "month", "year"):
        page.locator(f"[name='{name}-{part}']").fill(str(getattr(day, part)))


def press(page, button):
    with page.expect_navigation():
        page.locator(button).last.click()
    assert not page.locator("#errors").count(), page.locator("#errors").inner_text()


def send(page, action):
    press(page, f"form[action$='{action}'] button.button")


def follow(page, href):
    with page.expect_navigation():
        page.locator(f"main a[href{href}]").first.click()


def explain(page):
    page.locator("[name='signed'][value='signed']").check()
    send(page, "/explained")


def log(page, person, outcome, next_on, action=""):
    """From the day through the pages of the wizard to what was saved."""
    page.goto("/my-day")
    follow(page, f"*='/people/{person}/visits/new'")
    follow(page, "*='/outcome/outcome'")
    page.locator(f"[name='outcome'][value='{outcome}']").check()
    go_on(page, "action" if action else "note")
    if action:
        page.locator(f"button[value='{action}']").click()
        page.wait_for_url(re.compile("/outcome/(follow|note)"))
    if "/outcome/follow" in page.url:
        for words in page.locator("[name='follow_words']").all():
            words.fill("Rang the person and the sister; both want another day.")
        go_on(page, "note")
    page.locator("[name='agreed_action']").fill("Bring the tenancy letter.")
    go_on(page, "next")
    put(page, "next_on", next_on)
    page.locator("[name='next_time']").fill("7:05")
    go_on(page, "check")
    go_on(page, "saved")


def go_on(page, there):
    page.locator("form.visit button.big").first.click()
    page.wait_for_url(re.compile(f"/{there}"))


# ---- the walk -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en-GB", "ar"])
def test_the_whole_of_a_licence(calendar, walk_as, assert_accessible, language):
    person, order = calendar.do(somebody_about_to_leave)
    missed = f"/supervision/orders/{order}/missed"

    def next_day(username="probation"):
        calendar.now += DAY
        return sign_in(username)

    turns = {"probation": itertools.cycle((True, False)), "supervisor": itertools.cycle((False, True))}

    def sign_in(username):
        page = walk_as(username, phone=next(turns[username]) == (language == "en-GB"), language=language)
        assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        return page

    def look(page):
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

    with pytest.raises(DomainError):
        calendar.do(leave, person)
    through_the_gate(sign_in("probation"), calendar, person, order, look)

    log(next_day(), person, "not_there", calendar.today + DAY, action="reach_out")
    log(next_day(), person, "complied", calendar.today + DAY)
    log(next_day(), person, "no_good_reason", calendar.today + DAY, action="nothing")
    phone = next_day()
    log(phone, person, "no_good_reason", calendar.today + DAY, action="support_review")
    assert calendar.do(reviews_of, order) == [True], "one review, opened by itself"
    help_before_the_letter(phone, missed, look)
    evidence_comes(next_day(), missed, look)

    vary(next_day(), calendar.today, order, look)
    approve(sign_in("supervisor"), order, look)
    phone = sign_in("probation")
    phone.goto(f"/supervision/orders/{order}")
    explain(phone)
    assert phone.locator("ol.conditions", has_text="Ring on Mondays.").count()
    assert not phone.locator("#explain").count()

    end_early(next_day, sign_in, calendar, order, look)
    assert calendar.do(state_of, order) is OrderState.EARLY_TERMINATED


def reviews_of(order):
    return list(session.scalars(sa.select(SupportReview.by_itself).where(SupportReview.order_id == order)))


def state_of(order):
    return session.get_one(SupervisionOrder, order).state


def through_the_gate(phone, calendar, person, order, look):
    phone.goto("/supervision/to-prepare")
    look(phone)
    follow(phone, f"$='/orders/{order}'")
    look(phone)
    explain(phone)
    follow(phone, "$='/appointments/new'")
    put(phone, "next_on", calendar.today + DAY)
    phone.locator("[name='next_time']").fill("7:05")
    look(phone)
    send(phone, "/appointments/new")
    calendar.do(leave, person)
    phone.goto(f"/supervision/orders/{order}")
    look(phone)
    send(phone, "/begun")


def help_before_the_letter(phone, missed, look):
    phone.goto(missed)
    look(phone)
    assert not phone.locator("form[action*='/warnings/']").count(), "help is looked at before a letter"
    phone.locator("[name='decision'][value='step_on']").check()
    phone.locator("[name='reasons']").fill("The bus does not run so early; work begins at six.")
    send(phone, "/reviews/closed")
    send(phone, "/warnings/first_warning")
    look(phone)
    assert printed(phone, "letter.pdf")


def printed(page, name):
    answer = page.request.get(page.locator(f"a[href$='/{name}']").first.get_attribute("href"))
    return answer.ok and answer.body().startswith(b"%PDF")


def evidence_comes(phone, missed, look):
    phone.goto(missed)
    failures = phone.locator("main a[href^='/contacts/']")
    assert failures.count() == 2
    with phone.expect_navigation():
        failures.last.click()
    follow(phone, "$='/amend'")
    phone.locator("[name='outcome']").select_option("good_reason_work")
    phone.locator("[name='reason']").fill("The employer sent the shift plan.")
    look(phone)
    send(phone, "/amend")
    look(phone)
    follow(phone, f"='{missed}'")
    assert failures.count() == 1
    assert phone.locator("#still").count(), "the letter stands on a day that does not count any more"
    phone.locator("details:has(form[action$='/withdrawn']) summary").click()
    phone.locator("form[action$='/withdrawn'] [name='words']").fill("The day was at work, with a shift plan.")
    send(phone, "/withdrawn")
    look(phone)
    assert not phone.locator("#still").count()
    assert printed(phone, "withdrawal.pdf")


def vary(phone, today, order, look):
    phone.goto(f"/supervision/orders/{order}")
    follow(phone, "$='/conditions/new'")
    phone.locator("[name='reason']").fill("The person works early; the phone is enough on Mondays.")
    phone.locator("[name='asked_by'][value='person']").check()
    phone.locator("[name='talked'][value='yes']").check()
    put(phone, "talked_on", today)
    look(phone)
    send(phone, "/conditions/new")
    follow(phone, "$='/conditions/new'")
    for name in ("text", "plain"):
        phone.locator(f"[name='{name}']").fill("Ring on Mondays.")
    phone.locator("[name='purpose']").select_option("contact")
    for name in ("necessity", "proportionality"):
        phone.locator(f"[name='{name}']").fill("A call keeps contact and the work.")
    put(phone, "review_on", today + 90 * DAY)
    look(phone)
    send(phone, "/conditions/new")
    look(phone)
    send(phone, "/submitted")


def approve(desk, order, look):
    desk.goto("/supervision/board")
    look(desk)
    follow(desk, f"$='/orders/{order}#decide'")
    look(desk)
    press(desk, "[name='decision'][value='approve']")
    assert not desk.locator("#decide").count()


def end_early(next_day, sign_in, calendar, order, look):
    address = f"/supervision/orders/{order}/end"
    phone = next_day()
    phone.goto(f"/supervision/orders/{order}")
    follow(phone, "$='/end'")
    phone.locator("[name='grounds']").fill("Steady work, a home, and every call kept.")
    look(phone)
    send(phone, "/early-end")
    desk = sign_in("supervisor")
    desk.goto("/supervision/board")
    follow(desk, f"$='/orders/{order}/end#decide'")
    look(desk)
    press(desk, "[name='decision'][value='support']")
    phone = next_day()
    phone.goto(address)
    answer = phone.locator("form[action$='/answered']")
    put(answer, "on", calendar.today)
    answer.locator("[name='words']").fill("City Court, order 17 of this week.")
    press(phone, "[name='decision'][value='granted']")
    look(phone)
