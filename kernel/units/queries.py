"""Reading the tree."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import ESTABLISHMENTS, Unit, UnitKind

unit = table_of(Unit)


def unit_of(unit_id: uuid.UUID) -> Unit:
    """The unit with this id. Raises NotFound."""
    found = session.get(Unit, unit_id)
    if found is None:
        raise NotFound(_("There is no such unit."))
    return found


def establishments(actor: Actor, *kinds: UnitKind) -> Sequence[sa.Row[uuid.UUID, str, str, str]]:
    """(id, name, kind, zone) of the establishments of these kinds in the actor's scope, by name."""
    wanted = kinds or tuple(ESTABLISHMENTS)
    statement = sa.select(unit.c.id, unit.c.name, unit.c.kind, unit.c.zone).where(unit.c.kind.in_(wanted))
    if not actor.everywhere:
        statement = statement.where(unit.c.id.in_(actor.establishments))
    return session.execute(statement.order_by(unit.c.name)).all()
