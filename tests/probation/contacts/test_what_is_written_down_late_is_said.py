"""A visit that the office logs after its day turns days that had counted as overdue, as one from a phone does."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.audit import AuditEntry
from kernel.db import session
from probation.contacts.models import Outcome
from probation.contacts.service import record_visit
from probation.field_visits.models import LateEntry
from tests import cast
from tests.probation.conftest import NOW

DAY = dt.timedelta(days=1)


def logged(world, *, met, on, **over):
    """A visit of one day, written down on another."""
    with clock.held_at(NOW + on * DAY), cast.deed():
        return record_visit(world.officer, world.visit(occurred_at=NOW + met * DAY, **over)).id


def test_it_says_which_day_turned_and_is_in_the_trail(world, client, sign_in):
    made = logged(world, met=19, on=20)
    found = session.scalars(sa.select(LateEntry)).one()
    assert (found.contact_id, found.on_day) == (made, (NOW + 19 * DAY).date())
    told = sa.select(AuditEntry.subject_id).where(AuditEntry.action == "compliance.recomputed")
    assert session.scalars(told).all() == [found.id]
    with clock.held_at(NOW + 20 * DAY):
        sign_in(client, world.officer)
        page = client.get(f"/contacts/{made}").get_data(as_text=True)
    assert "changed from overdue to met by late entry" in page


@pytest.mark.parametrize(
    ("met", "on", "outcome"), [(20, 20, Outcome.COMPLIED), (0, 1, Outcome.COMPLIED), (19, 20, Outcome.NO_GOOD_REASON)]
)
def test_what_turns_nothing_says_nothing(world, met, on, outcome):
    logged(world, met=met, on=on, outcome=outcome)
    assert session.scalars(sa.select(LateEntry)).all() == []
