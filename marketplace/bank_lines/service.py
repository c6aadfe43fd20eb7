"""Reading a statement in, and what people do with the lines that no rule could settle."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _
from marketplace.bank_formats.rules import Line, Statement
from marketplace.bank_lines import queries
from marketplace.bank_lines.models import BankLine, BankStatement, Format, LineState, Outcome
from marketplace.bank_lines.rules import (
    KEPT_DAYS,
    codes_in,
    outcome_of,
    parts_refusal,
    references_in,
    seal,
    suggestion,
)
from marketplace.ledger import queries as books_queries
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import Leg, NewEntry, credit, debit, period_of
from marketplace.orders.models import Method
from marketplace.orders.queries import id_by_code
from marketplace.orders.rules import amounts_of, plain_code
from marketplace.orders.service import order_of
from marketplace.payments.models import FactKind
from marketplace.payments.rules import Fact
from marketplace.payments.service import learn
from marketplace.transfers.queries import in_use

LEAST_WHY = 5


@dataclass(frozen=True, kw_only=True)
class Read:
    """What a file brought: new lines, those that were here before, those that went out and are not read."""

    statement_id: uuid.UUID | None
    new: int
    known: int
    outgoing: int


def import_statement(actor: Actor, data: bytes, written: Format, found: Statement, secret: bytes) -> Read:
    """Read a statement in: each line once, into the books, and matched. The same statement twice adds nothing.

    Raises DomainError for a statement of another account than the shop's.
    """
    digest = hashlib.sha256(data).hexdigest()
    if queries.read_before(digest):
        return Read(statement_id=None, new=0, known=len(found.lines), outgoing=found.outgoing)
    _our_account(found)
    before = queries.known([line.checksum for line in found.lines])
    fresh = [line for line in found.lines if line.checksum not in before]
    made = BankStatement(
        digest=digest, format=written, lines=len(found.lines), new_lines=len(fresh), imported_by=actor.human_id,
        imported_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "bank_statement.imported", made)
    session.flush()
    for line in fresh:
        _take_in(actor, made.id, line, secret)
    return Read(statement_id=made.id, new=len(fresh), known=len(before), outgoing=found.outgoing)


def _our_account(found: Statement) -> None:
    ours = {row.iban for line in found.lines if (row := in_use(line.currency))}
    if found.account and ours and found.account not in ours:
        words = _("This is the statement of another account. Choose the one of the shop's account.")
        raise DomainError(words, field="file")


def _take_in(actor: Actor, statement_id: uuid.UUID, line: Line, secret: bytes) -> None:
    legs = [
        debit(books.account_for(AccountRole.TRUST_BANK, line.currency), line.minor),
        credit(books.account_for(AccountRole.SUSPENSE, line.currency), line.minor),
    ]
    entry_id = _post(actor, EntryKind.DEPOSIT, f"bankline:{line.checksum}", legs, line.booked_on, statement_id)
    made = BankLine(
        statement_id=statement_id, checksum=line.checksum, booked_on=line.booked_on, minor=line.minor,
        currency=line.currency, debtor=line.debtor, remittance=line.remittance, end_to_end=line.end_to_end,
        entry_id=entry_id, account=seal(secret, line.iban),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "bank_line.read", made)
    session.flush()
    _match(actor, made)


def _post(actor: Actor, kind: EntryKind, key: str, legs: Sequence[Leg], on: dt.date, source_id: uuid.UUID) -> uuid.UUID:
    day = clock.today() if books_queries.is_closed(period_of(on)) else on
    entry = NewEntry(kind=kind, occurred_on=day, idem_key=key, legs=legs, source="bank_line",
                     source_id=source_id)  # fmt: skip
    return books.post(actor, entry)[0]


def _match(actor: Actor, line: BankLine) -> None:
    """By exact reference, then by short code; where two orders are named, or none, a person decides."""
    text = f"{line.remittance} {line.end_to_end}"
    found = queries.orders_by_codes(references_in(text)) or queries.orders_by_codes(codes_in(text))
    if len(found) == 1:
        order = order_of(found[0])
        line.order_id, line.outcome = order.id, outcome_of(line.minor, order.step, amounts_of(order))
        if line.outcome is not Outcome.DUPLICATE and order.currency == line.currency:
            _give(actor, line, order.id, line.minor)
            line.state, line.decided_at = LineState.TAKEN, clock.now()
    else:
        line.suggested_id = suggestion(line.minor, line.debtor, queries.waiting_orders(line.currency))
    audit.record(actor, "bank_line.read", line)
    session.flush()


def _give(actor: Actor, line: BankLine, order_id: uuid.UUID, minor: int) -> None:
    at = dt.datetime.combine(line.booked_on, dt.time(12), dt.UTC)
    fact = Fact(
        provider_ref=f"line:{line.id.hex}:{order_id.hex[-12:]}", kind=FactKind.CAPTURED, minor=minor,
        currency=line.currency, at=at,
    )  # fmt: skip
    learn(actor, order_id, Method.BANK, fact)


def _open(line_id: uuid.UUID) -> BankLine:
    found = queries.line_of(line_id)
    if found.state is not LineState.OPEN:
        raise Conflict(_("This line was settled already. Load the page again."))
    return found


def _settle(actor: Actor, line: BankLine, state: LineState, action: str, why: str = "") -> BankLine:
    line.state, line.decided_at = state, clock.now()
    audit.record(actor, action, line, reason=why)
    session.flush()
    return line


def _order_behind(code: str, currency: str) -> uuid.UUID:
    order_id = id_by_code(plain_code(code))
    if order_id is None or order_of(order_id).currency != currency:
        raise DomainError(_("No order has the code %(code)s. Look at it again.", code=code[:20]), field="code")
    return order_id


def assign(actor: Actor, line_id: uuid.UUID, code: str) -> BankLine:
    """Give all of a line to one order. Raises DomainError for an unknown code."""
    line = _open(line_id)
    line.order_id = _order_behind(code, line.currency)
    _give(actor, line, line.order_id, line.minor)
    return _settle(actor, line, LineState.TAKEN, "bank_line.assigned")


def divide(actor: Actor, line_id: uuid.UUID, parts: Sequence[tuple[str, int]]) -> BankLine:
    """Divide a line over orders. Raises DomainError unless the parts are its sum exactly."""
    line = _open(line_id)
    plain = [(plain_code(code), part) for code, part in parts]
    if len(plain) < 2 or parts_refusal(line.minor, plain):  # noqa: PLR2004
        words = _("Name two orders or more, each once, with parts that add up to the line exactly.")
        raise DomainError(words, field="parts")
    for code, part in plain:
        _give(actor, line, _order_behind(code, line.currency), part)
    return _settle(actor, line, LineState.SPLIT, "bank_line.split")


def ask_back(actor: Actor, line_id: uuid.UUID, why: str) -> BankLine:
    """Ask to send a line back to where it came from; a second human decides."""
    line = _open(line_id)
    if line.account is None:
        raise DomainError(_("The bank did not say from which account it came, so it cannot be sent back."), field="why")
    line.why, line.asked_by = _reason(why), actor.human_id
    return _settle(actor, line, LineState.BACK, "bank_line.asked_back", line.why)


def decide_back(actor: Actor, line_id: uuid.UUID, *, approve: bool) -> BankLine:
    """Approve that a line goes back, or keep it. Raises Forbidden for the human who asked."""
    line = queries.line_of(line_id)
    if line.state is not LineState.BACK:
        raise Conflict(_("This line was settled already. Load the page again."))
    if line.asked_by == actor.human_id:
        raise Forbidden(_("You asked to send this back, so somebody else has to approve it."), rule=_("Two people"))
    if not approve:
        line.asked_by, line.why = None, ""
        return _settle(actor, line, LineState.OPEN, "bank_line.kept")
    line.decided_by = actor.human_id
    return _settle(actor, line, LineState.APPROVED, "bank_line.approved_back")


def discard(actor: Actor, line_id: uuid.UUID, why: str) -> BankLine:
    """Set aside what is not the shop's money: the entry is corrected, the reason kept."""
    line = _open(line_id)
    line.why = _reason(why)
    books.reverse(actor, line.entry_id, line.why)
    return _settle(actor, line, LineState.DISCARDED, "bank_line.discarded", line.why)


def _reason(why: str) -> str:
    if len(why.strip()) < LEAST_WHY:
        raise DomainError(_("Say in a few words why."), field="why")
    return why.strip()[:300]


def sent_back(actor: Actor, line: BankLine, on: dt.date) -> None:
    """The bank has sent it back."""
    legs = [
        debit(books.account_for(AccountRole.SUSPENSE, line.currency), line.minor),
        credit(books.account_for(AccountRole.TRUST_BANK, line.currency), line.minor),
    ]
    _post(actor, EntryKind.DEPOSIT, f"bankline:{line.checksum}:back", legs, on, line.statement_id)
    line.account = None
    _settle(actor, line, LineState.SENT_BACK, "bank_line.sent_back")


def shred(now: dt.datetime | None = None) -> int:
    """Shred payers' accounts of lines that were settled sixty days ago; says how many. For the nightly job."""
    ids = queries.to_shred((now or clock.now()) - KEPT_DAYS)
    for line_id in ids:
        line = queries.line_of(line_id)
        line.account = None
        audit.record(None, "bank_line.shredded", line)
    return len(ids)
