"""Reading stock."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from marketplace.products.models import Product, ProductState
from marketplace.stock.models import Stock, StockMove

stock, product, unit, move = table_of(Stock), table_of(Product), table_of(Unit), table_of(StockMove)


_SHELVES = sa.select(
    stock.c.id, stock.c.on_hand, stock.c.reserved, stock.c.low_at, product.c.title, product.c.sku,
    unit.c.name.label("place"), (stock.c.on_hand - stock.c.reserved).label("free"),
).select_from(
    stock.join(product, product.c.id == stock.c.product_id).join(unit, unit.c.id == stock.c.place_id)
)  # fmt: skip


def _in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if actor.everywhere else unit.c.establishment_id.in_(actor.establishments)


def shelves_page(actor: Actor, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of every shelf at the places this actor covers, by product and place."""
    wanted = _SHELVES.where(_in_scope(actor))
    return page_of(wanted, product.c.title, unit.c.name, row_id=stock.c.id, after=after)


def shelf_row(actor: Actor, stock_id: uuid.UUID) -> Any:
    """One shelf. Raises NotFound outside the actor's scope."""
    found = session.execute(_SHELVES.where(stock.c.id == stock_id, _in_scope(actor))).first()
    if found is None:
        raise NotFound(_("There is no such shelf."))
    return found


def moves_page(stock_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of what came to a shelf and went, newest first."""
    return page_of(sa.select(move).where(move.c.stock_id == stock_id), move.c.at, row_id=move.c.id, after=after,
                   newest_first=True)  # fmt: skip


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
    statement = statement.where(_in_scope(actor))
    if low_only:
        statement = statement.where(free <= stock.c.low_at)
    return session.execute(statement).all()
