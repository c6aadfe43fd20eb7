"""Commands on orders. A visitor places them, so the actor may be None."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from marketplace.orders import queries
from marketplace.orders.events import OrderMoved
from marketplace.orders.models import OPEN_STEPS, Method, OrderLine, OrderStep, ShopOrder, Way
from marketplace.orders.rules import KEPT_FOR, LIMIT_DAYS, RETURN_WINDOW, hash_of, may_go, new_code, plain_phone
from marketplace.quotes.queries import quote_for, stocked
from marketplace.quotes.rules import Quote, way_refusal
from marketplace.stock import service as stocks

order, line = table_of(ShopOrder), table_of(OrderLine)


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """What a visitor orders: pieces by product from ``place_id``. ``id`` and ``token`` come from the form.

    The same ``id`` twice is one order. No amount is ever taken from the form. ``link``: the address of the order's page
    for the mail; the order keeps no way to make it again.
    """

    id: uuid.UUID
    token: str
    place_id: uuid.UUID
    buyer: str
    email: str
    phone: str
    pieces: Mapping[uuid.UUID, int]
    method: Method = Method.CASH
    way: Way = Way.PICK_UP
    address: str = ""
    country: str = ""
    language: str = "en"
    link: str = ""
    is_told: bool = False
    """The buyer hears of it in other words than those of a new order."""


def place_order(new: NewOrder) -> tuple[uuid.UUID, bool]:
    """Place an order and reserve its pieces, all or nothing; gives (its id, whether it is new).

    Raises Conflict where fewer pieces are free, DomainError for an empty basket, a product no longer sold, a country
    that we do not send to, or more pieces than one buyer gets.
    """
    goods = stocked(new.pieces, new.place_id)
    field, words = way_refusal(new.way, new.method, new.country)
    if words:
        raise DomainError(words, field=field)
    costs = quote_for(goods, new.pieces, new.way, new.country)
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(order)
    kept = session.execute(
        insert.on_conflict_do_nothing(index_elements=["id"]).returning(order.c.id),
        _head(new, costs),
        execution_options={audit.AUDITS: [new.id]},
    )
    audit.record_many(None, "order.placed", "shop_order", {new.id: None})
    if kept.first() is None:
        return _placed_before(new), False
    _within_limits(new, goods)
    _reserve(new, goods)
    events.publish(OrderMoved(order_id=new.id, step=OrderStep.PLACED, link=new.link, is_told=new.is_told))
    return new.id, True


def _within_limits(new: NewOrder, goods: Mapping[uuid.UUID, Any]) -> None:
    """A product's limit holds over all orders of one buyer within thirty days: nobody buys to sell on."""
    limited = {key: row for key, row in goods.items() if row.per_buyer}
    if not limited:
        return
    had = queries.pieces_had(new, list(limited), clock.now() - LIMIT_DAYS)
    for key, row in limited.items():
        if had.get(key, 0) + new.pieces[key] > row.per_buyer:
            words = _("One buyer gets %(most)d of “%(title)s” within thirty days. You have ordered %(had)d.",
                      most=row.per_buyer, title=row.title, had=had.get(key, 0))  # fmt: skip
            raise DomainError(words)


def _head(new: NewOrder, costs: Quote) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": new.id, "code": new_code(), "token_hash": hash_of(new.token), "place_id": new.place_id,
        "buyer": new.buyer, "email": new.email.lower(), "phone": plain_phone(new.phone), "currency": costs.currency,
        "total_minor": costs.total, "delivery_minor": costs.delivery, "tax_minor": costs.tax, "paid_minor": 0,
        "step": OrderStep.PLACED, "placed_at": now, "expires_at": now + KEPT_FOR[new.method], "method": new.method,
        "way": new.way, "address": new.address if new.way is Way.DELIVERY else "",
        "country": new.country if new.way is Way.DELIVERY else "", "language": new.language,
    }  # fmt: skip


def _placed_before(new: NewOrder) -> uuid.UUID:
    kept = session.scalar(sa.select(order.c.token_hash).where(order.c.id == new.id))
    if kept != hash_of(new.token):
        raise Conflict(_("This order was placed already. Open the basket again to order more."))
    return new.id


