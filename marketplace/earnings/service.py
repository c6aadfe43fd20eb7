"""Commands on earnings and payouts, and what is done when other modules announce that money is due."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from casework.public import EarningsDue, EarningsDueTogether, PersonReceived, death_known_at
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _, show_money
from kernel.ids import new_id
from marketplace.bookings.service import book_all, open_period
from marketplace.earnings import queries
from marketplace.earnings.models import EarningLine, EarningState, Payout, PayoutState
from marketplace.ledger import service as books
from marketplace.ledger.models import TRUST_ROLES, AccountRole, EntryKind, LedgerAccount
from marketplace.ledger.rules import NewEntry, credit, debit, number_of
from marketplace.payees.models import Payee
from marketplace.payees.queries import payee_for_payout
from marketplace.payees.service import check_usable

_line = table_of(EarningLine)


def take_due(announced: EarningsDue) -> None:
    """Somebody earned money: keep the line, and book it unless it has to mature first. The same fact counts once."""
    _take(announced.by, [announced])


def take_due_together(announced: EarningsDueTogether) -> None:
    """Many people earned money: the same, in one go."""
    _take(announced.by, announced.lines)


def _take(actor: Actor | None, announced: Sequence[EarningsDue]) -> None:
    rows = [_row_of(one) for one in announced if one.minor > 0]
    if not rows:
        return
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(_line)
    if_new = insert.on_conflict_do_nothing(index_elements=["source", "source_id"]).returning(_line.c.id)
    touched = {row["id"]: row["person_id"] for row in rows}
    new = set(session.scalars(if_new, rows, execution_options={audit.AUDITS: list(touched)}))
    for action, ids in (("earning.announced", new), ("earning.announced_again", set(touched) - new)):
        audit.record_many(actor, action, "earning_line", {key: touched[key] for key in touched if key in ids})
    today = clock.today()
    at_once = [row["id"] for row in rows if row["id"] in new and (row["matures_on"] or today) <= today]
    book_all(actor, queries.lines_in_turn(at_once))


def _row_of(one: EarningsDue) -> dict[str, Any]:
    return {
        "id": new_id(), "person_id": one.person_id, "kind": one.kind, "source": one.source, "source_id": one.source_id,
        "minor": one.minor, "currency": one.currency, "earned_on": one.earned_on, "matures_on": one.matures_on,
        "explain": dict(one.explain), "state": EarningState.HELD, "entry_id": None,
    }  # fmt: skip


def take_reception_cash(received: PersonReceived) -> None:
    """Cash that a person brought in goes into the cash box and stands to their account (Mandela Rule 67)."""
    if received.cash_minor <= 0:
        return
    legs = [
        debit(books.account_for(AccountRole.CASH_BOX, received.currency), received.cash_minor),
        credit(books.account_for(AccountRole.SPENDABLE, received.currency, received.person_id), received.cash_minor),
    ]
    entry = NewEntry(
        kind=EntryKind.CASH_RECEIVED, occurred_on=received.at.date(), legs=legs, source="reception",
        source_id=received.person_id, idem_key=f"reception:{received.person_id}:{received.at.isoformat()}",
        period=open_period(received.at.date()),
    )  # fmt: skip
    books.post(None, entry)


def mature(actor: Actor | None, today: dt.date | None = None) -> int:
    """Book shares of sales whose return window is over, and what was stuck; says how many. For the hourly job."""
    return book_all(actor, queries.lines_in_turn(queries.matured(today or clock.today())))


@dataclass(frozen=True, kw_only=True)
class NewPayout:
    """Money to pay out in cash from one of a person's accounts. ``id`` is minted by the form: twice is once."""

    id: uuid.UUID
    account_id: uuid.UUID
    minor: int
    reason: str


def request_payout(actor: Actor, new: NewPayout) -> Payout:
    """Ask for a payout; a second human decides. Raises DomainError when there is less on the account.

    What payouts asked for before will take is held for them.
    """
    if found := session.get(Payout, new.id):
        return found
    account = session.get(LedgerAccount, new.account_id, populate_existing=True)
    if account is None or account.role not in TRUST_ROLES:
        raise NotFound(_("There is no such account."))
    free = account.balance - queries.promised(account.id)
    if new.minor <= 0 or new.minor > free:
        raise DomainError(_("Only %(sum)s is free on this account. Enter a smaller amount.",
                            sum=show_money(free, account.currency)), field="amount")  # fmt: skip
    made = Payout(
        id=new.id, person_id=account.owner_id, account_id=account.id, minor=new.minor, currency=account.currency,
        reason=new.reason, requested_by=actor.human_id, requested_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "payout.requested", made, reason=new.reason)
    session.flush()
    return made


def decide_payout(actor: Actor, payout_id: uuid.UUID, *, approve: bool) -> Payout:
    """Pay out or refuse. Raises Forbidden for the human who asked: two people, always."""
    found = session.get(Payout, payout_id)
    if found is None:
        raise NotFound(_("There is no such payout."))
    if found.state is not PayoutState.REQUESTED:
        raise Conflict(_("This payout was decided already."))
    if found.requested_by == actor.human_id:
        raise Forbidden(_("You asked for this payout, so somebody else has to approve it."))
    if approve:
        _refuse_for_the_dead(found)
    found.entry_id = _pay(actor, found) if approve else None
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    found.state = PayoutState.PAID if approve else PayoutState.REFUSED
    audit.record(actor, "payout.paid" if approve else "payout.refused", found)
    session.flush()
    return found


def _refuse_for_the_dead(found: Payout) -> None:
    known_at = death_known_at(found.person_id)
    if known_at and found.requested_at < known_at:
        words = _("The person died after this was asked for. Refuse it, and ask anew for whoever receives the estate.")
        raise DomainError(words, rule="Mandela Rule 67 (2)")
    account = session.get_one(LedgerAccount, found.account_id)
    if account.role is AccountRole.ESTATE:
        _refuse_unless_heir(payee_for_payout(found.id), account.number, known_at)


def _refuse_unless_heir(payee: Payee | None, number: str, known_at: dt.datetime | None) -> None:
    if payee is None or known_at is None or payee.written_at < known_at:
        words = _(
            "Account %(number)s, “%(role)s”: this is paid only to somebody who was written down as its recipient"
            " after the death, with the paper of the inheritance.", number=number, role=AccountRole.ESTATE.label,
        )  # fmt: skip
        raise DomainError(words, rule="Mandela Rule 67 (2)")


def _pay(actor: Actor, found: Payout) -> uuid.UUID:
    """Out of the cash box, or on its way to the bank of a payee where one was named."""
    if payee := payee_for_payout(found.id):
        check_usable(payee, number_of(found.person_id))
    by_bank = payee is not None and not payee.in_cash
    to = books.account_for(AccountRole.REMITTANCES if by_bank else AccountRole.CASH_BOX, found.currency)
    entry = NewEntry(
        kind=EntryKind.REMITTANCE if by_bank else EntryKind.PAYOUT, occurred_on=clock.today(),
        idem_key=f"payout:{found.id}", legs=[debit(found.account_id, found.minor), credit(to, found.minor)],
        source="payout", source_id=found.id, memo=found.reason,
    )  # fmt: skip
    return books.post(actor, entry)[0]
