"""Nobody leaves while the house keeps their money (Mandela Rule 103.3): the gate names the sum, until it is paid."""

from __future__ import annotations

import pytest

from casework.custody.models import EpisodeKind
from casework.custody.queries import open_episode
from casework.release import queries
from kernel import clock
from kernel.db import transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from tests.casework.release.test_two_people_at_the_gate import first, person, prepare, release, second, undone

__all__ = ["first", "person", "second"]


def booked(actor, person, minor, *, out=False):
    with transaction():
        box, own = books.account_for(AccountRole.CASH_BOX, "EUR"), books.account_for(AccountRole.SAVINGS, "EUR", person)
        legs = [debit(own, minor), credit(box, minor)] if out else [debit(box, minor), credit(own, minor)]
        kind = EntryKind.PAYOUT if out else EntryKind.CASH_RECEIVED
        entry = NewEntry(kind=kind, occurred_on=clock.today(), idem_key=f"t:{new_id()}", legs=legs, source="test")
        books.post(actor, entry)


def test_the_gate_opens_when_the_savings_are_paid(person, first, second):
    booked(first, person, 2000)
    assert undone(first, person) == {"savings"}
    named = next(check for check in queries.checks_for(first, person) if check.key == "savings")
    assert "20.00" in named.text
    with pytest.raises(DomainError, match="paid out"):
        prepare(first, person)
    booked(first, person, 2000, out=True)
    prepare(first, person)
    booked(first, person, 500)
    with pytest.raises(DomainError, match="paid out"):
        release(second, person)
    booked(first, person, 500, out=True)
    release(second, person)
    assert open_episode(person, EpisodeKind.CUSTODY) is None
