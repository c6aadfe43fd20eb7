"""What a place can give in place of what is gone."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.orders.models import ShopOrder
from marketplace.payments.queries import moved_to
from marketplace.products.models import Product, ProductState
from marketplace.stock.models import Stock

product, stock, order = table_of(Product), table_of(Stock), table_of(ShopOrder)
MOST = 200


def to_choose(place_id: uuid.UUID, currency: str) -> Sequence[Any]:
    """Listed products of which a place has free pieces, by title."""
    free = stock.c.on_hand - stock.c.reserved
    return session.execute(
        sa.select(product.c.id, product.c.title, product.c.variant, product.c.sku, product.c.price_minor,
                  free.label("free"))
        .join(stock, stock.c.product_id == product.c.id)
        .where(stock.c.place_id == place_id, free > 0, product.c.state == ProductState.LISTED,
               product.c.currency == currency)
        .order_by(product.c.title, product.c.id)
        .limit(MOST)
    ).all()  # fmt: skip


def in_place_of(order_id: uuid.UUID) -> Any:
    """The order (id, code) that the money of this one pays, or None."""
    other = moved_to(order_id)
    return session.execute(sa.select(order.c.id, order.c.code).where(order.c.id == other)).first() if other else None
