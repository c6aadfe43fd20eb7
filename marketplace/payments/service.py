"""Learning facts about money from adapters, tills and statements. Amounts and postings are made here alone."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _, show_money
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.orders.events import MoneyCame
from marketplace.orders.models import OPEN_STEPS, Method, OrderStep, ShopOrder
from marketplace.orders.rules import amounts_of
from marketplace.orders.service import order_of, revive
from marketplace.payments import queries
from marketplace.payments.models import FactKind, Payment
from marketplace.payments.rules import Bill, Fact, adapter_of

COMES_FROM = {
    Method.CASH: AccountRole.CASH_BOX,
    Method.MOBILE: AccountRole.CLEARING,
    Method.BANK: AccountRole.SUSPENSE,
    Method.CARD: AccountRole.CLEARING,
}
"""Where the money stands when it is told of. A line of the bank was booked to suspense when it was read in."""
GOES_FROM = {**COMES_FROM, Method.BANK: AccountRole.TRUST_BANK}
CODE, REF = 40, 90


def learn(
    actor: Actor | None, order_id: uuid.UUID, method: Method, fact: Fact, *, key: uuid.UUID | None = None,
    day: dt.date | None = None,
) -> bool:  # fmt: skip
    """Take a fact in: amounts, books, and what follows for the order. False when it was told before.

    Any order of facts comes to the same amounts: a refund told before its payment waits for it. Raises DomainError
    for another currency or no amount, which leaves everything as it was.
    """
    order = order_of(order_id)
    if len(fact.provider_ref) > REF or not fact.provider_ref:
        raise DomainError(_("This payment carries no name that can be kept. Put it right by hand."))
    if fact.minor <= 0 or fact.currency != order.currency:
        raise DomainError(_("This payment is not in the currency of the order. Put it right by hand."))
    if fact.kind is FactKind.CAPTURED:
        return _captured(actor, order, method, fact, key, day)
    return _refunded(actor, order, method, fact, key, day)


def _captured(
    actor: Actor | None, order: ShopOrder, method: Method, fact: Fact, key: uuid.UUID | None, day: dt.date | None
) -> bool:
    entry_id, is_new = _book(actor, order, method, fact, day)
    if not is_new:
        return False
    order.paid_minor += fact.minor
    _keep(actor, order, method, fact, key, entry_id)
    audit.record(actor, "order.paid", order)
    session.flush()
    for waiting in queries.waiting_facts(order.id):
        _book_waiting(actor, order, session.get_one(Payment, waiting), day)
    if order.step is OrderStep.EXPIRED and amounts_of(order).is_paid:
        revive(actor, order)
    events.publish(MoneyCame(order_id=order.id))
    return True


def _refunded(
    actor: Actor | None, order: ShopOrder, method: Method, fact: Fact, key: uuid.UUID | None, day: dt.date | None
) -> bool:
    if queries.known(method, fact.kind, fact.provider_ref):
        return False
    if order.refunded_minor + fact.minor > order.paid_minor:
        _keep(actor, order, method, fact, key, None)
        session.flush()
        return True
    entry_id, is_new = _book(actor, order, method, fact, day)
    if is_new:
        order.refunded_minor += fact.minor
        _keep(actor, order, method, fact, key, entry_id)
        audit.record(actor, "order.refunded", order)
        session.flush()
        events.publish(MoneyCame(order_id=order.id, back=True))
    return is_new


def _book_waiting(actor: Actor | None, order: ShopOrder, row: Payment, day: dt.date | None) -> None:
    if order.refunded_minor + row.minor > order.paid_minor:
        return
    fact = Fact(
        provider_ref=row.provider_ref, kind=row.kind, minor=row.minor, currency=row.currency, at=row.received_at
    )
    row.entry_id = _book(actor, order, row.method, fact, day)[0]
    order.refunded_minor += row.minor
    audit.record(actor, "payment.taken", row)
    audit.record(actor, "order.refunded", order)
    session.flush()


def carry(actor: Actor, old: ShopOrder, new: ShopOrder, minor: int) -> None:
    """Money of one order pays another of the same buyer: a fact of each, booked through clearing, both or neither."""
    method = queries.main_method(old.id) or Method.CASH
    for order, other, kind in ((old, new, FactKind.REFUNDED), (new, old, FactKind.CAPTURED)):
        fact = Fact(provider_ref=f"{queries.MOVED}{other.id}", kind=kind, minor=minor, currency=old.currency,
                    at=clock.now())  # fmt: skip
        entry_id, _is_new = _book(actor, order, method, fact, None, AccountRole.CLEARING)
        if kind is FactKind.REFUNDED:
            order.refunded_minor += minor
        else:
            order.paid_minor += minor
        _keep(actor, order, method, fact, None, entry_id)
        audit.record(actor, "order.money_moved", order)
    session.flush()


def _keep(
    actor: Actor | None, order: ShopOrder, method: Method, fact: Fact, key: uuid.UUID | None, entry: uuid.UUID | None
) -> None:
    more: dict[str, Any] = {"id": key} if key else {}
    kept = Payment(
        order_id=order.id, method=method, minor=fact.minor, currency=fact.currency, entry_id=entry,
        received_by=actor.human_id if actor else None, received_at=fact.at, kind=fact.kind,
        provider_ref=fact.provider_ref, **more,
    )  # fmt: skip
    session.add(kept)
    audit.record(actor, "payment.taken", kept)


def _book(
    actor: Actor | None, order: ShopOrder, method: Method, fact: Fact, day: dt.date | None,
    through: AccountRole | None = None,
) -> tuple[uuid.UUID, bool]:  # fmt: skip
    came = fact.kind is FactKind.CAPTURED
    ours = books.account_for(through or (COMES_FROM if came else GOES_FROM)[method], order.currency)
    theirs = books.account_for(AccountRole.ORDER_PREPAYMENTS, order.currency)
    legs = [debit(ours if came else theirs, fact.minor), credit(theirs if came else ours, fact.minor)]
    entry = NewEntry(
        kind=EntryKind.ORDER_PAID if came else EntryKind.REVERSAL, occurred_on=day or clock.today(),
        idem_key=f"payment:{method.value}:{fact.kind.value}:{fact.provider_ref}", legs=legs, source="shop_order",
        source_id=order.id, memo=order.code,
    )  # fmt: skip
    return books.post(actor, entry)


def take_cash(actor: Actor, order_id: uuid.UUID, minor: int, key: uuid.UUID, zone: str = "UTC") -> uuid.UUID:
    """Cash for an order goes into the cash box; gives the entry. ``key`` is minted by the form: twice is once."""
    return take_at_gate(actor, order_id, Method.CASH, minor, key, zone)


def take_at_gate(
    actor: Actor, order_id: uuid.UUID, method: Method, minor: int, key: uuid.UUID, zone: str = "UTC", code: str = ""
) -> uuid.UUID:
    """Money at the gate, in cash or by the code that a mobile operator sent; gives the entry.

    Raises DomainError unless the sum is exactly what is owed, Conflict when the order is no longer open.
    """
    order = order_of(order_id)
    if found := session.get(Payment, key):
        return found.entry_id or key
    ref = f"{method.value}:{key}" if method is Method.CASH else _operator_code(code)
    if queries.known(method, FactKind.CAPTURED, ref):
        raise Conflict(_("This operator's code was used for another payment. Read the message again."), field="code")
    owed = amounts_of(order).owed
    if order.step not in OPEN_STEPS or owed <= 0:
        raise Conflict(_("This order is paid already, or no longer open."))
    if minor != owed:
        raise DomainError(
            _("Take exactly %(sum)s for this order.", sum=show_money(owed, order.currency)), field="amount"
        )
    fact = Fact(provider_ref=ref, kind=FactKind.CAPTURED, minor=minor, currency=order.currency, at=clock.now())
    learn(actor, order_id, method, fact, key=key, day=clock.today(zone))
    return session.get_one(Payment, key).entry_id or key


def _operator_code(typed: str) -> str:
    plain = "".join(sign for sign in typed.upper() if sign.isalnum())
    if not 6 <= len(plain) <= CODE:  # noqa: PLR2004 - operators' codes have eight to twelve signs
        raise DomainError(_("Enter the code in the operator's message, such as QK7 8XD 42."), field="code")
    return plain


def bill_of(order: Any, link: str = "") -> Bill:
    """What an adapter may know of an order."""
    return Bill(order_id=order.id, code=order.code, owed=amounts_of(order).owed, currency=order.currency, link=link)


def give_back(actor: Actor, order: ShopOrder, minor: int, key: uuid.UUID, method: Method) -> bool:
    """Money goes back the way it came, through its adapter; False when that is told later.

    By a bank's file, or by a company that is asked over the network: that is done when this is kept (``card_refunds``).
    Raises Conflict when more would go back than was paid: the database holds that too.
    """
    if minor > amounts_of(order).kept:
        raise Conflict(_("More cannot go back than was paid."))
    adapter = adapter_of(method)
    if adapter.capabilities.refunds_itself:
        return False
    facts = adapter.refund(bill_of(order), minor, key, clock.now())
    learnt = sum(learn(actor, order.id, method, fact, key=key) for fact in facts)
    return bool(facts) and learnt == len(facts)


def sum_of_facts(order_id: uuid.UUID) -> tuple[int, int]:
    """(paid, given back) as the facts add up: what the order's own figures must equal."""
    paid = {FactKind.CAPTURED: 0, FactKind.REFUNDED: 0}
    for row in queries.facts_of(order_id):
        paid[FactKind(row.kind)] += row.minor if row.entry_id else 0
    return paid[FactKind.CAPTURED], paid[FactKind.REFUNDED]
