"""Reading products for the staff of the shop."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.products.models import Product, ProductPrice

product, price = table_of(Product), table_of(ProductPrice)
_ONE = sa.select(product).where(product.c.id == sa.bindparam("id", type_=product.c.id.type))
_PRICES = (
    sa.select(price)
    .where(price.c.product_id == sa.bindparam("id", type_=product.c.id.type))
    .order_by(price.c.set_at.desc(), price.c.id.desc())
    .limit(50)
)
_LISTED = sa.select(
    product.c.id, product.c.sku, product.c.title, product.c.state, product.c.price_minor, product.c.currency,
    product.c.category,
)  # fmt: skip


def product_row(product_id: uuid.UUID) -> Any:
    """One product as a row. Raises NotFound."""
    found = session.execute(_ONE, {"id": product_id}).first()
    if found is None:
        raise NotFound(_("There is no such product."))
    return found


def prices_of(product_id: uuid.UUID) -> list[Any]:
    """The newest fifty prices of a product, newest first."""
    return list(session.execute(_PRICES, {"id": product_id}))


def products_page(after: uuid.UUID | None = None) -> Page[Any]:
    """A page of all products by title, in the shop or not."""
    return page_of(_LISTED, product.c.title, row_id=product.c.id, after=after)


def choices() -> list[tuple[uuid.UUID, str]]:
    """(id, "SKU title") of products, for a select box."""
    rows = session.execute(sa.select(product.c.id, product.c.sku, product.c.title).order_by(product.c.title).limit(500))
    return [(row.id, f"{row.title} ({row.sku})") for row in rows]
