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

product, _price = table_of(Product), table_of(ProductPrice)
_LISTED = sa.select(
    product.c.id, product.c.sku, product.c.title, product.c.state, product.c.price_minor, product.c.currency,
    product.c.category,
)  # fmt: skip


def products_page(after: uuid.UUID | None = None) -> Page[Any]:
    """A page of all products by title, in the shop or not."""
    return page_of(_LISTED, product.c.title, row_id=product.c.id, after=after)


def product_row(product_id: uuid.UUID) -> Any:
    """One product with its cost card. Raises NotFound."""
    found = session.execute(sa.select(product).where(product.c.id == product_id)).first()
    if found is None:
        raise NotFound(_("There is no such product."))
    return found


def prices_page(product_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of what a product cost and why it changed, newest first."""
    wanted = sa.select(_price).where(_price.c.product_id == product_id)
    return page_of(wanted, _price.c.set_at, row_id=_price.c.id, after=after, newest_first=True)


def choices() -> list[tuple[uuid.UUID, str]]:
    """(id, "SKU title") of products, for a select box."""
    rows = session.execute(sa.select(product.c.id, product.c.sku, product.c.title).order_by(product.c.title).limit(500))
    return [(row.id, f"{row.title} ({row.sku})") for row in rows]
