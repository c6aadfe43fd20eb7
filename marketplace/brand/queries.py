"""Reading brands."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from marketplace.brand.models import Brand

brand = table_of(Brand)
MOST = 100
_ALL = sa.select(brand.c.id, brand.c.name).order_by(brand.c.name)


def all_brands() -> Sequence[Any]:
    """Every brand with what it says of itself, by name."""
    return session.execute(sa.select(brand).order_by(brand.c.name, brand.c.id).limit(MOST)).all()


def brand_row(brand_id: uuid.UUID) -> Any:
    """One brand. Raises NotFound."""
    found = session.execute(sa.select(brand).where(brand.c.id == brand_id)).first()
    if found is None:
        raise NotFound(_("There is no such brand."))
    return found


def brands() -> list[tuple[uuid.UUID, str]]:
    """(id, name) of every brand, by name."""
    return [(row.id, row.name) for row in session.execute(_ALL)]
