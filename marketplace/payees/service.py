"""Writing and confirming payees, sending money to them, and noting that the bank has sent it."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _, show_moment
from kernel.ids import new_id
from marketplace.earnings.models import Payout, PayoutState
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.payees import queries
from marketplace.payees.models import Payee, PayeeState, Remittance
from marketplace.payees.rules import WAIT, bank_account, payee_refusal

LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class NewPayee:
    """Whom a person sends money to. ``replaces_id`` names the payee that this one changes. The same id twice is one."""

    person_id: uuid.UUID
    name: str
    relation: str
    bank_account: str
    identity: str
    consented_on: dt.date
    replaces_id: uuid.UUID | None = None
    in_cash: bool = False
    id: uuid.UUID = field(default_factory=new_id)


def write_payee(actor: Actor, new: NewPayee) -> Payee:
    """Write a payee down; a second human confirms it. Raises DomainError for what is missing or wrong."""
    if existing := session.get(Payee, new.id):
        return existing
    where, words = payee_refusal(vars(new), new.consented_on, clock.today())
    if words:
        raise DomainError(words, field=where)
    try:
        number = bank_account(new.bank_account)
    except ValueError as wrong:
        raise DomainError(str(wrong), field="bank_account") from wrong
    if new.replaces_id and queries.payee_of(new.replaces_id).person_id != new.person_id:
        raise NotFound(_("There is no such payee."))
    made = Payee(**{**vars(new), "bank_account": number}, written_by=actor.human_id, written_at=clock.now())
    session.add(made)
    audit.record(actor, "payee.written", made)
    session.flush()
    return made


def decide_payee(actor: Actor, payee_id: uuid.UUID, *, approve: bool) -> Payee:
    """Confirm or refuse a payee. Money goes there 72 hours later; the payee it changes ends at once.

    Raises Forbidden for the human who wrote it: two people, always.
    """
    found = queries.payee_of(payee_id)
    if found.state is not PayeeState.WRITTEN:
        raise Conflict(_("This payee was decided already."))
    if found.written_by == actor.human_id:
        raise Forbidden(_("You wrote this payee down, so somebody else has to confirm it."), rule=_("Two people"))
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    found.state = PayeeState.CONFIRMED if approve else PayeeState.REFUSED
    if approve:
        found.usable_from = clock.now() + WAIT
        if found.replaces_id:
            _end(actor, queries.payee_of(found.replaces_id), _("Replaced by a changed payee."))
    audit.record(actor, "payee.confirmed" if approve else "payee.refused", found)
    session.flush()
    return found


def end_payee(actor: Actor, payee_id: uuid.UUID, reason: str) -> None:
    """Let nobody send money there any more. One human is enough to stop. Raises Conflict when it ended before."""
    if len(reason.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a few words why it ends."), field="reason")
    found = queries.payee_of(payee_id)
    if found.state is not PayeeState.CONFIRMED:
        raise Conflict(_("This payee is not in use."))
    _end(actor, found, reason)


def _end(actor: Actor, found: Payee, reason: str) -> None:
    found.state = PayeeState.ENDED
    audit.record(actor, "payee.ended", found, reason=reason)


def check_usable(found: Payee, number: str) -> None:
    """Raises DomainError naming account and payee unless money may go there now."""
    if found.state is not PayeeState.CONFIRMED or found.usable_from is None:
        words = _("Account %(number)s: “%(payee)s” is not a confirmed payee.", number=number, payee=found.name)
        raise DomainError(words, field="payee", rule=_("Two people"))
    if clock.now() < found.usable_from:
        raise DomainError(
            _(
                "Account %(number)s: “%(payee)s” is new or was changed. Money goes there from %(day)s on.",
                number=number, payee=found.name, day=show_moment(found.usable_from),
            ),
            field="payee", rule=_("72 hours before a new payee is paid"),
        )  # fmt: skip


def direct(actor: Actor, payout: Payout, payee_id: uuid.UUID, number: str) -> Remittance:
    """Let a payout that was just asked for go to a payee by bank instead of out in cash."""
    if existing := session.get(Remittance, payout.id):
        return existing
    found = queries.payee_of(payee_id)
    if found.person_id != payout.person_id:
        raise NotFound(_("There is no such payee."))
    check_usable(found, number)
    made = Remittance(id=payout.id, payee_id=found.id)
    session.add(made)
    audit.record(actor, "remittance.asked", made)
    session.flush()
    return made


def note_sent(actor: Actor, payout_id: uuid.UUID, reference: str) -> Remittance:
    """The bank has sent it, under a reference: the money leaves the bank account of the books."""
    found, payout = session.get(Remittance, payout_id), session.get(Payout, payout_id)
    if found is None or payout is None or payout.state is not PayoutState.PAID:
        raise NotFound(_("There is no such payment."))
    if found.sent_on:
        raise Conflict(_("This payment was noted as sent already."))
    if not reference.strip():
        raise DomainError(_("Enter the reference of the bank."), field="reference")
    legs = [
        debit(books.account_for(AccountRole.REMITTANCES, payout.currency), payout.minor),
        credit(books.account_for(AccountRole.TRUST_BANK, payout.currency), payout.minor),
    ]
    entry = NewEntry(
        kind=EntryKind.REMITTANCE, occurred_on=clock.today(), idem_key=f"sent:{payout.id}", legs=legs,
        source="payout", source_id=payout.id, memo=reference.strip(),
    )  # fmt: skip
    found.sent_entry_id, _new = books.post(actor, entry)
    found.sent_on, found.bank_reference = clock.today(), reference.strip()
    audit.record(actor, "remittance.sent", found)
    session.flush()
    return found
