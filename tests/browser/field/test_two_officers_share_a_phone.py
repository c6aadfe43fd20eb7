"""What one officer wrote is not sent under another's name: it waits, says so, and goes when its writer signs in."""

from __future__ import annotations

import pytest

from kernel.authz import Role
from kernel.db import session
from tests import cast
from tests.browser.field.conftest import NAMES, contacts_of, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_visit_waits_for_the_officer_who_wrote_it(phone, site, route):
    phone.prepare()
    page = phone.page
    site.cut()
    phone.visit(NAMES[0], note="Written by Iris")
    with site.app.app_context():
        colleague = cast.make_actor(Role.PROBATION_OFFICER, route.office, name="Omar Lind")
        session.remove()
    phone.sign_in(colleague)
    site.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.wait_for_selector("#state:has-text('written by another officer')")
    assert len(phone.stored("outbox")) == 1
    with site.app.app_context():
        assert contacts_of(route) == []
    phone.sign_in(route.officer)
    page.click("#state button")
    page.click("text=Send now")
    eventually(lambda: not phone.stored("outbox"))
    with site.app.app_context():
        (found,) = contacts_of(route)
        assert (found.note, found.officer_id) == ("Written by Iris", route.officer.human_id)
