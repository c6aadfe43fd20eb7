"""Reading counts of places."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from marketplace.products.models import Product
from marketplace.stock.models import Stock
from marketplace.stocktakes.models import StockTake, StockTakeLine

take, line = table_of(StockTake), table_of(StockTakeLine)
_stock, _product, _unit, _human = table_of(Stock), table_of(Product), table_of(Unit), table_of(Human)
MOST_SHELVES = 200
_TAKES = sa.select(take, _unit.c.name.label("place"), _unit.c.zone, _human.c.name.label("who")).select_from(
    take.join(_unit, _unit.c.id == take.c.place_id).join(_human, _human.c.id == take.c.taken_by)
)


def _in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if actor.everywhere else _unit.c.establishment_id.in_(actor.establishments)


def takes_page(actor: Actor, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of counts at the places this actor covers, newest first."""
    wanted = _TAKES.where(_in_scope(actor))
    return page_of(wanted, take.c.taken_at, row_id=take.c.id, after=after, newest_first=True)


def take_row(actor: Actor, take_id: uuid.UUID) -> Any:
    """One count. Raises NotFound outside the actor's scope."""
    found = session.execute(_TAKES.where(take.c.id == take_id, _in_scope(actor))).first()
    if found is None:
        raise NotFound(_("There is no such count."))
    return found


def lines_of(take_id: uuid.UUID) -> Sequence[Any]:
    """The shelves of a count with their products, those that differed first."""
    return session.execute(
        sa.select(line, _product.c.title, _product.c.sku)
        .join(_stock, _stock.c.id == line.c.stock_id)
        .join(_product, _product.c.id == _stock.c.product_id)
        .where(line.c.take_id == take_id)
        .order_by(line.c.counted == line.c.expected, _product.c.title, line.c.stock_id)
    ).all()


def places(actor: Actor) -> Sequence[Any]:
    """(id, name, shelves) of the places with shelves that this actor covers, by name."""
    return session.execute(
        sa.select(_unit.c.id, _unit.c.name, sa.func.count().label("shelves"))
        .join(_stock, _stock.c.place_id == _unit.c.id)
        .where(_in_scope(actor))
        .group_by(_unit.c.id, _unit.c.name)
        .order_by(_unit.c.name, _unit.c.id)
    ).all()


def shelves_at(actor: Actor, place_id: uuid.UUID) -> Sequence[Any]:
    """(id, title, sku, on_hand, low_at, place) of the shelves of a place, by product. Raises NotFound where none is."""
    found = session.execute(
        sa.select(_stock.c.id, _stock.c.on_hand, _stock.c.low_at, _product.c.title, _product.c.sku,
                  _unit.c.name.label("place"))
        .join(_product, _product.c.id == _stock.c.product_id)
        .join(_unit, _unit.c.id == _stock.c.place_id)
        .where(_stock.c.place_id == place_id, _in_scope(actor))
        .order_by(_product.c.title, _stock.c.id)
        .limit(MOST_SHELVES)
    ).all()  # fmt: skip
    if not found:
        raise NotFound(_("There is no shelf at this place."))
    return found
