"""Reading changes that are planned."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.units.models import Unit
from programmes.intakes.models import Intake
from programmes.places.models import Allocation
from programmes.planned.models import ChangeState, PlannedChange

_change, _place = table_of(PlannedChange), table_of(Allocation)
_group, _unit = table_of(Intake), table_of(Unit)


def changes_of(allocation_id: uuid.UUID) -> Sequence[Any]:
    """The changes of a place, those to come first. The caller has fetched the person."""
    statement = (
        sa.select(_change)
        .where(_change.c.allocation_id == allocation_id)
        .order_by(_change.c.state != ChangeState.PLANNED, _change.c.on_date, _change.c.id)
    )
    return session.execute(statement.limit(100)).all()


def planned_until(latest: dt.date) -> Sequence[tuple[uuid.UUID, dt.date, str]]:
    """(id, day, zone of its prison) of what is planned up to a day, in order: for work without a reader only."""
    statement = (
        sa.select(_change.c.id, _change.c.on_date, _unit.c.zone)
        .join(_place, _place.c.id == _change.c.allocation_id)
        .join(_group, _group.c.id == _place.c.intake_id)
        .join(_unit, _unit.c.id == _group.c.unit_id)
        .where(_change.c.state == ChangeState.PLANNED, _change.c.on_date <= latest)
        .order_by(_change.c.on_date, _change.c.id)
    )
    return [(row.id, row.on_date, row.zone) for row in session.execute(statement)]
