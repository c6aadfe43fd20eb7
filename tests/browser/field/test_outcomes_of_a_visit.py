"""The five buttons of a visit, and what each one writes down."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from kernel.db import session
from probation.contacts.models import Outcome
from probation.field_proposals.models import FieldProposal
from tests.browser.field.conftest import NAMES, contacts_of, eventually

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WRITTEN = (
    Outcome.COMPLIED,
    Outcome.NOT_THERE,
    Outcome.SENT_HOME_SERVICE,
    Outcome.FAILED_TO_COMPLY,
    Outcome.NOT_THERE,
)


def test_each_button_writes_its_outcome(phone, site, route):
    phone.prepare()
    page = phone.page
    for at, name in enumerate(NAMES[:4]):
        phone.visit(name, outcome=at, note=f"Button {at}")
    page.click(f".card:has-text('{NAMES[4]}') [data-visit]")
    page.click("[data-outcomes] label >> nth=4")
    page.fill("[name=address]", "12 New Street")
    page.click("text=Save the visit")
    page.wait_for_selector(".screen.home")
    eventually(lambda: not phone.stored("outbox"))
    with site.app.app_context():
        assert tuple(one.outcome for one in contacts_of(route)) == WRITTEN
        assert "No longer lives" in contacts_of(route)[4].note
        assert session.scalars(sa.select(FieldProposal.address)).one() == "12 New Street"
        session.remove()
