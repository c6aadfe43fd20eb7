"""Reading production. Who contributed is for instructors, never for the shop."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from marketplace.production.models import Batch, Contribution
from marketplace.products.models import Product

batch, contribution, product, unit = table_of(Batch), table_of(Contribution), table_of(Product), table_of(Unit)
_BATCHES = sa.select(
    batch, product.c.title, product.c.sku, unit.c.name.label("place"), unit.c.establishment_id
).select_from(batch.join(product, product.c.id == batch.c.product_id).join(unit, unit.c.id == batch.c.place_id))


def _in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if actor.everywhere else unit.c.establishment_id.in_(actor.establishments)


def batches_page(actor: Actor, after: uuid.UUID | None = None) -> Page[Any]:
    """A page of batches at the places this actor covers, newest first."""
    wanted = _BATCHES.where(_in_scope(actor))
    return page_of(wanted, batch.c.started_on, row_id=batch.c.id, after=after, newest_first=True)


def batch_row(actor: Actor, batch_id: uuid.UUID) -> Any:
    """One batch with its product and place. Raises NotFound outside the actor's scope."""
    found = session.execute(_BATCHES.where(batch.c.id == batch_id, _in_scope(actor))).first()
    if found is None:
        raise NotFound(_("There is no such batch."))
    return found


def makers_of(batch_id: uuid.UUID) -> Sequence[Any]:
    """(person_id, minutes, pieces) of everyone who worked on a batch, in a fixed order: what shares are weighed by."""
    return session.execute(
        sa.select(
            file_now(contribution.c.person_id).label("person_id"),
            sa.func.sum(contribution.c.minutes).label("minutes"),
            sa.func.sum(contribution.c.pieces).label("pieces"),
        )
        .where(contribution.c.batch_id == batch_id)
        .group_by(sa.text("1"))
        .order_by(sa.text("1"))
    ).all()
