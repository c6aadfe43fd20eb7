"""Taking in money from outside, giving it to its owner, sending it back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import death_known_at
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, show_date
from marketplace.deposits import queries
from marketplace.deposits.models import Deposit, DepositState
from marketplace.deposits.rules import KEEP, may_go_back
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.queries import owner_by_number
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.steps import service as saving

LEAST_WHY = 5


@dataclass(frozen=True, kw_only=True)
class NewDeposit:
    """A line of the bank. ``bank_line`` names it: entered twice, it is one deposit."""

    id: uuid.UUID
    received_on: dt.date
    minor: int
    currency: str
    sender: str
    message: str
    bank_line: str


def take_in(actor: Actor, new: NewDeposit) -> Deposit:
    """The money is in the bank and in suspense; nobody's account has it yet."""
    if existing := session.get(Deposit, new.id):
        return existing
    if session.scalar(sa.select(Deposit.id).where(Deposit.bank_line == new.bank_line)):
        words = _("The bank's line %(line)s was entered before. Nothing was booked.", line=new.bank_line)
        raise DomainError(words, field="bank_line")
    if new.received_on > clock.today():
        raise DomainError(_("This day lies ahead. Enter the day on which the money came."), field="received_on")
    bank = books.account_for(AccountRole.TRUST_BANK, new.currency)
    entry = _post(actor, new, "in", [debit(bank, new.minor), credit(_suspense(new.currency), new.minor)])
    made = Deposit(**vars(new), entered_by=actor.human_id, entered_at=clock.now(), entry_id=entry)
    session.add(made)
    audit.record(actor, "deposit.taken_in", made)
    session.flush()
    return made


def _suspense(currency: str) -> uuid.UUID:
    return books.account_for(AccountRole.SUSPENSE, currency)


def _post(actor: Actor, one: NewDeposit | Deposit, step: str, legs: list[object]) -> uuid.UUID:
    """An entry of a deposit. The day it came is the day of the books; raises DomainError where its month is closed."""
    on = one.received_on if step == "in" else clock.today()
    entry = NewEntry(
        kind=EntryKind.DEPOSIT, occurred_on=on, idem_key=f"deposit:{one.id}:{step}", legs=legs,  # type: ignore[arg-type]
        source="deposit", source_id=one.id,
    )  # fmt: skip
    return books.post(actor, entry)[0]


def give(actor: Actor, deposit_id: uuid.UUID, number: str) -> Deposit:
    """A second human says whose it is, by account number. Raises DomainError for an unknown number."""
    found = _open(actor, deposit_id)
    owner = owner_by_number(number)
    if owner is None:
        raise DomainError(_("No account has the number %(number)s. Look at it again.", number=number), field="number")
    if death_known_at(owner):
        raise DomainError(_("Account %(number)s: the person died. Send the money back.", number=number), field="number")
    account = books.account_for(AccountRole.SPENDABLE, found.currency, owner)
    found.settled_entry_id = _post(
        actor, found, "given", [debit(_suspense(found.currency), found.minor), credit(account, found.minor)]
    )
    _settle(actor, found, DepositState.CREDITED, owner)
    saving.look(actor, owner)
    return found


def send_back(actor: Actor, deposit_id: uuid.UUID, why: str) -> Deposit:
    """A second human sends it back once it has waited thirty days for an owner."""
    found = _open(actor, deposit_id)
    if len(why.strip()) < LEAST_WHY:
        raise DomainError(_("Say in a few words why it goes back."), field="why")
    if not may_go_back(found.received_on, clock.today()):
        day = show_date(found.received_on + KEEP)
        raise DomainError(_("It waits for its owner until %(day)s. Send it back then.", day=day), field="why")
    bank = books.account_for(AccountRole.TRUST_BANK, found.currency)
    found.settled_entry_id = _post(
        actor, found, "back", [debit(_suspense(found.currency), found.minor), credit(bank, found.minor)]
    )
    found.why = why.strip()
    _settle(actor, found, DepositState.RETURNED, None)
    return found


def _open(actor: Actor, deposit_id: uuid.UUID) -> Deposit:
    found = queries.deposit_of(deposit_id)
    if found.state is not DepositState.WAITING:
        raise Conflict(_("This deposit was settled already."))
    if found.entered_by == actor.human_id:
        raise Forbidden(_("You entered this deposit, so somebody else has to settle it."), rule=_("Two people"))
    return found


def _settle(actor: Actor, found: Deposit, state: DepositState, owner: uuid.UUID | None) -> None:
    found.state, found.person_id = state, owner
    found.settled_by, found.settled_at = actor.human_id, clock.now()
    audit.record(actor, "deposit.given" if owner else "deposit.sent_back", found)
    session.flush()
