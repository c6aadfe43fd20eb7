"""Reading the words of products and brands in the other languages."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import LOCALES, _
from marketplace.brand.models import BrandText
from marketplace.products.models import ProductText

_product, _brand = table_of(ProductText), table_of(BrandText)
FIRST = "en"
"""The language in which a product is entered."""
OTHERS = {code: name for code, name in LOCALES.items() if code != FIRST}


def named(language: str) -> str:
    """The own name of one of the other languages. Raises NotFound."""
    if language not in OTHERS:
        raise NotFound(_("The shop does not speak this language."))
    return OTHERS[language]


def product_texts(product_id: uuid.UUID) -> dict[str, Any]:
    """Language to what a product is called in it."""
    rows = session.execute(sa.select(_product).where(_product.c.product_id == product_id))
    return {row.language: row for row in rows}


def brand_texts(brand_id: uuid.UUID) -> dict[str, Any]:
    """Language to what a brand says in it."""
    return {row.language: row for row in session.execute(sa.select(_brand).where(_brand.c.brand_id == brand_id))}
