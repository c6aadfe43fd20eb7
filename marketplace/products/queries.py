"""Reading products for the staff of the shop."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.paging import Page, page_of
from marketplace.products.models import Product

product = table_of(Product)
_LISTED = sa.select(
    product.c.id, product.c.sku, product.c.title, product.c.state, product.c.price_minor, product.c.currency,
    product.c.category,
)  # fmt: skip


def products_page(after: uuid.UUID | None = None) -> Page[Any]:
    """A page of all products by title, in the shop or not."""
    return page_of(_LISTED, product.c.title, row_id=product.c.id, after=after)


def choices() -> list[tuple[uuid.UUID, str]]:
    """(id, "SKU title") of products, for a select box."""
    rows = session.execute(sa.select(product.c.id, product.c.sku, product.c.title).order_by(product.c.title).limit(500))
    return [(row.id, f"{row.title} ({row.sku})") for row in rows]
