"""An earning that the rules cannot share out is a work item: it stops nobody's register, and arrives once they can."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from casework.public import EarningsDue
from kernel import clock, events
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.bookings import service as bookings
from marketplace.earnings import service
from marketplace.earnings.models import EarningLine, EarningState
from marketplace.ledger.queries import holdings_of, proof
from marketplace.splits.rules import CannotSplit
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner

DAY = dt.date(2026, 11, 20)


@pytest.fixture
def person():
    with clock.held_at(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)):
        yield make_prisoner(cast.make_unit())


def earn(person, minor):
    with transaction():
        events.publish(EarningsDue(
            person_id=person.id, kind="wage", source="attendance", source_id=new_id(), minor=minor, currency="EUR",
            earned_on=DAY, explain={}, by=None,
        ))  # fmt: skip


def refuse(*_):
    raise CannotSplit("floors_over_cap", "The floors of “general” exceed its cap. Change the rule set.")


def test_it_waits_with_its_reason_and_arrives_when_the_rules_are_mended(app, person, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(bookings, "due", refuse)
        earn(person, 1000)
        line = session.scalars(sa.select(EarningLine)).one()
        assert (line.state, line.stuck[:10]) == (EarningState.HELD, "The floors")
        assert holdings_of(person.id) == []
        with transaction():
            assert service.mature(None) == 0
        desk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
        assert "The floors of “general” exceed its cap" in desk.get("/finance").text
        assert "Every earning is shared out" in desk.get("/finance/months/2026-10").text
    with transaction():
        assert service.mature(None) == 1
        assert service.mature(None) == 0
    line = session.scalars(sa.select(EarningLine)).one()
    assert (line.state, line.stuck) == (EarningState.POSTED, "")
    assert sum(row.balance for row in holdings_of(person.id)) == 1000
    assert proof()[0].is_right
    assert "could not be shared out" not in desk.get("/finance").text


def test_others_of_the_same_run_are_booked_meanwhile(person, monkeypatch):
    real = bookings.due
    monkeypatch.setattr(bookings, "due", lambda law, minor, *rest: refuse() if minor == 1 else real(law, minor, *rest))
    earn(person, 1)
    earn(person, 1000)
    states = {line.minor: line.state for line in session.scalars(sa.select(EarningLine))}
    assert states == {1: EarningState.HELD, 1000: EarningState.POSTED}