def _reserve(new: NewOrder, goods: Mapping[uuid.UUID, Any]) -> None:
    """Promise the pieces in the order of their stock keys, so that two buyers never wait for each other."""
    lines = []
    wanted = sorted(new.pieces.items(), key=lambda item: goods[item[0]].stock_id.int)
    for seq, (product_id, count) in enumerate(wanted):
        row = goods[product_id]
        stocks.reserve(row.stock_id, count, order_id=new.id, key=f"order:{new.id}:{seq}")
        lines.append({
            "order_id": new.id, "seq": seq, "product_id": product_id, "stock_id": row.stock_id, "sku": row.sku,
            "title": row.title, "quantity": count, "unit_minor": row.price_minor, "labour_minor": row.labour_minor,
            "tax_permille": row.tax_permille,
        })  # fmt: skip
    session.execute(line.insert(), lines)


def order_of(order_id: uuid.UUID) -> ShopOrder:
    """The order, to be changed. Raises NotFound."""
    found = session.get(ShopOrder, order_id)
    if found is None:
        raise NotFound(_("There is no such order."))
    return found


def move_to(actor: Actor | None, found: ShopOrder, step: OrderStep, action: str, reason: str = "") -> None:
    """Take an order one step of its machine further and say so. Raises Conflict for a step that is none."""
    if not may_go(found.step, step):
        words = _("This order is “%(step)s”, so this cannot be done any more. Load the page again.")
        raise Conflict(words % {"step": found.step.label})
    found.step = step
    audit.record(actor, action, found, reason=reason)
    session.flush()
    events.publish(OrderMoved(order_id=found.id, step=step))


def pack(actor: Actor, order_id: uuid.UUID) -> ShopOrder:
    """The pieces are packed and wait at the gate. Packing twice changes nothing."""
    found = order_of(order_id)
    if found.step is not OrderStep.READY:
        move_to(actor, found, OrderStep.READY, "order.packed")
    return found


def cancel(actor: Actor | None, order_id: uuid.UUID, reason: str) -> ShopOrder:
    """Cancel an unpaid order: its pieces are free again."""
    return _give_up(actor, order_of(order_id), OrderStep.CANCELLED, "order.cancelled", reason)


def expire_due(actor: Actor | None, now: dt.datetime | None = None) -> int:
    """Let go of unpaid orders whose time is over; says how many. For the hourly job."""
    ids = queries.overdue(now or clock.now())
    for order_id in ids:
        _give_up(actor, order_of(order_id), OrderStep.EXPIRED, "order.expired", "")
    return len(ids)


def _give_up(actor: Actor | None, found: ShopOrder, step: OrderStep, action: str, reason: str) -> ShopOrder:
    if found.step is step:
        return found
    if found.step not in OPEN_STEPS or found.paid_minor > found.refunded_minor:
        raise Conflict(_("This order is paid or handed over, so it cannot be given up. Arrange a return instead."))
    move_to(actor, found, step, action, reason)
    free(actor, found)
    return found


def free(actor: Actor | None, found: ShopOrder) -> None:
    """Withdraw the promise of every piece that is still kept for the order: what the moves add up to, once."""
    number = queries.moves_so_far(found.id)
    for stock_id, pieces in queries.promised(found.id).items():
        stocks.release(actor, stock_id, pieces, order_id=found.id, key=f"free:{found.id}:{number}:{stock_id}")


def revive(actor: Actor | None, found: ShopOrder) -> bool:
    """The money of an expired order came late: promise its pieces again, all or none.

    False where some are sold meanwhile: the order then stands among those that are paid and cannot be fulfilled.
    """
    number = queries.moves_so_far(found.id)
    attempt = session.begin_nested()
    try:
        for row in sorted(queries.lines_of(found.id), key=lambda row: row.stock_id.int):
            key = f"again:{found.id}:{number}:{row.seq}"
            stocks.reserve(row.stock_id, row.quantity, order_id=found.id, key=key)
    except Conflict:
        attempt.rollback()
        return False
    attempt.commit()
    found.expires_at = clock.now() + KEPT_FOR[found.method]
    move_to(actor, found, OrderStep.PLACED, "order.taken_up_late")
    return True


def close_due(actor: Actor | None, now: dt.datetime | None = None) -> int:
    """Close orders whose return window is over and that are paid; says how many."""
    last = (now or clock.now()) - RETURN_WINDOW
    paid = ShopOrder.paid_minor - ShopOrder.refunded_minor >= ShopOrder.total_minor - ShopOrder.credited_minor
    wanted = sa.select(ShopOrder).where(ShopOrder.step == OrderStep.HANDED_OVER, ShopOrder.handed_over_at < last, paid)
    found = session.scalars(wanted.limit(500)).all()
    for one in found:
        move_to(actor, one, OrderStep.CLOSED, "order.closed")
    return len(found)
