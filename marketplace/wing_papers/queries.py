"""Reading wings, the papers made for them, and who stands in one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person, visible_to
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit, UnitKind
from marketplace.ledger.models import OwnerKind
from marketplace.ledger.queries import account
from marketplace.wing_papers.models import StatementBatch, StatementSheaf

unit, batch, sheaf = table_of(Unit), table_of(StatementBatch), table_of(StatementSheaf)
_prison = unit.alias("prison")


def wings(actor: Actor) -> Sequence[Any]:
    """(id, name, prison) of the wings and prisons in the actor's scope, by prison."""
    wanted = sa.select(unit.c.id, unit.c.name, _prison.c.name.label("prison")).select_from(
        unit.join(_prison, _prison.c.id == unit.c.establishment_id)
    )
    if not actor.everywhere:
        wanted = wanted.where(unit.c.establishment_id.in_(actor.establishments))
    return session.execute(
        wanted.where(unit.c.kind == UnitKind.WING).order_by(_prison.c.name, unit.c.name, unit.c.id).limit(500)
    ).all()


def with_money_in(actor: Actor, wing_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The people of a wing whom the actor may know of and who have an account, by name."""
    has = sa.exists().where(account.c.owner_id == person.c.id, account.c.owner_kind == OwnerKind.PERSON)
    wanted = sa.select(person.c.id).where(person.c.wing_id == wing_id, person.c.in_custody, visible_to(actor), has)
    return session.scalars(wanted.order_by(person.c.sort_name, person.c.id)).all()


_BATCHES = sa.select(
    batch.c.id, batch.c.period, batch.c.large, batch.c.asked_at, batch.c.finished_at, batch.c.job_id, batch.c.unit_id,
    unit.c.name, _prison.c.name.label("prison"),
).select_from(
    batch.join(unit, unit.c.id == batch.c.unit_id).join(_prison, _prison.c.id == unit.c.establishment_id)
)  # fmt: skip


def batches_page(actor: Actor, after: uuid.UUID | None = None) -> Page[Any]:
    """What the reader asked for, newest first."""
    mine = _BATCHES.where(batch.c.asked_by == actor.human_id)
    return page_of(mine, batch.c.asked_at, row_id=batch.c.id, after=after, newest_first=True, size=20)


def batch_of(actor: Actor, batch_id: uuid.UUID) -> StatementBatch:
    """One that the reader asked for. Raises NotFound."""
    found = session.get(StatementBatch, batch_id)
    if found is None or found.asked_by != actor.human_id:
        raise NotFound(_("There are no such statements, or somebody else asked for them."))
    return found


def sheaves_of(batch_id: uuid.UUID) -> Sequence[Any]:
    """(number, document_id, people) of the papers of a batch."""
    return session.execute(sa.select(sheaf).where(sheaf.c.batch_id == batch_id).order_by(sheaf.c.number)).all()
