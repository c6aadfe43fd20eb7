"""A standing instruction: with the person's word or the court's paper, one of each kind, ended with a reason."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.bookings.queries import instructions_by
from marketplace.earnings.models import Mandate, MandateKind
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import holdings_of
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.standing.rules import mandate_refusal
from tests import cast
from tests.conftest import enter
from tests.marketplace.conftest import make_prisoner

TODAY = dt.date(2026, 11, 24)


def typed_day(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.fixture
def person():
    made = make_prisoner(cast.make_unit())
    with transaction():
        account = books.account_for(AccountRole.SPENDABLE, "EUR", made.id)
        legs = [debit(books.account_for(AccountRole.CASH_BOX, "EUR"), 2000), credit(account, 2000)]
        books.post(None, NewEntry(
            kind=EntryKind.CASH_RECEIVED, occurred_on=clock.today(), idem_key=f"t:{new_id()}", legs=legs, source="test"
        ))  # fmt: skip
    return made


@pytest.fixture
def clerk(app):
    return enter(app.test_client(), cast.make_actor(Role.FINANCE_CLERK))


@pytest.mark.parametrize(
    ("kind", "basis", "consented", "begins", "field"),
    [
        ("family", "Request", None, TODAY, "consented_on"),
        ("family", "Request", TODAY + dt.timedelta(days=1), TODAY, "consented_on"),
        ("family", " ", TODAY, TODAY, "basis"),
        ("obligation", "", None, TODAY, "basis"),
        ("obligation", "Judgment 7", None, dt.date(2026, 10, 31), "begins_on"),
        ("obligation", "Judgment 7", None, dt.date(2026, 11, 1), ""),
        ("family", "Request", TODAY, TODAY, ""),
    ],
)
def test_what_an_instruction_rests_on(kind, basis, consented, begins, field):
    found = mandate_refusal(MandateKind(kind), basis=basis, consented_on=consented, begins_on=begins, today=TODAY)
    assert found[0] == field
    assert bool(found[1]) == bool(field)


def payees_of(person_id, day):
    return {one.kind for one in instructions_by([person_id]).get(person_id, ()) if one.holds_on(day)}


def test_the_clerk_records_it_and_ends_it_when_the_person_withdraws(clerk, person):
    account = holdings_of(person.id)[0].id
    page, today = f"/finance/accounts/{account}/standing", clock.today()
    new = {"id": str(new_id()), "kind": "family", "payee": "Her mother", "basis": "Signed request"}
    new |= typed_day("begins_on", today)
    refused = clerk.post(page, data=new)
    assert refused.status_code == 422
    assert "the person agreed" in refused.text
    new |= typed_day("consented_on", today)
    for _click in range(2):
        assert clerk.post(page, data=new).status_code == 303
    assert clerk.post(page, data=new | {"id": str(new_id())}).status_code == 422
    assert payees_of(person.id, today) == {"family"}
    assert not payees_of(person.id, today - dt.timedelta(days=1))
    made = session.scalar(sa.select(Mandate.id))
    ending = f"/finance/standing/{made}/end"
    assert "Her mother" in clerk.get(ending).text
    early = {"reason": "She withdrew it."} | typed_day("ends_on", today - dt.timedelta(days=1))
    assert clerk.post(ending, data=early).status_code == 422
    assert clerk.post(ending, data=early | typed_day("ends_on", today)).status_code == 303
    assert clerk.post(ending, data=early | typed_day("ends_on", today)).status_code == 422
    assert not payees_of(person.id, today + dt.timedelta(days=1))
    assert clerk.post(page, data=new | {"id": str(new_id())}).status_code == 303


def test_a_reader_of_the_desk_looks_and_does_not_record(app, person):
    approver = enter(app.test_client(), cast.make_actor(Role.FINANCE_APPROVER))
    page = f"/finance/accounts/{holdings_of(person.id)[0].id}/standing"
    assert "Record the instruction" not in approver.get(page).text
    assert approver.post(page, data={}).status_code == 403
    stranger = enter(app.test_client(), cast.make_actor(Role.CASE_MANAGER))
    assert stranger.get(page).status_code == 403


def test_money_is_put_aside_and_taken_back_but_never_what_waits_for_a_payout(clerk, person):
    (held,) = holdings_of(person.id)
    page = f"/finance/accounts/{held.id}/move"
    asked = {"id": str(new_id()), "account": str(held.id), "amount": "15.00", "reason": "Phone card"}
    assert clerk.post(f"/finance/account?number={held.number}", data=asked).status_code == 303
    aside = {"id": str(new_id()), "account": str(held.id), "amount": "6.00", "reason": "In writing on Monday"}
    refused = clerk.post(page, data=aside)
    assert refused.status_code == 422
    assert "5.00" in refused.text
    for _click in range(2):
        assert clerk.post(page, data=aside | {"amount": "4.00"}).status_code == 303
    have = {row.role: row for row in holdings_of(person.id)}
    assert (have["spendable"].balance, have["savings"].balance) == (1600, 400)
    back = {"id": str(new_id()), "account": str(have["savings"].id), "amount": "1.00", "reason": "In writing today"}
    assert clerk.post(page, data=back).status_code == 303
    more = asked | {"id": str(new_id()), "amount": "2.50"}
    assert clerk.post(f"/finance/account?number={held.number}", data=more).status_code == 422
    assert "is held for payouts" in clerk.get(f"/finance/account?number={held.number}").text
