"""Asking for a refund at the desk; deciding it in finance. Never twice, never more than was paid."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden, NotFound
from kernel.i18n import _
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.orders import queries as orders
from marketplace.orders.models import GIVEN_UP, OPEN_STEPS, Method, OrderStep, ShopOrder
from marketplace.orders.rules import RETURN_WINDOW, amounts_of
from marketplace.orders.service import free, move_to, order_of
from marketplace.payments.queries import main_method
from marketplace.payments.service import give_back
from marketplace.production.service import put_back
from marketplace.receipts.models import ReceiptKind
from marketplace.receipts.queries import papers_of
from marketplace.receipts.service import NewReceipt, issue
from marketplace.refunds import queries
from marketplace.refunds.models import Refund, RefundKind, RefundLine, RefundState
from marketplace.refunds.rules import Part, money_back, parts_of, tax_back
from marketplace.sale_shares import service as sale_shares
from marketplace.stock import service as stocks

LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class NewRefund:
    """A buyer gets money back. ``id`` is minted by the form: twice is once.

    ``pieces`` by line, or None for all that are left; ``minor`` for a part of the price because of a fault.
    """

    id: uuid.UUID
    order_id: uuid.UUID
    reason: str
    pieces_back: bool = True
    kind: RefundKind = RefundKind.RETURN
    pieces: Mapping[int, int] | None = None
    minor: int = 0
    account: bytes | None = None


def request_refund(actor: Actor, new: NewRefund) -> Refund:
    """Ask for money of an order to go back; a second human decides.

    Raises Conflict when nothing was paid, when it was given back already, or when the return window is over.
    """
    if found := session.get(Refund, new.id):
        return found
    order = order_of(new.order_id)
    _refuse(order, new)
    parts, delivery = _parts(order, new)
    money = amounts_of(order)
    asked = new.minor if new.kind is RefundKind.FAULT else sum(one.worth[0] for one in parts) + delivery
    value = min(asked, money.due)
    minor = money_back(money, value, queries.promised_back(order.id)[0])
    if not minor and not value:
        raise Conflict(_("The money of this order was given back already, or somebody asked for it before you."))
    made = Refund(
        id=new.id, order_id=order.id, minor=minor, currency=order.currency, reason=new.reason, kind=new.kind,
        pieces_back=new.pieces_back, requested_by=actor.human_id, requested_at=clock.now(), value_minor=value,
        delivery_minor=min(delivery, value), method=main_method(order.id) or Method.CASH, account=new.account,
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(
        RefundLine(refund_id=made.id, seq=one.line.seq, quantity=one.quantity, out=one.out) for one in parts
    )
    audit.record(actor, "refund.requested", made, reason=new.reason)
    session.flush()
    return made


def _refuse(order: ShopOrder, new: NewRefund) -> None:
    if len(new.reason) < LEAST_REASON:
        raise DomainError(_("Say why the money goes back."), field="reason")
    if not order.paid_minor and order.step in {*OPEN_STEPS, *GIVEN_UP}:
        raise Conflict(_("Nothing was paid for this order. Cancel it instead."))
    if (order.paid_minor and order.refunded_minor >= order.paid_minor) or queries.waiting_for(order.id):
        raise Conflict(_("The money of this order was given back already, or somebody asked for it before you."))
    money = amounts_of(order)
    if new.kind is RefundKind.SURPLUS:
        return
    if new.kind is RefundKind.FAULT and not 0 < new.minor <= money.due:
        raise DomainError(_("Enter a part of the price, not more than was paid."), field="amount")
    handed = order.handed_over_at
    if new.kind is RefundKind.FAULT and not handed:
        words = _("The price is lowered for what the buyer has. Hand everything over first, or take pieces off.")
        raise DomainError(words, field="kind")
    if order.step is OrderStep.CLOSED or (handed and handed + RETURN_WINDOW < clock.now()):
        words = _("A piece can be brought back within %(days)d days. They are over.", days=RETURN_WINDOW.days)
        raise Conflict(words)


def _parts(order: ShopOrder, new: NewRefund) -> tuple[list[Part], int]:
    """The pieces that come off, and the delivery charge when nothing of the order stays: once, never twice."""
    if new.kind is not RefundKind.RETURN:
        return [], 0
    lines, off = orders.lines_of(order.id), queries.taken_off(order.id)
    try:
        parts = parts_of(lines, new.pieces, off, orders.handed(order.id))
    except ValueError as fewer:
        words = _("Of “%(title)s” fewer pieces are left to give back.", title=str(fewer))
        raise DomainError(words, field="pieces") from fewer
    if not parts:
        raise Conflict(_("The money of this order was given back already, or somebody asked for it before you."))
    stay = sum(line.quantity - off.get(line.seq, (0, 0))[0] for line in lines) - sum(one.quantity for one in parts)
    return parts, 0 if stay else order.delivery_minor - queries.promised_back(order.id)[1]


def decide_refund(actor: Actor, refund_id: uuid.UUID, *, approve: bool, day: dt.date | None = None) -> Refund:
    """Give the money back or refuse. Raises Forbidden for the human who asked: two people, always."""
    found = session.get(Refund, refund_id)
    if found is None:
        raise NotFound(_("There is no such refund."))
    if found.state is not RefundState.REQUESTED:
        raise Conflict(_("This refund was decided already."))
    if found.requested_by == actor.human_id:
        raise Forbidden(_("You asked for this refund, so somebody else has to approve it."))
    found.decided_by, found.decided_at = actor.human_id, clock.now()
    found.state = RefundState.APPROVED if approve else RefundState.REFUSED
    audit.record(actor, "refund.approved" if approve else "refund.refused", found)
    session.flush()
    if approve:
        _carry_out(actor, found, day or clock.today())
    return found


def _carry_out(actor: Actor, found: Refund, day: dt.date) -> None:
    order = order_of(found.order_id)
    parts = _parts_of(found)
    left_tax = order.tax_minor - queries.tax_taken(order.id)
    found.tax_minor = tax_back(found.value_minor, amounts_of(order).due, left_tax, parts)
    order.credited_minor += found.value_minor
    audit.record(actor, "order.credited", order, reason=found.reason)
    session.flush()
    _book_return(actor, found, order, parts, day)
    _pieces(actor, found, order, parts, day)
    _credit_note(actor, found, order, day)
    if not found.minor or give_back(actor, order, found.minor, found.id, found.method):
        settle(actor, found)


def _parts_of(found: Refund) -> list[Part]:
    """The pieces of a refund, as they stood when it was asked for: none can leave in between."""
    wanted = {one.seq: one.quantity for one in queries.lines_of(found.id)}
    lines = [line for line in orders.lines_of(found.order_id) if line.seq in wanted]
    off = queries.taken_off(found.order_id, but=found.id)
    return parts_of(lines, wanted, off, orders.handed(found.order_id))


def settle(actor: Actor | None, found: Refund) -> None:
    """The money has gone."""
    found.state, found.account = RefundState.PAID, None
    audit.record(actor, "refund.paid", found)
    session.flush()


def _book_return(actor: Actor, found: Refund, order: ShopOrder, parts: list[Part], day: dt.date) -> None:
    """What had become a sale is no sale any more."""
    gross, tax = _sold(found, parts)
    if not gross:
        return
    legs = [debit(books.account_for(AccountRole.SALES, order.currency), gross - tax)]
    if tax:
        legs.append(debit(books.account_for(AccountRole.TAX, order.currency), tax))
    legs.append(credit(books.account_for(AccountRole.ORDER_PREPAYMENTS, order.currency), gross))
    entry = NewEntry(
        kind=EntryKind.REVERSAL, occurred_on=day, idem_key=f"return:{found.id}", legs=legs, source="shop_refund",
        source_id=found.id, memo=found.reason[:200],
    )  # fmt: skip
    books.post(actor, entry)


def _sold(found: Refund, parts: list[Part]) -> tuple[int, int]:
    """(gross, tax) of what is taken off and had become a sale. Delivery did, with the first pieces that left."""
    out = sum(one.out for one in parts)
    if found.kind is RefundKind.FAULT or (out and out == sum(one.quantity for one in parts)):
        return found.value_minor, found.tax_minor
    if not out:
        return 0, 0
    worth = [one.worth_out for one in parts]
    delivery_tax = found.tax_minor - sum(one.worth[1] for one in parts) if found.delivery_minor else 0
    return sum(gross for gross, _tax in worth) + found.delivery_minor, sum(tax for _gross, tax in worth) + delivery_tax


def _pieces(actor: Actor, found: Refund, order: ShopOrder, parts: list[Part], day: dt.date) -> None:
    """Pieces that never went are free again; those that came back whole lie on the shelf; shares are withdrawn."""
    if order.step in OPEN_STEPS and amounts_of(order).due == 0:
        move_to(actor, order, OrderStep.CANCELLED, "order.cancelled", found.reason)
        free(actor, order)
        return
    kept = orders.promised(order.id)
    for one in parts:
        row, inside = one.line, min(one.quantity - one.out, kept.get(one.line.stock_id, 0))
        if inside:
            key = f"free:{found.id}:{row.seq}"
            stocks.release(actor, row.stock_id, inside, order_id=order.id, key=key)
        if one.out:
            sale_shares.give_back(actor, order.id, row.seq, one.out, day)
        if one.out and found.pieces_back:
            key = f"back:{found.id}:{row.seq}"
            stocks.bring_back(actor, row.stock_id, one.out, order_id=order.id, key=key)
            put_back(actor, row.product_id, order.place_id, one.out)
    if order.step is OrderStep.PARTLY and not orders.promised(order.id):
        order.handed_over_at = clock.now()
        move_to(actor, order, OrderStep.HANDED_OVER, "order.handed_over")


def _credit_note(actor: Actor, found: Refund, order: ShopOrder, day: dt.date) -> None:
    """A paper that was issued is never changed: another one takes back from it."""
    papers = papers_of(order.id)
    if not papers or not found.value_minor:
        return
    issue(actor, NewReceipt(
        establishment_id=papers[0].establishment_id, kind=ReceiptKind.CREDIT, order_id=order.id, source_id=found.id,
        minor=found.value_minor, tax_minor=found.tax_minor, issued_on=day,
    ))  # fmt: skip
