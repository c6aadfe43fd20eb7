"""Placing holds, booking them, letting them go."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _, show_money
from kernel.ids import new_id
from marketplace.holds import queries
from marketplace.holds.models import HoldState, LedgerHold
from marketplace.ledger import service as books
from marketplace.ledger.rules import NewEntry


@dataclass(frozen=True, kw_only=True)
class NewHold:
    """Money to keep out of reach until a moment. The same id twice is one hold."""

    account_id: uuid.UUID
    minor: int
    reason: str
    expires_at: dt.datetime
    id: uuid.UUID = field(default_factory=new_id)


def place(actor: Actor | None, new: NewHold) -> LedgerHold:
    """Hold money of an account. Raises DomainError when less is free, or the moment is over already."""
    if found := session.get(LedgerHold, new.id):
        return found
    account = queries.account_row(new.account_id)
    if account is None:
        raise NotFound(_("There is no such account."))
    if new.expires_at <= clock.now():
        raise DomainError(_("Hold money until a moment that lies ahead."), field="expires_at")
    free = queries.free_on(new.account_id)
    if not 0 < new.minor <= free:
        words = _("Only %(sum)s is free on this account. Enter a smaller amount.",
                  sum=show_money(free, account.currency))  # fmt: skip
        raise DomainError(words, field="amount")
    made = LedgerHold(
        id=new.id, account_id=new.account_id, minor=new.minor, reason=new.reason, expires_at=new.expires_at,
        placed_by=actor.human_id if actor else None, placed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "ledger_hold.placed", made, reason=new.reason)
    session.flush()
    return made


def settle(actor: Actor | None, hold_id: uuid.UUID, entry: NewEntry) -> uuid.UUID:
    """Book what was held; gives the entry. A hold is booked once. Raises Conflict when it was let go or ran out."""
    found = _open(hold_id)
    if found.state is HoldState.POSTED and found.entry_id:
        return found.entry_id
    if found.state is HoldState.VOIDED or found.expires_at <= clock.now():
        raise Conflict(_("This money is not held any more. Hold it again first."))
    made, _new = books.post(actor, replace(entry, settles_hold=found.id))
    found.entry_id, found.state, found.settled_at = made, HoldState.POSTED, clock.now()
    audit.record(actor, "ledger_hold.booked", found)
    session.flush()
    return made


def void(actor: Actor | None, hold_id: uuid.UUID, reason: str) -> LedgerHold:
    """Let held money go. Raises Conflict when it was booked."""
    found = _open(hold_id)
    if found.state is HoldState.POSTED:
        raise Conflict(_("This money was booked already. Correct the entry instead."))
    if found.state is HoldState.ACTIVE:
        found.state, found.settled_at = HoldState.VOIDED, clock.now()
        audit.record(actor, "ledger_hold.let_go", found, reason=reason)
        session.flush()
    return found


def _open(hold_id: uuid.UUID) -> LedgerHold:
    found = session.get(LedgerHold, hold_id, populate_existing=True)
    if found is None:
        raise NotFound(_("There is no such hold."))
    return found
