"""Cash is counted, bank statements are read: a difference is explained or shouts, and each night has its proof."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa
from sqlalchemy import exc

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.counts import queries
from marketplace.counts.models import TrustProof
from marketplace.counts.service import NewCount, take_proof, write_down
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from tests import cast
from tests.conftest import enter
from tests.marketplace.standing.test_a_part_goes_to_somebody import typed_day

NOW, R = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), AccountRole
TODAY, BEFORE = NOW.date(), dt.date(2026, 11, 20)


@pytest.fixture
def box():
    """A cash box with 10.00 since the 20th and 5.00 more since today."""
    with clock.held_at(NOW):
        with transaction():
            box, mine = books.account_for(R.CASH_BOX, "EUR"), books.account_for(R.SPENDABLE, "EUR", new_id())
            for minor, day in ((1000, BEFORE), (500, TODAY)):
                legs = [debit(box, minor), credit(mine, minor)]
                facts = {"kind": EntryKind.CASH_RECEIVED, "idem_key": str(minor), "source": "test"}
                books.post(None, NewEntry(occurred_on=day, legs=legs, **facts))
        yield box


def count(box, counted, on=TODAY, explanation=""):
    new = NewCount(id=new_id(), account_id=box, on=on, counted=counted, paper="Sheet 4", explanation=explanation)
    with transaction():
        return write_down(cast.make_actor(Role.FINANCE_CLERK), new)


def test_the_books_of_that_day_are_what_counts(box):
    assert count(box, 1000, BEFORE).booked == 1000
    assert count(box, 1500).booked == 1500
    assert queries.unexplained() == []
    assert queries.alarms(TODAY) == 0


def test_a_difference_shouts_until_it_is_explained_or_gone(box):
    count(box, 1490)
    assert queries.alarms(TODAY) == 1
    count(box, 1490, explanation="A roll of coins was opened, 10 cents short")
    assert queries.alarms(TODAY) == 0
    count(box, 1480)
    assert queries.alarms(TODAY) == 1
    count(box, 1500)
    assert queries.alarms(TODAY) == 0


def test_a_count_is_never_changed(box):
    count(box, 1490)
    with pytest.raises(exc.DBAPIError, match="append-only"), session.begin_nested():
        session.connection().exec_driver_sql("UPDATE balance_assertion SET counted = 1500")


def test_the_night_has_one_proof_and_an_alarm_when_it_is_not_right(box):
    with transaction():
        assert take_proof(TODAY) == 0
        assert take_proof(TODAY) == 0
    found = session.scalars(sa.select(TrustProof)).one()
    assert (found.held, found.people, found.funds) == (1500, 1500, 0)
    wrong = sa.insert(TrustProof).values(
        id=new_id(), day=TODAY + dt.timedelta(days=1), currency="EUR", taken_at=NOW, held=1499, people=1500, funds=0,
        drifted=0, unbalanced=0,
    )  # fmt: skip
    with transaction():
        session.execute(wrong)
    assert queries.alarms(TODAY + dt.timedelta(days=1)) == 1


def test_the_clerk_writes_it_down_on_screen_and_the_desk_sees_the_alarm(app, box):
    clerk = enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))
    inspector = enter(app.test_client(), cast.make_actor(Role.INSPECTOR))
    typed = {"id": str(new_id()), "account_id": str(box), "amount": "14.90", "paper": "Sheet 4", "explanation": ""}
    assert clerk.post("/finance/proofs", data=typed | {"paper": ""} | typed_day("on", TODAY)).status_code == 422
    assert clerk.post("/finance/proofs", data=typed | typed_day("on", TODAY)).status_code == 303
    shown = inspector.get("/finance/proofs").text
    assert "nobody has said why" in shown
    assert "Write a count down" not in shown
    assert inspector.post("/finance/proofs", data=typed).status_code == 403
    assert "alarms of the nightly proof" in clerk.get("/").text
