"""The same two again and again, old money in between, what was overruled, nights without a proof: all are seen."""

from __future__ import annotations

import datetime as dt
from itertools import starmap

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.db import transaction
from kernel.ids import new_id
from marketplace.counts.service import NewCount, take_proof, write_down
from marketplace.deposits.service import NewDeposit, give, take_in
from marketplace.earnings.service import NewPayout, decide_payout, request_payout
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit, number_of
from marketplace.watching import queries
from marketplace.watching.rules import age_of, pairs_of
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner, put_in

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture
def now():
    with clock.held_at(NOW):
        yield


def strikes(*rows):
    return {(one.asked, one.decided) for one in pairs_of([(a, a, b, b, n) for a, b, n in rows]) if one.strikes}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([("A", "B", 9)], set()),
        ([("A", "B", 10)], {("A", "B")}),
        ([("A", "B", 10), ("C", "D", 10)], set()),
        ([("A", "B", 11), ("C", "D", 10)], {("A", "B")}),
        ([("A", "B", 3), ("B", "A", 3), ("C", "D", 90)], {("A", "B"), ("B", "A"), ("C", "D")}),
        ([("A", "B", 40), ("B", "A", 2), ("C", "D", 90)], {("C", "D")}),
    ],
)
def test_a_pair_strikes_by_share_or_by_deciding_for_each_other(rows, found):
    assert strikes(*rows) == found


@pytest.mark.parametrize(("days", "place"), [(0, 0), (7, 0), (8, 1), (30, 1), (31, 2), (90, 2), (91, 3)])
def test_ages(days, place):
    assert age_of(days) == place


def test_every_kind_of_decision_counts_for_the_pair(now):
    one, other = (cast.make_actor(Role.FINANCE_APPROVER, name=name) for name in ("Ada", "Ben"))
    account = put_in(make_prisoner(cast.make_unit()).id, 5000)
    with transaction():
        for asker, decider in [(one, other)] * 3 + [(other, one)] * 3:
            asked = request_payout(asker, NewPayout(id=new_id(), account_id=account, minor=100, reason="Stamps"))
            decide_payout(decider, asked.id, approve=asker is one)
    found = [(pair.asked, pair.decided, pair.many, pair.back, pair.strikes) for pair in queries.pairs(TODAY)]
    assert found == [("Ada", "Ben", 3, 3, True), ("Ben", "Ada", 3, 3, True)]


def test_suspense_by_age_reconciles_with_its_account(now):
    clerk, approver, person = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER), new_id()
    put_in(make_prisoner(cast.make_unit()).id, 100)
    person = make_prisoner(cast.make_unit()).id
    put_in(person, 1)

    def came(days, minor):
        return take_in(clerk, NewDeposit(
            id=new_id(), received_on=TODAY - dt.timedelta(days=days), minor=minor, currency="EUR", sender="J.",
            message="", bank_line=str(new_id()),
        ))  # fmt: skip

    with transaction():
        settled, *_rest = list(starmap(came, [(3, 1000), (3, 100), (20, 20), (95, 3)]))
        give(approver, settled.id, number_of(person))
    [suspense] = [one for one in queries.ageing(TODAY) if one.role is AccountRole.SUSPENSE]
    assert (suspense.sums, suspense.booked, suspense.loose) == ([100, 20, 0, 3], 123, 0)
    with transaction():  # a posting past the deposits shows as money that no item explains
        legs = [debit(books.account_for(AccountRole.TRUST_BANK, "EUR"), 7),
                credit(books.account_for(AccountRole.SUSPENSE, "EUR"), 7)]  # fmt: skip
        books.post(None, NewEntry(
            kind=EntryKind.DEPOSIT, occurred_on=TODAY, idem_key="by hand", legs=legs, source="test"
        ))  # fmt: skip
    [suspense] = [one for one in queries.ageing(TODAY) if one.role is AccountRole.SUSPENSE]
    assert suspense.loose == 7


def test_what_is_on_its_way_is_as_old_as_the_postings_that_make_it_up(now):
    with transaction():
        bank, way = (books.account_for(role, "EUR") for role in (AccountRole.TRUST_BANK, AccountRole.REMITTANCES))
        for days, minor in ((100, 500), (50, 300), (2, 40)):
            books.post(None, NewEntry(
                kind=EntryKind.PURCHASE, occurred_on=TODAY - dt.timedelta(days=days), idem_key=str(days),
                legs=[debit(bank, minor), credit(way, minor)], source="test",
            ))  # fmt: skip
        books.post(None, NewEntry(
            kind=EntryKind.DISBURSEMENT, occurred_on=TODAY, idem_key="paid", source="test",
            legs=[debit(way, 600), credit(bank, 600)],
        ))  # fmt: skip
    [aged] = [one for one in queries.ageing(TODAY) if one.role is AccountRole.REMITTANCES]
    assert (aged.sums, aged.booked, aged.loose) == ([40, 0, 200, 0], 240, 0)


def test_an_explained_difference_and_a_missing_night_are_seen_on_the_page(now, app):
    put_in(make_prisoner(cast.make_unit()).id, 100)
    with transaction():
        box = books.account_for(AccountRole.CASH_BOX, "EUR")
        write_down(cast.make_actor(Role.FINANCE_CLERK), NewCount(
            id=new_id(), account_id=box, on=TODAY, counted=90, paper="Sheet", explanation="A roll was ten short"
        ))  # fmt: skip
        for days in (5, 4, 1):
            take_proof(TODAY - dt.timedelta(days=days))
    assert [row.difference for row in queries.overrides()] == [-10]
    assert queries.nights_without(TODAY) == [TODAY - dt.timedelta(days=3), TODAY - dt.timedelta(days=2)]
    page = enter(app.test_client(), cast.make_actor(Role.INSPECTOR)).get("/finance/audit").text
    assert "A roll was ten short" in page
    assert "2 nights of the last two months" in page
