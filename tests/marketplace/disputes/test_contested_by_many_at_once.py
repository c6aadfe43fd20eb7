"""Two officers write down the same deduction in the same moment: it is held once, on both databases."""

from __future__ import annotations

import pytest

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.ids import new_id
from marketplace.disputes import queries
from marketplace.disputes.models import Dispute
from marketplace.disputes.service import NewDispute, contest
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from tests import cast
from tests.marketplace.ledger.test_all_at_once import at_once, purse


def fined(minor):
    """Somebody from whom a fine of so much was taken."""
    person_id, account_id = purse(minor)
    with transaction():
        legs = [debit(account_id, minor), credit(books.account_for(AccountRole.VICTIM_FUND, "EUR"), minor)]
        books.post(None, NewEntry(
            kind=EntryKind.FINE, occurred_on=clock.today(), legs=legs, source="fine", source_id=person_id,
            idem_key=f"fine:{person_id}",
        ))  # fmt: skip
    return person_id


@pytest.mark.usefixtures("real_db")
def test_one_fine_is_held_once_and_no_money_of_others_with_it():
    one, _other = fined(500), fined(4000)
    (row,) = queries.contestable(one)
    officer = cast.make_actor(Role.CASE_MANAGER)

    def deed():
        return contest(officer, NewDispute(
            id=new_id(), person_id=one, account_id=row["account_id"], kind=row["kind"], period=row["period"], minor=500,
            words="It was paid at court already.",
        )).id  # fmt: skip

    at_once([deed] * 8, 8)
    session.remove()
    assert [made.minor for made in session.query(Dispute).filter_by(person_id=one)] == [500]
