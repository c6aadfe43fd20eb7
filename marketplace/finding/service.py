"""Keeping the words under which a product is found."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.finding.models import ProductWord
from marketplace.finding.rules import weighed
from marketplace.products.models import Product, ProductText

_word, _product, _text = table_of(ProductWord), table_of(Product), table_of(ProductText)


def note_words(product_id: uuid.UUID) -> None:
    """Read a product's texts in every language anew. The words of a size or a colour lead to its whole family."""
    session.flush()
    own = session.execute(
        sa.select(_product.c.title, _product.c.description, _product.c.variant, _product.c.sku).where(
            _product.c.id == product_id
        )
    ).one()
    told = session.execute(sa.select(_text.c.title, _text.c.description).where(_text.c.product_id == product_id)).all()
    words = weighed(
        [own.title, own.variant, own.sku, *(row.title for row in told)],
        [own.description, *(row.description for row in told)],
    )
    session.execute(sa.delete(_word).where(_word.c.product_id == product_id))
    rows = [{"word": word, "product_id": product_id, "weight": weight} for word, weight in words.items()]
    if rows:
        session.execute(_word.insert(), rows)
