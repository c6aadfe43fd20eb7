"""Taking a fine or damages, by a decision and two people."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, show_money
from marketplace.earnings.models import PayoutState
from marketplace.earnings.queries import promised_of
from marketplace.fines import queries
from marketplace.fines.models import Fine
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import holdings_of
from marketplace.ledger.rules import NewEntry, credit, debit

FUNDS = (AccountRole.VICTIM_FUND, AccountRole.TREASURY)
FROM = (AccountRole.OBLIGATION, AccountRole.SPENDABLE)
"""What was put aside for court debts first, then the money to spend. Savings and release money are not touched."""
LEAST_DECISION = 5


@dataclass(frozen=True, kw_only=True)
class NewFine:
    """What a decision says. ``decision`` names authority and number."""

    id: uuid.UUID
    person_id: uuid.UUID
    decision: str
    decided_on: dt.date
    fund: AccountRole
    minor: int
    currency: str


def ask(actor: Actor, new: NewFine) -> Fine:
    """Ask for a fine to be taken. Raises DomainError without a decision, or for one that was taken before."""
    if existing := session.get(Fine, new.id):
        return existing
    if len(new.decision.strip()) < LEAST_DECISION:
        words = _("Name the decision: the authority and its number. Nothing is taken without one.")
        raise DomainError(words, field="decision")
    if new.decided_on > clock.today():
        raise DomainError(_("This day lies ahead. Enter the day of the decision."), field="decided_on")
    if new.fund not in FUNDS:
        raise DomainError(_("Choose for whom it is taken."), field="fund")
    if queries.taken_by(new.person_id, new.decision):
        raise DomainError(_("This decision was taken before. A decision is taken once."), field="decision")
    made = Fine(**vars(new), requested_by=actor.human_id, requested_at=clock.now())
    session.add(made)
    audit.record(actor, "fine.requested", made, reason=new.decision)
    session.flush()
    return made


def decide(actor: Actor, fine_id: uuid.UUID, *, approve: bool) -> Fine:
    """Take it or refuse. Raises Forbidden for the human who asked; DomainError naming the account when it is short."""
    found = queries.fine_of(fine_id)
    if found.state is not PayoutState.REQUESTED:
        raise Conflict(_("This fine was decided already."))
    if found.requested_by == actor.human_id:
        raise Forbidden(_("You asked for this fine, so somebody else has to decide it."), rule=_("Two people"))
    found.entry_id = _take(actor, found) if approve else None
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    found.state = PayoutState.PAID if approve else PayoutState.REFUSED
    audit.record(actor, "fine.taken" if approve else "fine.refused", found)
    session.flush()
    return found


def _take(actor: Actor, found: Fine) -> uuid.UUID:
    held, waits = holdings_of(found.person_id), promised_of(found.person_id)
    mine = {AccountRole(row.role): row for row in held if row.currency == found.currency}
    legs, left = [], found.minor
    for role in FROM:
        free = mine[role].balance - waits.get(mine[role].id, 0) if role in mine else 0
        part = min(left, max(0, free))
        if part:
            legs.append(debit(mine[role].id, part, decision=found.decision))
            left -= part
    if left:
        raise DomainError(
            _(
                "Account %(number)s: %(sum)s is missing. Savings and what is saved for release are not taken.",
                number=held[0].number if held else "—", sum=show_money(left, found.currency),
            ),
            rule=found.decision,
        )  # fmt: skip
    entry = NewEntry(
        kind=EntryKind.FINE, occurred_on=clock.today(), idem_key=f"fine:{found.id}", memo=found.decision,
        legs=[*legs, credit(books.account_for(found.fund, found.currency), found.minor)], source="fine",
        source_id=found.id,
    )  # fmt: skip
    return books.post(actor, entry)[0]
