"""The gate: money in, goods out, makers' shares on their way."""

from __future__ import annotations

import uuid
from typing import Any

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.orders import queries as orders
from marketplace.orders.models import OPEN_STEPS, OrderStep, ShopOrder
from marketplace.orders.rules import RETURN_WINDOW
from marketplace.orders.service import order_of
from marketplace.payments.service import take_cash
from marketplace.refunds import queries as refunds
from marketplace.sale_shares.service import Sold, announce
from marketplace.stock import service as stocks

_SHARE = uuid.UUID("5d0d8f3e-93a5-4a35-9f5e-0d5a5f0e6a11")


def hand_over(actor: Actor, order_id: uuid.UUID, zone: str = "UTC") -> ShopOrder:
    """A paid order leaves the house: stock, books and makers' shares follow. Handing over twice changes nothing.

    Raises DomainError while money is owed, Conflict when the order is no longer open.
    """
    order = order_of(order_id)
    if order.step in {OrderStep.HANDED_OVER, OrderStep.CLOSED}:
        return order
    if order.step not in OPEN_STEPS:
        raise Conflict(_("This order is no longer open. Ask the buyer to order again."))
    if refunds.waiting_for(order_id):
        raise Conflict(_("The buyer asked for the money back. Wait until finance has decided."))
    if order.paid_minor < order.total_minor:
        raise DomainError(_("This order is not paid yet. Take the money first."))
    order.step, order.handed_over_at = OrderStep.HANDED_OVER, clock.now()
    audit.record(actor, "order.handed_over", order)
    session.flush()
    _book_sale(actor, order, zone)
    for row in orders.lines_of(order_id):
        stocks.hand_out(actor, row.stock_id, row.quantity, order_id=order_id, key=f"out:{order_id}:{row.seq}")
        _share(actor, order, row, zone)
    return order


def pay_and_hand_over(actor: Actor, order_id: uuid.UUID, minor: int, key: uuid.UUID, zone: str = "UTC") -> ShopOrder:
    """What happens at the gate most days: take the money and give the goods, in one deed."""
    take_cash(actor, order_id, minor, key, zone)
    return hand_over(actor, order_id, zone)


def _book_sale(actor: Actor, order: ShopOrder, zone: str) -> None:
    legs = [
        debit(books.account_for(AccountRole.ORDER_PREPAYMENTS, order.currency), order.total_minor),
        credit(books.account_for(AccountRole.SALES, order.currency), order.total_minor),
    ]
    entry = NewEntry(
        kind=EntryKind.HANDED_OVER, occurred_on=clock.today(zone), idem_key=f"sale:{order.id}", legs=legs,
        source="shop_order", source_id=order.id, memo=order.code,
    )  # fmt: skip
    books.post(actor, entry)


def share_id(order_id: uuid.UUID, seq: int, batch_id: uuid.UUID, person_id: uuid.UUID) -> uuid.UUID:
    """What names one maker's share in one line of an order: a refund finds it again by this."""
    return uuid.uuid5(_SHARE, f"{order_id}:{seq}:{batch_id}:{person_id}")


def _share(actor: Actor, order: ShopOrder, row: Any, zone: str) -> None:
    """Announce each maker's part of the labour in the price."""
    day = clock.today(zone)
    sold = Sold(
        order_id=order.id, seq=row.seq, product_id=row.product_id, place_id=order.place_id, title=row.title,
        pieces=row.quantity, labour_minor=row.labour_minor, currency=order.currency, on=day,
        matures_on=day + RETURN_WINDOW,
    )  # fmt: skip
    announce(actor, sold)
