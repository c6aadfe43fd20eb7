"""What a visitor sees. Reads products, brands, stock and places; no statement here can reach a person."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.brand.models import Brand
from marketplace.products.models import Product, ProductState
from marketplace.products.rules import fold
from marketplace.stock.models import Stock

_product, _brand, _stock = table_of(Product), table_of(Brand), table_of(Stock)
SHELF = 24
_free = (
    sa.select(sa.func.coalesce(sa.func.sum(_stock.c.on_hand - _stock.c.reserved), 0))
    .where(_stock.c.product_id == _product.c.id)
    .scalar_subquery()
)
_LISTED = sa.select(
    _product.c.id, _product.c.title, _product.c.price_minor, _product.c.currency, _product.c.photo, _free.label("free")
).where(_product.c.state == ProductState.LISTED)
_FIRST = _LISTED.order_by(_product.c.title, _product.c.id).limit(SHELF + 1)
_ONE = (
    sa.select(_product, _brand.c.name.label("brand"), _brand.c.owner, _brand.c.operator, _brand.c.producers,
              _brand.c.story, _brand.c.policies, _brand.c.complaints, _free.label("free"))
    .select_from(_product.join(_brand, _brand.c.id == _product.c.brand_id))
    .where(_product.c.id == sa.bindparam("id", type_=_product.c.id.type), _product.c.state == ProductState.LISTED)
)  # fmt: skip
_BRANDS = sa.select(_brand.c.name, _brand.c.story).order_by(_brand.c.name).limit(1)


def shelf(words: str, category: str, after: uuid.UUID | None) -> Page[Any]:
    """A page of listed products by title; every word must stand in the title or the description."""
    if not words and not category and after is None:
        rows = session.execute(_FIRST).all()
        return Page(rows[:SHELF], rows[SHELF - 1].id if len(rows) > SHELF else None)
    statement = _LISTED
    for word in fold(words).split()[:6]:
        statement = statement.where(_product.c.folded.contains(word, autoescape=True))
    if category:
        statement = statement.where(_product.c.category == category)
    return page_of(statement, _product.c.title, row_id=_product.c.id, after=after, size=SHELF)


def listed(product_id: uuid.UUID) -> Any:
    """A product in the shop, with its brand and the pieces left. Raises NotFound."""
    found = session.execute(_ONE, {"id": product_id}).first()
    if found is None:
        raise NotFound(_("This product is not in the shop. Look what else there is."))
    return found


def brand_words() -> Any:
    """The name and the story of the brand, for the head of the shop."""
    return session.execute(_BRANDS).first()
