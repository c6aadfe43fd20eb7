"""Paying everything out to somebody who leaves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from casework.public import death_known_at
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, show_money
from marketplace.earnings.models import PayoutState
from marketplace.earnings.queries import is_payout_waiting
from marketplace.leaving import queries
from marketplace.leaving.models import ReleasePayout
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import holdings_of
from marketplace.ledger.rules import NewEntry, credit, debit

OTHERS = frozenset({AccountRole.OBLIGATION, AccountRole.DISPUTED, AccountRole.ESTATE})
"""Money on a person's accounts that is not theirs to take along."""


def ask(actor: Actor, person_id: uuid.UUID, payout_id: uuid.UUID) -> ReleasePayout:
    """Ask for everything to be handed over at release (Mandela Rule 103.3); a second human pays.

    Raises DomainError naming the account where money is held for others, or where a payout waits.
    """
    if existing := session.get(ReleasePayout, payout_id):
        return existing
    _payable(person_id)
    if any(one.state is PayoutState.REQUESTED for one in queries.release_payouts_of(person_id)):
        raise Conflict(_("The last payout was asked for already. A second person has to decide it."))
    made = ReleasePayout(
        id=payout_id, person_id=person_id, requested_by=actor.human_id, requested_at=clock.now(), paid={}
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "release_payout.requested", made)
    session.flush()
    return made


def _payable(person_id: uuid.UUID) -> Sequence[Any]:
    held = [row for row in holdings_of(person_id) if row.balance]
    if not held:
        raise DomainError(_("Every account is empty. There is nothing to pay out."))
    if is_payout_waiting([row.id for row in held]):
        words = _("Account %(number)s: a payout waits for its second person. Decide it first.", number=held[0].number)
        raise DomainError(words)
    for row in held:
        if row.role in OTHERS:
            raise DomainError(
                _(
                    "Account %(number)s, “%(role)s”: %(sum)s is held for others. Hand it on to them first.",
                    number=row.number, role=AccountRole(row.role).label, sum=show_money(row.balance, row.currency),
                ),
                rule="Mandela Rule 103.3",
            )  # fmt: skip
    if death_known_at(person_id):
        raise DomainError(_("The person died. What is theirs goes to the estate, not to a release."))
    return held


def decide(actor: Actor, person_id: uuid.UUID, payout_id: uuid.UUID, *, approve: bool) -> ReleasePayout:
    """Pay everything that stands there now, one entry for each currency, or refuse.

    Raises Forbidden for the human who asked: two people, always.
    """
    found = queries.release_payout_of(person_id, payout_id)
    if found.state is not PayoutState.REQUESTED:
        raise Conflict(_("This payout was decided already."))
    if found.requested_by == actor.human_id:
        raise Forbidden(_("You asked for this payout, so somebody else has to approve it."), rule=_("Two people"))
    if approve:
        found.paid = _pay(actor, found)
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    found.state = PayoutState.PAID if approve else PayoutState.REFUSED
    audit.record(actor, "release_payout.paid" if approve else "release_payout.refused", found)
    session.flush()
    return found


def _pay(actor: Actor, found: ReleasePayout) -> dict[str, dict[str, int]]:
    held, paid = _payable(found.person_id), dict[str, dict[str, int]]()
    for currency in dict.fromkeys(row.currency for row in held):
        mine = [row for row in held if row.currency == currency]
        total = sum(row.balance for row in mine)
        legs = [debit(row.id, row.balance) for row in mine]
        entry = NewEntry(
            kind=EntryKind.PAYOUT, occurred_on=clock.today(), idem_key=f"release:{found.id}:{currency}",
            legs=[*legs, credit(books.account_for(AccountRole.CASH_BOX, currency), total)],
            source="release_payout", source_id=found.id, memo=_("Release"),
        )  # fmt: skip
        books.post(actor, entry)
        paid[currency] = {str(row.role): row.balance for row in mine}
    return paid
