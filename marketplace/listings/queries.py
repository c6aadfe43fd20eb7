"""Reading through which doors a product is sold."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.listings.models import Channel, Listing

_listing = table_of(Listing)


def doors_of(product_id: uuid.UUID) -> dict[Channel, dt.date]:
    """Door to the day from which a product is seen there."""
    rows = session.execute(sa.select(_listing).where(_listing.c.product_id == product_id))
    return {Channel(row.channel): row.visible_from for row in rows}
