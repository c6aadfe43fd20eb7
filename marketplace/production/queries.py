"""Reading production. Who contributed is for instructors, never for the shop."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, whole_file
from kernel.accounts.models import Account
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from marketplace.production.models import Batch, Contribution, Inspection
from marketplace.production.rules import Part
from marketplace.products.models import Product

batch, contribution, product, unit = table_of(Batch), table_of(Contribution), table_of(Product), table_of(Unit)
inspection, account = table_of(Inspection), table_of(Account)
_FROM = batch.join(product, product.c.id == batch.c.product_id).join(unit, unit.c.id == batch.c.place_id)
_BATCHES = sa.select(
    batch, product.c.title, product.c.sku, product.c.currency, product.c.materials_minor.label("card_materials"),
    unit.c.name.label("place"), unit.c.zone, unit.c.establishment_id,
).select_from(_FROM)  # fmt: skip


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


def makers_of(batch_id: uuid.UUID) -> list[Part]:
    """What each person put into a batch, all rows added up, in a fixed order: what shares are weighed by."""
    rows = session.execute(
        sa.select(
            file_now(contribution.c.person_id).label("person_id"),
            *(sa.func.sum(contribution.c[name]).label(name) for name in ("minutes", "pieces", "rejected")),
        )
        .where(contribution.c.batch_id == batch_id)
        .group_by(sa.text("1"))
        .order_by(sa.text("1"))
    )
    return [
        Part(person_id=row.person_id, minutes=int(row.minutes), pieces=int(row.pieces), rejected=int(row.rejected))
        for row in rows
    ]


def noters_of(batch_id: uuid.UUID) -> set[uuid.UUID]:
    """The humans who noted work on a batch by hand."""
    wanted = sa.select(account.c.human_id).join(contribution, contribution.c.noted_by == account.c.id)
    return {human for human in session.scalars(wanted.where(contribution.c.batch_id == batch_id).distinct()) if human}


def looks_at(batch_id: uuid.UUID) -> Sequence[Any]:
    """(at, passed, rejected, reason) of each inspection of a batch, the oldest first."""
    return session.execute(
        sa.select(inspection).where(inspection.c.batch_id == batch_id).order_by(inspection.c.at, inspection.c.id)
    ).all()


def corrections_of(batch_id: uuid.UUID, limit: int = 100) -> Sequence[Any]:
    """(person_id, minutes, pieces, rejected, reason, noted_at) of the rows that corrected others, newest first."""
    return session.execute(
        sa.select(contribution, file_now(contribution.c.person_id).label("file_id"))
        .where(contribution.c.batch_id == batch_id, contribution.c.reason != "")
        .order_by(contribution.c.noted_at.desc(), contribution.c.id.desc())
        .limit(limit)
    ).all()


def batches_with(person_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The batches that a person worked on, under whatever file it was noted."""
    file = whole_file(sa.literal(person_id, contribution.c.person_id.type))
    return session.scalars(
        sa.select(contribution.c.batch_id).where(contribution.c.person_id.in_(file)).distinct()
    ).all()


def place_name(place_id: uuid.UUID) -> str:
    """What the place of a batch is called."""
    return session.scalar(sa.select(unit.c.name).where(unit.c.id == place_id)) or ""
