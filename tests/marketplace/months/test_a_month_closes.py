"""A month closes after a look at what is open; then the books refuse it, and say so where somebody types."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError, Forbidden
from kernel.ids import new_id
from marketplace.earnings.models import EarningLine
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount, LedgerEntry, LedgerPeriod
from marketplace.ledger.queries import proof
from marketplace.months import service as months
from marketplace.months.rules import days_of, months_back
from marketplace.months.service import NewGrant
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner
from tests.marketplace.standing.test_a_part_goes_to_somebody import typed_day

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
OCTOBER = dt.date(2026, 10, 5)


@pytest.fixture
def november():
    with clock.held_at(NOW):
        yield


@pytest.fixture
def people(november, app):
    """(clerk, approver), and the same two at their screens."""
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    return clerk, approver, enter(app.test_client(), clerk), enter(app.test_client(), approver)


def grant(clerk, on=OCTOBER, minor=5000):
    with transaction():
        return months.note_grant(clerk, NewGrant(id=new_id(), minor=minor, currency="EUR", on=on))


def test_months_are_named_and_counted():
    assert days_of("2026-02") == (dt.date(2026, 2, 1), dt.date(2026, 2, 28))
    assert months_back(dt.date(2026, 2, 28), 3) == ["2026-02", "2026-01", "2025-12"]


def test_the_approver_closes_it_on_screen_and_the_next_is_open(people):
    clerk, _approver, desk, office = people
    grant(clerk)
    assert "2026-10" in office.get("/finance/months").text
    assert "Close the month" in office.get("/finance/months/2026-10").text
    assert "Close the month" not in desk.get("/finance/months/2026-10").text
    assert desk.post("/finance/months/2026-10", data={}).status_code == 403
    assert office.post("/finance/months/2026-10", data={}).status_code == 303
    assert office.post("/finance/months/2026-10", data={}).status_code == 409
    states = dict(session.execute(sa.select(LedgerPeriod.code, LedgerPeriod.state)).all())
    assert states == {"2026-10": "closed", "2026-11": "open"}
    typed = {"id": str(new_id()), "amount": "10.00"} | typed_day("on", OCTOBER)
    refused = desk.post("/finance/grants/new", data=typed)
    assert refused.status_code == 422
    assert "That month is closed" in refused.text
    assert 'value="10.00"' in refused.text
    assert desk.post("/finance/grants/new", data=typed | typed_day("on", NOW.date())).status_code == 303
    assert office.get("/finance/months/october").status_code == 404


def test_what_is_open_is_shown_and_needs_a_word(people, monkeypatch):
    _clerk, approver, _desk, office = people
    monkeypatch.setattr("marketplace.months.queries.unpaid_work", lambda first, last: 3)
    assert "3 are open" in office.get("/finance/months/2026-10").text
    assert office.post("/finance/months/2026-10", data={}).status_code == 422
    with transaction():
        assert months.close(approver, "2026-10", "The rate comes next week.").state == "closed"


def test_a_running_month_wrong_books_and_shares_not_booked_keep_it_open(people):
    clerk, approver, _desk, office = people
    with pytest.raises(DomainError, match="blocks"), transaction():
        months.close(approver, "2026-11")
    grant(clerk)
    bank = sa.update(LedgerAccount).where(LedgerAccount.role == AccountRole.TRUST_BANK)
    with transaction():
        session.execute(bank.values(balance=1))
    assert not proof()[0].is_right
    assert "cannot be closed yet" in office.get("/finance/months/2026-10").text
    with pytest.raises(DomainError, match="blocks"), transaction():
        months.close(approver, "2026-10", "It does not matter.")
    with transaction():  # no commit would take it: the balance is, by foreign key, that of the last posting
        session.execute(bank.values(balance=5000))


def test_a_share_that_matured_is_booked_first(people):
    from kernel import audit

    _clerk, approver, _desk, _office = people
    person = make_prisoner(cast.make_unit())
    with transaction():
        due = EarningLine(
            person_id=person.id, kind="sale_share", source="sale_share", source_id=new_id(), minor=100, currency="EUR",
            earned_on=OCTOBER, matures_on=OCTOBER, explain={},
        )  # fmt: skip
        session.add(due)
        audit.record(None, "earning.announced", due)
    with pytest.raises(DomainError, match="blocks"), transaction():
        months.close(approver, "2026-10", "It does not matter.")


def test_an_entry_is_corrected_by_somebody_else_and_stays(people):
    clerk, approver, desk, office = people
    wrong = grant(clerk, NOW.date())
    page = f"/finance/entries/{wrong}"
    assert "mirror image" in office.get(page).text
    assert desk.post(page, data={"reason": "Typed twice."}).status_code == 403
    own = grant(approver, NOW.date())
    with pytest.raises(Forbidden), transaction():
        months.correct(approver, own, "Typed twice.")
    assert office.post(page, data={"reason": ""}).status_code == 422
    done = office.post(page, data={"reason": "Typed twice."})
    assert done.status_code == 303
    assert "Typed twice." in office.get(done.location).text
    assert "was corrected" in office.get(page).text
    with transaction():
        assert str(months.correct(approver, wrong, "Typed twice.")) in done.location
    kinds = session.scalars(sa.select(LedgerEntry.kind).order_by(LedgerEntry.id)).all()
    assert kinds.count(EntryKind.REVERSAL) == 1
    assert session.scalar(sa.select(LedgerAccount.balance).where(LedgerAccount.role == AccountRole.TRUST_BANK)) == 5000


def test_money_does_not_arrive_tomorrow(people):
    with pytest.raises(DomainError, match="ahead"):
        grant(people[0], NOW.date() + dt.timedelta(days=1))
