"""Who is out alone, and who should be back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.units.models import Unit
from probation.field_checkins.models import FieldCheckin
from probation.field_ops.queries import operation
from probation.orders.queries import in_scope

checkin, _human, _unit = table_of(FieldCheckin), table_of(Human), table_of(Unit)


def office_of(op_id: uuid.UUID) -> uuid.UUID:
    """The office an operation belongs to."""
    found: uuid.UUID = session.execute(sa.select(operation.c.office_id).where(operation.c.id == op_id)).scalar_one()
    return found


def out_alone(actor: Actor) -> Sequence[Any]:
    """Visitors of the actor's offices who went in and have not said that they are back, who is due first first."""
    statement = (
        sa.select(checkin, checkin.c.back_by.label("due_at"), _human.c.name.label("officer"), _unit.c.zone)
        .join(_human, _human.c.id == checkin.c.human_id)
        .join(_unit, _unit.c.id == checkin.c.office_id)
        .where(checkin.c.back_at.is_(None), in_scope(actor, checkin.c.office_id))
        .order_by(checkin.c.back_by, checkin.c.id)
    )
    return session.execute(statement.limit(100)).all()
