"""Handing on what was collected for others."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, show_money
from marketplace.earnings.models import PayoutState
from marketplace.funds import queries
from marketplace.funds.models import FundPayment
from marketplace.ledger import service as books
from marketplace.ledger.models import FUND_ROLES, AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit


@dataclass(frozen=True, kw_only=True)
class NewFundPayment:
    """Money to be handed on: out of which fund, to whom, on what basis."""

    id: uuid.UUID
    fund: AccountRole
    minor: int
    currency: str
    recipient: str
    basis: str


def ask(actor: Actor, new: NewFundPayment) -> FundPayment:
    """Ask for a payment; a second human decides. Raises DomainError naming the fund when there is less in it."""
    if existing := session.get(FundPayment, new.id):
        return existing
    if new.fund not in FUND_ROLES:
        raise DomainError(_("Choose a fund."), field="fund")
    _enough(new.fund, new.currency, new.minor, waits=True)
    made = FundPayment(**vars(new), requested_by=actor.human_id, requested_at=clock.now())
    session.add(made)
    audit.record(actor, "fund_payment.requested", made, reason=new.basis)
    session.flush()
    return made


def _enough(fund: AccountRole, currency: str, minor: int, *, waits: bool) -> None:
    stands, waiting = queries.balance_of(fund, currency)
    free = stands - (waiting if waits else 0)
    if not 0 < minor <= free:
        words = _("“%(fund)s”: %(sum)s is free.", fund=fund.label, sum=show_money(max(0, free), currency))
        raise DomainError(words, field="amount")


def decide(actor: Actor, payment_id: uuid.UUID, *, approve: bool) -> FundPayment:
    """Hand it on, or refuse. Raises Forbidden for the human who asked: two people, always."""
    found = queries.payment_of(payment_id)
    if found.state is not PayoutState.REQUESTED:
        raise Conflict(_("This payment was decided already."))
    if found.requested_by == actor.human_id:
        raise Forbidden(_("You asked for this payment, so somebody else has to approve it."), rule=_("Two people"))
    if approve:
        _enough(found.fund, found.currency, found.minor, waits=False)
        found.entry_id = _pay(actor, found)
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    found.state = PayoutState.PAID if approve else PayoutState.REFUSED
    audit.record(actor, "fund_payment.paid" if approve else "fund_payment.refused", found)
    session.flush()
    return found


def _pay(actor: Actor, found: FundPayment) -> uuid.UUID:
    legs = [
        debit(books.account_for(found.fund, found.currency), found.minor),
        credit(books.account_for(AccountRole.TRUST_BANK, found.currency), found.minor),
    ]
    entry = NewEntry(
        kind=EntryKind.DISBURSEMENT, occurred_on=clock.today(), idem_key=f"fund_payment:{found.id}", legs=legs,
        source="fund_payment", source_id=found.id, memo=found.basis,
    )  # fmt: skip
    return books.post(actor, entry)[0]
