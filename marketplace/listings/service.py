"""Choosing through which doors a product is sold."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

import sqlalchemy as sa

from kernel import audit
from kernel.authz import Actor
from kernel.db import session
from marketplace.listings.models import Channel, Listing
from marketplace.products.models import Product
from marketplace.products.service import product_of


def set_doors(actor: Actor | None, product_id: uuid.UUID, doors: Mapping[Channel, dt.date]) -> Product:
    """Sell a product through these doors, each from its day on, and through no other. Raises NotFound."""
    product = product_of(product_id)
    session.execute(sa.delete(Listing).where(Listing.product_id == product_id))
    session.add_all(Listing(product_id=product_id, channel=door, visible_from=day) for door, day in doors.items())
    audit.record(actor, "product.doors_set", product)
    session.flush()
    return product
