"""Commands on orders. A visitor places them, so the actor may be None."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from marketplace.orders import queries
from marketplace.orders.models import OPEN_STEPS, OrderLine, OrderStep, ShopOrder
from marketplace.orders.rules import KEPT_FOR, MOST_PIECES, RETURN_WINDOW, hash_of, new_code
from marketplace.products.models import Product, ProductState
from marketplace.stock import service as stocks
from marketplace.stock.models import Stock

order, line = table_of(ShopOrder), table_of(OrderLine)
product, stock = table_of(Product), table_of(Stock)


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """What a visitor orders: pieces by product, collected at ``place_id``. ``id`` and ``token`` come from the form.

    The same ``id`` twice is one order.
    """

    id: uuid.UUID
    token: str
    place_id: uuid.UUID
    buyer: str
    email: str
    phone: str
    pieces: Mapping[uuid.UUID, int]


def place_order(new: NewOrder) -> tuple[uuid.UUID, bool]:
    """Place an order and reserve its pieces, all or nothing; gives (its id, whether it is new).

    Raises Conflict where fewer pieces are free, DomainError for an empty basket or a product no longer sold.
    """
    goods = _goods(new)
    first = next(iter(goods.values()))
    total = sum(goods[key].price_minor * count for key, count in new.pieces.items())
    insert = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(order)
    kept = session.execute(
        insert.on_conflict_do_nothing(index_elements=["id"]),
        _head(new, total, first.currency),
        execution_options={audit.AUDITS: [new.id]},
    )
    audit.record_many(None, "order.placed", "shop_order", {new.id: None})
    if kept.rowcount == 0:  # type: ignore[attr-defined]
        return _placed_before(new), False
    _reserve(new, goods)
    return new.id, True


def _goods(new: NewOrder) -> dict[uuid.UUID, sa.Row[Any]]:
    if not new.pieces:
        raise DomainError(_("Your basket is empty. Put something into it first."))
    if any(not 0 < count <= MOST_PIECES for count in new.pieces.values()):
        raise DomainError(_("You can order between 1 and %(most)s pieces of each product.", most=MOST_PIECES))
    rows = session.execute(
        sa.select(product, stock.c.id.label("stock_id"))
        .select_from(
            product.outerjoin(stock, sa.and_(stock.c.product_id == product.c.id, stock.c.place_id == new.place_id))
        )
        .where(product.c.id.in_(list(new.pieces)), product.c.state == ProductState.LISTED)
    ).all()
    goods = {row.id: row for row in rows}
    if set(goods) != set(new.pieces):
        raise Conflict(_("Something in your basket is no longer sold. Take it out and try again."))
    if len({row.currency for row in rows}) > 1:
        raise DomainError(_("Order products of different currencies separately."))
    if any(row.stock_id is None for row in rows):
        raise Conflict(_("Not everything in your basket can be collected there. Choose another place."), field="place")
    return goods


def _head(new: NewOrder, total: int, currency: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "id": new.id, "code": new_code(), "token_hash": hash_of(new.token), "place_id": new.place_id,
        "buyer": new.buyer, "email": new.email, "phone": new.phone, "currency": currency, "total_minor": total,
        "paid_minor": 0, "step": OrderStep.PLACED, "placed_at": now, "expires_at": now + KEPT_FOR,
    }  # fmt: skip


def _placed_before(new: NewOrder) -> uuid.UUID:
    kept = session.scalar(sa.select(order.c.token_hash).where(order.c.id == new.id))
    if kept != hash_of(new.token):
        raise Conflict(_("This order was placed already. Open the basket again to order more."))
    return new.id


def _reserve(new: NewOrder, goods: Mapping[uuid.UUID, sa.Row[Any]]) -> None:
    """Promise the pieces in the order of their stock keys, so that two buyers never wait for each other."""
    lines = []
    wanted = sorted(new.pieces.items(), key=lambda item: goods[item[0]].stock_id.int)
    for seq, (product_id, count) in enumerate(wanted):
        row = goods[product_id]
        stocks.reserve(row.stock_id, count, order_id=new.id, key=f"order:{new.id}:{seq}")
        lines.append({
            "order_id": new.id, "seq": seq, "product_id": product_id, "stock_id": row.stock_id, "sku": row.sku,
            "title": row.title, "quantity": count, "unit_minor": row.price_minor, "labour_minor": row.labour_minor,
        })  # fmt: skip
    session.execute(line.insert(), lines)


def order_of(order_id: uuid.UUID) -> ShopOrder:
    """The order, to be changed. Raises NotFound."""
    found = session.get(ShopOrder, order_id)
    if found is None:
        raise NotFound(_("There is no such order."))
    return found


def pack(actor: Actor, order_id: uuid.UUID) -> ShopOrder:
    """The pieces are packed and wait at the gate. Packing twice changes nothing."""
    found = order_of(order_id)
    if found.step is OrderStep.READY:
        return found
    if found.step is not OrderStep.PLACED:
        raise Conflict(_("This order is not waiting to be packed any more."))
    found.step = OrderStep.READY
    audit.record(actor, "order.packed", found)
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
    if found.step not in OPEN_STEPS or found.paid_minor:
        raise Conflict(_("This order is paid or handed over, so it cannot be given up. Arrange a return instead."))
    found.step = step
    audit.record(actor, action, found, reason=reason)
    session.flush()
    for row in queries.lines_of(found.id):
        stocks.release(actor, row.stock_id, row.quantity, order_id=found.id, key=f"free:{found.id}:{row.seq}")
    return found


def close_due(actor: Actor | None, now: dt.datetime | None = None) -> int:
    """Close orders whose return window is over; says how many."""
    last = (now or clock.now()) - RETURN_WINDOW
    wanted = sa.select(ShopOrder).where(ShopOrder.step == OrderStep.HANDED_OVER, ShopOrder.handed_over_at < last)
    found = session.scalars(wanted.limit(500)).all()
    for one in found:
        one.step = OrderStep.CLOSED
        audit.record(actor, "order.closed", one)
    return len(found)
