"""Many at once: one key is one entry, one balance is one payout, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.db.session import in_transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.earnings import service as earnings
from marketplace.earnings.models import Payout, PayoutState
from marketplace.earnings.service import NewPayout
from marketplace.holds import service as holds
from marketplace.holds.service import NewHold
from marketplace.ledger import queries, service
from marketplace.ledger.models import AccountRole, EntryKind, LedgerEntry
from marketplace.ledger.rules import NewEntry, credit, debit
from tests import cast
from tests.marketplace.conftest import make_prisoner

R = AccountRole


def at_once(deeds, hands):
    """Every deed in a transaction of its own, ``hands`` at a time; refusals are answers too."""

    def work(deed):
        try:
            return in_transaction(deed, attempts=60)
        except DomainError as refusal:
            return refusal
        finally:
            session.remove()

    session.remove()
    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(work, deeds))


def cash(person_id, minor, key):
    legs = [
        debit(service.account_for(R.CASH_BOX, "EUR"), minor),
        credit(service.account_for(R.SPENDABLE, "EUR", person_id), minor),
    ]
    return NewEntry(
        kind=EntryKind.CASH_RECEIVED, occurred_on=clock.today(), idem_key=key, legs=legs, source="test"
    )  # fmt: skip


def purse(minor):
    """Somebody with so much to spend: (person id, account id)."""
    with transaction():
        person_id = make_prisoner(cast.make_unit()).id
        service.post(None, cash(person_id, minor, str(new_id())))
    return person_id, service.account_for(R.SPENDABLE, "EUR", person_id)


def balance(person_id):
    session.remove()
    return {row.role: row.balance for row in queries.holdings_of(person_id)}[R.SPENDABLE]


def test_two_hundred_posts_with_one_key_are_one_entry(real_db):
    person_id, _account = purse(1)
    entry = cash(person_id, 300, "the same")
    answers = at_once([lambda: service.post(None, entry)] * 200, 20)
    assert sum(new for _id, new in answers) == 1
    assert len({made for made, _new in answers}) == 1
    assert session.scalar(sa.select(sa.func.count()).where(LedgerEntry.idem_key == "the same")) == 1
    assert balance(person_id) == 301


def test_eight_payouts_of_one_balance_are_one(real_db):
    person_id, account_id = purse(1000)
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    wanted = [NewPayout(id=new_id(), account_id=account_id, minor=1000, reason="Asked") for _n in range(8)]
    asked = at_once([lambda one=one: earnings.request_payout(clerk, one).id for one in wanted], 8)
    [payout_id] = [one for one in asked if not isinstance(one, DomainError)]
    at_once([lambda: earnings.decide_payout(approver, payout_id, approve=True).id] * 8, 8)
    assert session.scalars(sa.select(Payout.state)).all() == [PayoutState.PAID]
    assert session.scalar(sa.select(sa.func.count()).where(LedgerEntry.kind == EntryKind.PAYOUT)) == 1
    assert balance(person_id) == 0
    assert all(one.is_right for one in queries.proof())


def test_eight_holds_and_spendings_never_take_more_than_is_there(real_db):
    person_id, account_id = purse(1000)
    later = clock.now().replace(year=clock.now().year + 1)
    box = service.account_for(R.CASH_BOX, "EUR")

    def hold():
        return holds.place(None, NewHold(account_id=account_id, minor=700, reason="A call", expires_at=later)).id

    def spend():
        entry = NewEntry(
            kind=EntryKind.PURCHASE, occurred_on=clock.today(), idem_key=str(new_id()), source="test",
            legs=[debit(account_id, 700), credit(box, 700)],
        )  # fmt: skip
        return service.post(None, entry)[0]

    answers = at_once([hold, spend] * 4, 8)
    assert sum(not isinstance(one, DomainError) for one in answers) == 1
    assert balance(person_id) in {300, 1000}
