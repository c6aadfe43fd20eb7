"""The gate and the packing table: money in, goods out, makers' shares on their way."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kernel import clock
from kernel.authz import Actor
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.orders import queries as orders
from marketplace.orders.models import OPEN_STEPS, Method, OrderStep, ShopOrder
from marketplace.orders.rules import RETURN_WINDOW, amounts_of
from marketplace.orders.service import move_to, order_of
from marketplace.payments.service import take_at_gate
from marketplace.quotes.rules import value_of
from marketplace.receipts.models import ReceiptKind
from marketplace.receipts.service import NewReceipt, issue
from marketplace.refunds import queries as refunds
from marketplace.sale_shares.service import Sold, announce
from marketplace.stock import service as stocks

DONE = frozenset({OrderStep.HANDED_OVER, OrderStep.CLOSED})


@dataclass(frozen=True)
class _Out:
    """Pieces of one line that leave now, after those that left before."""

    line: Any
    before: int
    pieces: int


def hand_over(
    actor: Actor, order_id: uuid.UUID, zone: str = "UTC", pieces: Mapping[int, int] | None = None,
    key: uuid.UUID | None = None,
) -> ShopOrder:  # fmt: skip
    """Pieces of a paid order leave the house, all that are left or those named by line; stock, books, shares follow.

    Handing over all twice changes nothing; nor does the same ``key``. Raises DomainError while money is owed (unless
    it goes on an invoice), Conflict when the order is no longer open.
    """
    order = order_of(order_id)
    if order.step in DONE or (key and stocks.moved(f"out:{key}:")):
        return order
    if order.step not in {*OPEN_STEPS, OrderStep.PARTLY}:
        raise Conflict(_("This order is no longer open. Ask the buyer to order again."))
    if refunds.waiting_for(order_id):
        raise Conflict(_("The buyer asked for the money back. Wait until finance has decided."))
    if not amounts_of(order).is_paid and order.method is not Method.INVOICE:
        raise DomainError(_("This order is not paid yet. Take the money first."))
    leaving, left = _leaving(order, pieces)
    if order.step is not OrderStep.PARTLY or not left:
        if not left:
            order.handed_over_at = clock.now()
        move_to(actor, order, OrderStep.PARTLY if left else OrderStep.HANDED_OVER, "order.handed_over")
    _book_sale(actor, order, leaving, zone)
    for one in leaving:
        stocks.hand_out(
            actor, one.line.stock_id, one.pieces, order_id=order_id, key=f"out:{key or order_id}:{one.line.seq}"
        )
        _share(actor, order, one, zone)
    _paper(actor, order, zone)
    return order


def _leaving(order: ShopOrder, pieces: Mapping[int, int] | None) -> tuple[list[_Out], int]:
    """What leaves now, and how many pieces stay. Raises DomainError for more than is left, or nothing."""
    out, promised = orders.handed(order.id), orders.promised(order.id)
    found, left = [], 0
    for line in orders.lines_of(order.id):
        before, open_ = out.get(line.stock_id, 0), promised.get(line.stock_id, 0)
        now = open_ if pieces is None else pieces.get(line.seq, 0)
        if not 0 <= now <= open_:
            words = _("Of “%(title)s” %(open)d pieces are left to hand over.", title=line.title, open=open_)
            raise DomainError(words, field="pieces")
        left += open_ - now
        if now:
            found.append(_Out(line, before, now))
    if not found:
        raise DomainError(_("Say how many pieces you hand over."), field="pieces")
    return found, left


def pay_and_hand_over(
    actor: Actor, order_id: uuid.UUID, minor: int, key: uuid.UUID, zone: str = "UTC",
    method: Method = Method.CASH, code: str = "", pieces: Mapping[int, int] | None = None,
) -> ShopOrder:  # fmt: skip
    """What happens at the gate most days: take the money and give the goods, in one deed."""
    take_at_gate(actor, order_id, method, minor, key, zone, code)
    return hand_over(actor, order_id, zone, pieces, key if pieces else None)


def _book_sale(actor: Actor, order: ShopOrder, leaving: list[_Out], zone: str) -> None:
    """What was paid before becomes sales and tax. Delivery is charged once, with the first pieces that leave."""
    is_first = not orders.handed(order.id)
    gross = sum(one.line.unit_minor * one.pieces for one in leaving) + (order.delivery_minor if is_first else 0)
    tax = sum(
        value_of(one.line, one.before + one.pieces)[1] - value_of(one.line, one.before)[1] for one in leaving
    ) + (_delivery_tax(order) if is_first else 0)  # fmt: skip
    legs = [
        debit(books.account_for(AccountRole.ORDER_PREPAYMENTS, order.currency), gross),
        credit(books.account_for(AccountRole.SALES, order.currency), gross - tax),
    ]
    if tax:
        legs.append(credit(books.account_for(AccountRole.TAX, order.currency), tax))
    name = f"sale:{order.id}" if is_first else f"sale:{order.id}:{sum(orders.handed(order.id).values())}"
    entry = NewEntry(
        kind=EntryKind.HANDED_OVER, occurred_on=clock.today(zone), idem_key=name, legs=legs, source="shop_order",
        source_id=order.id, memo=order.code,
    )  # fmt: skip
    books.post(actor, entry)


def _delivery_tax(order: ShopOrder) -> int:
    lines = sum(value_of(line, line.quantity)[1] for line in orders.lines_of(order.id))
    return order.tax_minor - lines


def _paper(actor: Actor, order: ShopOrder, zone: str) -> None:
    kind = ReceiptKind.INVOICE if order.method is Method.INVOICE else ReceiptKind.RECEIPT
    issue(actor, NewReceipt(
        establishment_id=orders.order_by_id(order.id).establishment_id or order.place_id, kind=kind, order_id=order.id,
        source_id=order.id, minor=amounts_of(order).due, tax_minor=order.tax_minor - refunds.tax_taken(order.id),
        issued_on=clock.today(zone),
    ))  # fmt: skip


def _share(actor: Actor, order: ShopOrder, one: _Out, zone: str) -> None:
    """Announce each maker's part of the labour in the price. It matures when the return window is over."""
    day, line = clock.today(zone), one.line
    sold = Sold(
        order_id=order.id, seq=line.seq, before=one.before, product_id=line.product_id, place_id=order.place_id,
        title=line.title, pieces=one.pieces, labour_minor=line.labour_minor, currency=order.currency, on=day,
        matures_on=day + RETURN_WINDOW,
    )  # fmt: skip
    announce(actor, sold)
