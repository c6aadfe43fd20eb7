"""While the phone was away: the person went to another officer, was restricted, or was not understood by the server."""

from __future__ import annotations

import pytest

from casework.people.models import Person
from kernel import audit
from kernel.authz import Role
from kernel.db import session
from tests import cast
from tests.browser.field.conftest import NAMES, contacts_of, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def hand_over(site, route, *, restricted=False):
    """The first person now belongs to somebody of another office; one restricted is hidden from the officer as well."""
    with site.app.app_context():
        with cast.deed():
            elsewhere = cast.make_unit(kind="probation_office", name="Hill Street Office")
            other = cast.make_actor(Role.PROBATION_OFFICER, elsewhere, name="Omar Lind")
            person = session.get(Person, route.people[0].id)
            person.office_id, person.officer_id, person.restricted = elsewhere.id, other.human_id, restricted
            audit.record(None, "person.opened", person)
        session.remove()


@pytest.mark.parametrize("restricted", [False, True])
def test_a_visit_to_somebody_who_changed_hands_goes_to_the_supervisor(phone, site, route, restricted):
    phone.prepare()
    page = phone.page
    site.cut()
    phone.visit(NAMES[0], note="Before the transfer was known")
    phone.visit(NAMES[1], note="Somebody else")
    hand_over(site, route, restricted=restricted)
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#state:has-text('Need you')")
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == ["Somebody else"], "the rest of the queue did not wait"
    page.click("#state button")
    page.click(".card:has-text('no longer yours') [data-supervisor]")
    eventually(lambda: not page.locator("#state button").count())
    page.wait_for_selector("text=With your supervisor")
    assert phone.stored("outbox") == []


def test_what_the_server_asks_to_correct_stays_editable(phone, site, route):
    phone.prepare()
    page = phone.page
    site.cut()
    page.click(f".card:has-text('{NAMES[0]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=0")
    page.evaluate("document.querySelector('[name=agreed_action]').removeAttribute('maxlength')")
    page.fill("[name=agreed_action]", "x" * 2100)
    page.fill("[name=note]", "Too long an agreement")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    phone.visit(NAMES[1], note="Not held up")
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#state:has-text('Need you')")
    page.click("#state button")
    page.wait_for_selector("main li:has-text('Agreed action: Write at most 2000 characters.')")
    page.click("text=Correct and send")
    page.wait_for_selector("[data-wrongs]:has-text('Agreed action: Write at most 2000 characters.')")
    assert page.input_value("[name=note]") == "Too long an agreement"
    assert page.get_attribute("[name=agreed_action]", "aria-invalid") == "true"
    page.fill("[name=agreed_action]", "Call on Monday")
    page.click("text=Save the visit")
    eventually(lambda: not page.locator("#state button").count())
    with site.app.app_context():
        found = {one.note: one.agreed_action for one in contacts_of(route)}
    assert found == {"Not held up": "", "Too long an agreement": "Call on Monday"}


def test_one_bad_record_can_be_deleted_alone(phone, site, route):
    phone.prepare()
    page = phone.page
    site.cut()
    phone.visit(NAMES[0], note="Bad")
    phone.visit(NAMES[1], note="Good")
    hand_over(site, route)
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#state:has-text('Need you')")
    page.click("#state button")
    page.click("main [data-drop]")
    page.click(".ask [data-yes]")
    eventually(lambda: not phone.stored("outbox"))
    with site.app.app_context():
        assert [one.note for one in contacts_of(route)] == ["Good"]
