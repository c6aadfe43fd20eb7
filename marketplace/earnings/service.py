"""Commands on earnings and payouts, and what is done when other modules announce that money is due."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from casework.public import EarningsDue, PersonReceived, death_known_at
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _, show_money
from kernel.ids import new_id
from marketplace.earnings import queries
from marketplace.earnings.models import EarningLine, EarningPart, EarningState, Payout, PayoutState
from marketplace.earnings.rules import due, law_for
from marketplace.ledger import queries as books_queries
from marketplace.ledger import service as books
from marketplace.ledger.models import TRUST_ROLES, AccountRole, EntryKind, LedgerAccount
from marketplace.ledger.rules import NewEntry, credit, debit, number_of, period_of
from marketplace.payees.models import Payee
from marketplace.payees.queries import payee_for_payout
from marketplace.payees.service import check_usable
from marketplace.rule_changes.queries import in_force
from marketplace.rulesets.rules import Rule
from marketplace.splits.rules import Law
from marketplace.splits.schemas import written_of
from marketplace.workings.rules import working_of

_line, _part = table_of(EarningLine), table_of(EarningPart)
PACK = os.environ.get("THROUGHCARE_EARNINGS_PACK", "general")
"""The rule set that shares earnings out; ``earnings rulesets`` lists them."""


def take_due(announced: EarningsDue) -> None:
    """Somebody earned money: keep the line, and book it unless it has to mature first. The same fact counts once."""
    if announced.minor <= 0:
        return
    key = new_id()
    row = {
        "id": key, "person_id": announced.person_id, "kind": announced.kind, "source": announced.source,
        "source_id": announced.source_id, "minor": announced.minor, "currency": announced.currency,
        "earned_on": announced.earned_on, "matures_on": announced.matures_on, "explain": dict(announced.explain),
        "state": EarningState.HELD, "entry_id": None,
    }  # fmt: skip
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(_line)
    if_new = insert.on_conflict_do_nothing(index_elements=["source", "source_id"]).returning(_line.c.id)
    if session.scalar(if_new, row, execution_options={audit.AUDITS: [key]}) is None:
        audit.record_many(announced.by, "earning.announced_again", "earning_line", {key: announced.person_id})
        return
    audit.record_many(announced.by, "earning.announced", "earning_line", {key: announced.person_id})
    if announced.matures_on is None or announced.matures_on <= clock.today():
        _book(announced.by, session.get_one(EarningLine, key))


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
        period=_open_period(received.at.date()),
    )  # fmt: skip
    books.post(None, entry)


def _open_period(day: dt.date) -> str:
    """The month of ``day``, or the running one when that is closed."""
    code = period_of(day)
    return period_of(clock.today()) if books_queries.is_closed(code) else code


def _book(actor: Actor | None, line: EarningLine) -> None:
    """Share a line out by the rules of its day and book it: the expense against each part."""
    day, period = line.earned_on, _open_period(line.matures_on or line.earned_on)
    before = queries.got_before(line.person_id, period, line.currency)
    try:
        law = _law(line, before)
        shared = due(law, line.minor, before, in_force(PACK).rounding)
    except (DomainError, LookupError) as refusal:
        _wait(actor, line, str(refusal))
        return
    rules = {rule.code: rule for rule in law.rules}
    is_sale = line.kind == EntryKind.SALE_SHARE
    source = AccountRole.SALES if is_sale else AccountRole.WAGES_EXPENSE
    legs = [debit(books.account_for(source, line.currency), line.minor)]
    for code, minor in shared.items():
        account = books.account_for(AccountRole(rules[code].role), line.currency, line.person_id)
        legs.append(credit(account, minor, rule=code, legal=rules[code].legal))
    entry = NewEntry(
        kind=EntryKind.SALE_SHARE if is_sale else EntryKind.WAGE, occurred_on=line.matures_on or day, legs=legs,
        period=period, idem_key=f"earning:{line.source}:{line.source_id}", source="earning_line", source_id=line.id,
    )  # fmt: skip
    line.entry_id, _new = books.post(actor, entry)
    line.state, line.stuck = EarningState.POSTED, ""
    audit.record(actor, "earning.posted", line)
    session.flush()
    got = {code: before.get(code, 0) + shared.get(code, 0) for code in {**before, **shared}}
    rows = [
        _part_row(line, period, rules[code], minor, _told(law, rules[code], got, line.currency))
        for code, minor in shared.items()
    ]
    session.execute(_part.insert(), rows)


def _wait(actor: Actor | None, line: EarningLine, why: str) -> None:
    """An earning that cannot be shared out waits for finance; it never stops whoever announced it."""
    line.stuck = why[:500]
    audit.record(actor, "earning.stuck", line)


def _law(line: EarningLine, before: Mapping[str, int]) -> Law:
    """The law of the day it was earned, for what is known of the person then."""
    one = in_force(PACK)
    roles = {rule.code: rule.role for rule in one.on(line.earned_on).rules}
    balances = {
        str(row.role): row.balance - sum(minor for code, minor in before.items() if roles.get(code) == row.role)
        for row in books_queries.holdings_of(line.person_id) if row.currency == line.currency
    }  # fmt: skip
    return law_for(one, line.earned_on, queries.payees_of(line.person_id, line.earned_on), balances, line.currency)


def _told(law: Law, rule: Rule, got: Mapping[str, int], currency: str) -> dict[str, Any]:
    """What a payslip says of a part: the law, its sentence, the arithmetic of the month so far."""
    working = working_of(law, rule, got, lambda exact: written_of(exact, currency))
    return {"legal": rule.legal, "text": rule.text, "working": working}


def _part_row(line: EarningLine, period: str, rule: Rule, minor: int, explain: dict[str, Any]) -> dict[str, object]:
    return {
        "line_id": line.id, "rule": rule.code, "person_id": line.person_id, "period": period,
        "currency": line.currency, "role": AccountRole(rule.role), "minor": minor, "explain": explain,
    }  # fmt: skip


def mature(actor: Actor | None, today: dt.date | None = None) -> int:
    """Book shares of sales whose return window is over, and what was stuck; says how many. For the hourly job."""
    lines = [session.get_one(EarningLine, line_id) for line_id in queries.matured(today or clock.today())]
    for line in lines:
        _book(actor, line)
    return sum(not line.stuck for line in lines)


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
