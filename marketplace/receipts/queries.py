"""Reading numbered papers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import Unit
from marketplace.receipts.models import Receipt

receipt, unit = table_of(Receipt), table_of(Unit)
_ROWS = sa.select(receipt, unit.c.code.label("place_code")).join(unit, unit.c.id == receipt.c.establishment_id)


def papers_of(order_id: uuid.UUID) -> Sequence[Any]:
    """The papers of an order, in the order in which they were issued."""
    return session.execute(_ROWS.where(receipt.c.order_id == order_id).order_by(receipt.c.year, receipt.c.number)).all()


def paper_of(order_id: uuid.UUID, receipt_id: uuid.UUID) -> Any:
    """One paper of an order. Raises NotFound."""
    found = session.execute(_ROWS.where(receipt.c.order_id == order_id, receipt.c.id == receipt_id)).first()
    if found is None:
        raise NotFound(_("There is no such paper."))
    return found


def gaps(establishment_id: uuid.UUID, year: int) -> int:
    """How many numbers are missing in a year: none, ever."""
    wanted = (receipt.c.establishment_id == establishment_id, receipt.c.year == year)
    row = session.execute(sa.select(sa.func.count(), sa.func.max(receipt.c.number)).where(*wanted)).one()
    return int(row[1] or 0) - int(row[0])
