"""Recording and ending standing instructions, and moving a person's own money between their accounts."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa

from casework.public import DeathTakenBack, PersonDied
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _, show_money
from kernel.ids import new_id
from marketplace.earnings.models import Mandate, MandateKind
from marketplace.earnings.queries import promised
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import entry_by_key
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.standing.queries import account_row
from marketplace.standing.rules import MOVES, mandate_refusal
from marketplace.steps import service as saving

LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class NewMandate:
    """Whom a part of the earnings is for, from a day on, and the paper it rests on. The same id twice is one."""

    person_id: uuid.UUID
    kind: MandateKind
    payee: str
    basis: str
    begins_on: dt.date
    consented_on: dt.date | None = None
    id: uuid.UUID = field(default_factory=new_id)


def open_mandate(actor: Actor, new: NewMandate) -> Mandate:
    """From a day on, a part of the person's earnings is for this payee. One of each kind at a time."""
    if existing := session.get(Mandate, new.id):
        return existing
    where, words = mandate_refusal(
        new.kind, basis=new.basis, consented_on=new.consented_on, begins_on=new.begins_on, today=clock.today()
    )
    if words:
        raise DomainError(words, field=where)
    same = (Mandate.person_id == new.person_id, Mandate.kind == new.kind, Mandate.ends_on.is_(None))
    if session.scalar(sa.select(Mandate.id).where(*same)):
        raise DomainError(_("There is one of this kind already. End it first, then record the new one."), field="kind")
    made = Mandate(**vars(new))
    session.add(made)
    audit.record(actor, "mandate.opened", made)
    session.flush()
    return made


def end_mandate(actor: Actor, mandate_id: uuid.UUID, on: dt.date, reason: str) -> Mandate:
    """Let an instruction count for the last time on a day. What was shared out before stays."""
    found = session.get(Mandate, mandate_id)
    if found is None:
        raise NotFound(_("There is no such instruction."))
    if found.ends_on:
        raise Conflict(_("This instruction was ended already."))
    if on < found.begins_on:
        raise DomainError(_("It begins later than that. Choose a later day."), field="ends_on")
    if len(reason) < LEAST_REASON:
        raise DomainError(_("Say in a few words why it ends."), field="reason")
    found.ends_on = on
    audit.record(actor, "mandate.ended", found, reason=reason)
    return found


def end_for_good(event: PersonDied) -> None:
    """Whoever died gives nothing on: what still arrives stays whole, for the estate."""
    running = sa.select(Mandate).where(Mandate.person_id == event.person_id, Mandate.ends_on.is_(None))
    for found in session.scalars(running):
        found.ended_by_death = True
        end_mandate(event.by, found.id, max(event.on, found.begins_on), _("The person died."))


def take_up_again(event: DeathTakenBack) -> None:
    """The person lives: what the death ended counts on, unless another of its kind was recorded since."""
    ended = sa.select(Mandate).where(Mandate.person_id == event.person_id, Mandate.ended_by_death)
    open_kinds = sa.select(Mandate.kind).where(Mandate.person_id == event.person_id, Mandate.ends_on.is_(None))
    taken = set(session.scalars(open_kinds))
    for found in session.scalars(ended):
        found.ended_by_death = False
        found.ends_on = found.ends_on if found.kind in taken else None
        audit.record(event.by, "mandate.taken_up_again", found)


@dataclass(frozen=True, kw_only=True)
class Move:
    """A person's own money from one of their accounts to another. ``id`` is minted by the form: twice is once."""

    id: uuid.UUID
    account_id: uuid.UUID
    minor: int
    reason: str


def move(actor: Actor, wanted: Move) -> uuid.UUID:
    """Put money aside, or take it back to spend, as the person asks; gives the entry."""
    if done := entry_by_key(f"move:{wanted.id}"):
        return done
    account = account_row(wanted.account_id)
    to = MOVES.get(AccountRole(account.role))
    if to is None:
        raise DomainError(_("Money of this account is not moved. It stays for what it is kept for."), field="account")
    free = account.balance - promised(account.id)
    if not 0 < wanted.minor <= free:
        words = _(
            "Only %(sum)s is free on this account. Enter a smaller amount.", sum=show_money(free, account.currency)
        )
        raise DomainError(words, field="amount")
    legs = [
        debit(account.id, wanted.minor),
        credit(books.account_for(to, account.currency, account.owner_id), wanted.minor),
    ]
    entry = NewEntry(
        kind=EntryKind.TRANSFER, occurred_on=clock.today(), idem_key=f"move:{wanted.id}", legs=legs, source="move",
        source_id=wanted.id, memo=wanted.reason,
    )  # fmt: skip
    made, _new = books.post(actor, entry)
    saving.look(actor, account.owner_id)
    return made
