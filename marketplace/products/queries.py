"""Reading products for the staff of the shop."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.brand.models import Brand
from marketplace.listings.models import Listing
from marketplace.photos.models import PhotoState, ProductPhoto
from marketplace.products.models import Product, ProductPrice, ProductState, ProductText
from marketplace.publishing.models import ProductReview

product, _price, _text, _brand = (table_of(one) for one in (Product, ProductPrice, ProductText, Brand))
_photo, _listing, _review = (table_of(one) for one in (ProductPhoto, Listing, ProductReview))
_LISTED = sa.select(
    product.c.id, product.c.sku, product.c.title, product.c.variant, product.c.state, product.c.price_minor,
    product.c.currency, product.c.category,
)  # fmt: skip


def products_page(after: uuid.UUID | None = None, state: ProductState | None = None) -> Page[Any]:
    """A page of all products by title, in the shop or not; of one state where it is asked for."""
    wanted = _LISTED.where(product.c.state == state) if state else _LISTED
    return page_of(wanted, product.c.title, row_id=product.c.id, after=after)


def counts() -> dict[str, int]:
    """How many products stand at each state."""
    rows = session.execute(sa.select(product.c.state, sa.func.count()).group_by(product.c.state))
    return {str(state): int(count) for state, count in rows}


def product_row(product_id: uuid.UUID) -> Any:
    """One product with its cost card and the name of its brand. Raises NotFound."""
    wanted = sa.select(product, _brand.c.name.label("brand")).join(_brand, _brand.c.id == product.c.brand_id)
    found = session.execute(wanted.where(product.c.id == product_id)).first()
    if found is None:
        raise NotFound(_("There is no such product."))
    return found


def prices_page(product_id: uuid.UUID, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of what a product cost and why it changed, newest first."""
    wanted = sa.select(_price).where(_price.c.product_id == product_id)
    return page_of(wanted, _price.c.set_at, row_id=_price.c.id, after=after, newest_first=True)


def choices() -> list[tuple[uuid.UUID, str]]:
    """(id, "title, variant (SKU)") of products, for a select box."""
    wanted = sa.select(product.c.id, product.c.sku, product.c.title, product.c.variant)
    rows = session.execute(wanted.order_by(product.c.title, product.c.sku).limit(500))
    return [(row.id, f"{row.title}{', ' * bool(row.variant)}{row.variant} ({row.sku})") for row in rows]


def parents() -> list[tuple[uuid.UUID, str]]:
    """(id, "title (SKU)") of products that may have variants."""
    wanted = sa.select(product.c.id, product.c.sku, product.c.title).where(product.c.variant_of_id.is_(None))
    rows = session.execute(wanted.order_by(product.c.title).limit(500))
    return [(row.id, f"{row.title} ({row.sku})") for row in rows]


def family(product_id: uuid.UUID) -> Sequence[Any]:
    """The variants of a product, by what differs."""
    return session.execute(
        _LISTED.where(product.c.variant_of_id == product_id).order_by(product.c.variant, product.c.id).limit(60)
    ).all()


def readiness(product_id: uuid.UUID) -> dict[str, Any]:
    """What a product has: languages, photographs passed and waiting, doors by name."""
    languages = session.scalars(sa.select(_text.c.language).where(_text.c.product_id == product_id)).all()
    counted = sa.select(_photo.c.state, sa.func.count()).where(_photo.c.product_id == product_id)
    photos = {row[0]: row[1] for row in session.execute(counted.group_by(_photo.c.state))}
    doors = sa.select(_listing.c.channel, _listing.c.visible_from).where(_listing.c.product_id == product_id)
    return {
        "languages": languages,
        "passed": photos.get(PhotoState.PASSED, 0),
        "pending": photos.get(PhotoState.PENDING, 0),
        "doors": session.execute(doors.order_by(_listing.c.channel)).all(),
    }


def looks(product_id: uuid.UUID) -> Sequence[Any]:
    """The last looks at a product: who wrote, who offered, who decided and what they said; newest first."""
    writer, asker, judge = (table_of(Human).alias(name) for name in ("writer", "asker", "judge"))
    return session.execute(
        sa.select(_review.c.state, _review.c.begun_at, _review.c.asked_at, _review.c.decided_at, _review.c.words,
                  _review.c.written_by, _review.c.asked_by, writer.c.name.label("writer"),
                  asker.c.name.label("asker"), judge.c.name.label("judge"))
        .select_from(
            _review.outerjoin(writer, writer.c.id == _review.c.written_by)
            .outerjoin(asker, asker.c.id == _review.c.asked_by)
            .outerjoin(judge, judge.c.id == _review.c.decided_by)
        )
        .where(_review.c.product_id == product_id)
        .order_by(_review.c.begun_at.desc(), _review.c.id.desc())
        .limit(12)
    ).all()  # fmt: skip
