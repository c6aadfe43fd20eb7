"""The gate and the packing table: money in, goods out, makers' shares on their way."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.public import EarningsDue
from kernel import clock, events
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
from marketplace.production import queries as production
from marketplace.production.rules import shares
from marketplace.production.service import take_sold
from marketplace.quotes.rules import value_of
from marketplace.receipts.models import ReceiptKind
from marketplace.receipts.service import NewReceipt, issue
from marketplace.refunds import queries as refunds
from marketplace.stock import service as stocks

_SHARE = uuid.UUID("5d0d8f3e-93a5-4a35-9f5e-0d5a5f0e6a11")
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
    method: Method = Method.CASH, code: str = "",
) -> ShopOrder:  # fmt: skip
    """What happens at the gate most days: take the money and give the goods, in one deed."""
    take_at_gate(actor, order_id, method, minor, key, zone, code)
    return hand_over(actor, order_id, zone)


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
        source_id=order.id, minor=order.total_minor, tax_minor=order.tax_minor, issued_on=clock.today(zone),
    ))  # fmt: skip


def share_id(order_id: uuid.UUID, seq: int, batch_id: uuid.UUID, person_id: uuid.UUID, before: int = 0) -> uuid.UUID:
    """What names one maker's share in pieces of a line that left after ``before`` others: a refund finds it again."""
    nth = f":{before}" if before else ""
    return uuid.uuid5(_SHARE, f"{order_id}:{seq}:{batch_id}:{person_id}{nth}")


def _share(actor: Actor, order: ShopOrder, one: _Out, zone: str) -> None:
    """Announce each maker's part of the labour in the price. It matures when the return window is over."""
    line, labour = one.line, one.line.labour_minor
    if not labour:
        return
    sold_on = clock.today(zone)
    for batch_id, pieces in take_sold(actor, line.product_id, order.place_id, one.pieces):
        makers = [(maker.person_id, maker.minutes, maker.pieces) for maker in production.makers_of(batch_id)]
        for person_id, minor in shares(labour * pieces, makers).items():
            mine = next(maker for maker in makers if maker[0] == person_id)
            facts = {
                "product": line.title, "pieces": pieces, "labour": labour * pieces,
                "minutes": mine[1], "all_minutes": sum(maker[1] for maker in makers), "makers": len(makers),
            }  # fmt: skip
            events.publish(
                EarningsDue(
                    person_id=person_id, kind="sale_share", source="sale_share",
                    source_id=share_id(order.id, line.seq, batch_id, person_id, one.before), minor=minor,
                    currency=order.currency, earned_on=sold_on, explain=facts, by=actor,
                    matures_on=sold_on + RETURN_WINDOW,
                )
            )  # fmt: skip
