"""Reading stock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.units.models import Unit
from marketplace.products.models import Product, ProductState
from marketplace.stock.models import Stock

stock, product, unit = table_of(Stock), table_of(Product), table_of(Unit)


def shelf(actor: Actor, *, low_only: bool = False, limit: int = 200) -> Sequence[Any]:
    """Stock at the places this actor covers, the emptiest first: what to make next."""
    free = (stock.c.on_hand - stock.c.reserved).label("free")
    statement = (
        sa.select(stock.c.id, product.c.id.label("product_id"), product.c.title, product.c.sku,
                  unit.c.name.label("place"),
                  stock.c.on_hand, stock.c.reserved, stock.c.low_at, free)
        .select_from(stock.join(product, product.c.id == stock.c.product_id).join(unit, unit.c.id == stock.c.place_id))
        .where(product.c.state == ProductState.LISTED)
        .order_by(free, product.c.title, stock.c.id)
        .limit(limit)
    )  # fmt: skip
    if not actor.everywhere:
        statement = statement.where(unit.c.establishment_id.in_(actor.establishments))
    if low_only:
        statement = statement.where(free <= stock.c.low_at)
    return session.execute(statement).all()
