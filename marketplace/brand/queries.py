"""Reading brands."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.brand.models import Brand

brand = table_of(Brand)
_ALL = sa.select(brand.c.id, brand.c.name).order_by(brand.c.name)


def brands() -> list[tuple[uuid.UUID, str]]:
    """(id, name) of every brand, by name."""
    return [(row.id, row.name) for row in session.execute(_ALL)]
