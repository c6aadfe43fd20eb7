"""What arrives after a death stays whole for the estate; a payout asked for before it is not approved."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.custody.models import MovementKind
from casework.custody.service import NewMovement, move
from casework.takebacks.service import take_back
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.ids import new_id
from marketplace.earnings import service as earnings
from marketplace.earnings.models import Mandate, MandateKind, PayoutState
from marketplace.earnings.service import NewPayout
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.standing import service as standing
from marketplace.standing.service import NewMandate
from tests import cast
from tests.casework.people_inside import received


@pytest.fixture
def told(prison):
    """A governor, and somebody whose mother gets a part of what is earned."""
    governor, person = cast.make_actor((Role.RECORDS_OFFICER, Role.GOVERNOR), prison), received(prison)
    with transaction():
        made = standing.open_mandate(governor, NewMandate(
            person_id=person, kind=MandateKind.FAMILY, payee="Her mother", basis="Signed request",
            begins_on=clock.today() - dt.timedelta(days=5), consented_on=clock.today() - dt.timedelta(days=6),
        ))  # fmt: skip
    return governor, person, made.id


def dies(actor, person):
    with transaction():
        return move(actor, NewMovement(person_id=person, kind=MovementKind.DEATH, at=clock.now()))


def test_the_instruction_ends_with_the_day_and_comes_back_with_the_person(told):
    governor, person, key = told
    death = dies(governor, person)
    assert session.get_one(Mandate, key).ends_on == clock.today("Europe/Paris")
    with transaction():
        take_back(governor, death.id, "It was somebody else who died")
    assert session.get_one(Mandate, key).ends_on is None


def test_one_that_was_ended_by_hand_stays_ended(told):
    governor, person, key = told
    with transaction():
        standing.end_mandate(governor, key, clock.today(), "Withdrawn by her")
    death = dies(governor, person)
    with transaction():
        take_back(governor, death.id, "It was somebody else who died")
    assert session.get_one(Mandate, key).ends_on == clock.today()


def test_a_payout_asked_for_before_the_death_is_refused_only(told):
    governor, person, _key = told
    clerk, approver = cast.make_actor(Role.FINANCE_CLERK), cast.make_actor(Role.FINANCE_APPROVER)
    with transaction():
        account_id = books.account_for(AccountRole.SPENDABLE, "EUR", person)
        legs = [debit(books.account_for(AccountRole.CASH_BOX, "EUR"), 2000), credit(account_id, 2000)]
        books.post(None, NewEntry(
            kind=EntryKind.CASH_RECEIVED, occurred_on=clock.today(), idem_key=f"t:{new_id()}", legs=legs, source="test"
        ))  # fmt: skip
    with transaction():
        asked = earnings.request_payout(clerk, NewPayout(id=new_id(), account_id=account_id, minor=500, reason="Shoes"))
    dies(governor, person)
    with pytest.raises(DomainError, match="estate"), transaction():
        earnings.decide_payout(approver, asked.id, approve=True)
    with transaction():
        assert earnings.decide_payout(approver, asked.id, approve=False).state is PayoutState.REFUSED
