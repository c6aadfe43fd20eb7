"""A payout leaves by two pairs of hands: who asks never approves, in the service and in the database."""

import pytest
import sqlalchemy as sa

from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.ids import new_id
from marketplace.earnings.models import PayoutState
from marketplace.earnings.service import NewPayout, decide_payout, request_payout
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind, LedgerAccount
from marketplace.ledger.rules import NewEntry, credit, debit
from tests import cast
from tests.marketplace.conftest import make_prisoner

TWO_HUMANS = sa.text("UPDATE payout SET decided_by = requested_by, state = 'refused'")


def make_asked(minor=800):
    """A person with 20.00 who wants some of it: (clerk, approver, account id, payout id)."""
    prison = cast.make_unit()
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK, prison), cast.make_actor(Role.FINANCE_APPROVER, prison)
    person = make_prisoner(prison)
    with transaction():
        account = books.account_for(AccountRole.SPENDABLE, "EUR", person.id)
        legs = [debit(books.account_for(AccountRole.CASH_BOX, "EUR"), 2000), credit(account, 2000)]
        entry = NewEntry(
            kind=EntryKind.CASH_RECEIVED, occurred_on=clock.today(), idem_key=f"t:{new_id()}", legs=legs, source="test"
        )
        books.post(clerk, entry)
        new = NewPayout(id=new_id(), account_id=account, minor=minor, reason="Telephone card.")
        asked = request_payout(clerk, new)
        assert request_payout(clerk, new) is asked
    return clerk, approver, account, asked.id


def balance(account_id):
    return session.scalar(sa.select(LedgerAccount.balance).where(LedgerAccount.id == account_id))


def test_a_second_person_pays_it_out_once():
    _clerk, approver, account, payout_id = make_asked()
    with transaction():
        assert balance(account) == 2000
        paid = decide_payout(approver, payout_id, approve=True)
    assert paid.state is PayoutState.PAID
    assert balance(account) == 1200
    with pytest.raises(Conflict), transaction():
        decide_payout(approver, payout_id, approve=True)


def test_a_refused_payout_moves_nothing():
    _clerk, approver, account, payout_id = make_asked()
    with transaction():
        assert decide_payout(approver, payout_id, approve=False).entry_id is None
    assert balance(account) == 2000


def test_who_asked_may_not_decide():
    clerk, _approver, account, payout_id = make_asked()
    with pytest.raises(Forbidden), transaction():
        decide_payout(clerk, payout_id, approve=True)
    assert balance(account) == 2000


def test_the_database_refuses_one_human_for_both():
    make_asked()
    with pytest.raises(sa.exc.IntegrityError, match="two_humans"), transaction():
        session.execute(TWO_HUMANS)


def test_nobody_asks_for_more_than_there_is():
    with pytest.raises(DomainError):
        make_asked(minor=2001)
