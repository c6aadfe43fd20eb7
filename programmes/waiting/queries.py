"""Reading every open wish with what is around it, and the nights' findings."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from kernel.db import session, table_of
from kernel.units.models import Unit
from programmes.catalogue.models import Programme, ProgrammeStatus
from programmes.intakes.models import Intake
from programmes.places.models import (
    OPEN_APPLICATION,
    Allocation,
    AllocationState,
    Application,
    ApplicationState,
)
from programmes.waiting.models import WaitingCheck
from programmes.waiting.rules import Wish

_wish, _place, _group = table_of(Application), table_of(Allocation), table_of(Intake)
_programme, _unit, _check = table_of(Programme), table_of(Unit), table_of(WaitingCheck)
_held_group = _group.alias("held_group")
_HAS_PLACE = (
    sa.select(sa.literal(1))
    .select_from(_place.join(_held_group, _held_group.c.id == _place.c.intake_id))
    .where(
        _place.c.person_id == _wish.c.person_id,
        _place.c.state != AllocationState.ENDED,
        _held_group.c.programme_id == _wish.c.programme_id,
        _held_group.c.unit_id == _wish.c.unit_id,
    )
    .correlate(_wish)
    .exists()
)
_OPEN = (
    sa.select(
        _wish.c.id, _wish.c.unit_id, _wish.c.state, _wish.c.answer_by, _unit.c.zone, _programme.c.status,
        person_rows.c.establishment_id, person_rows.c.in_custody, person_rows.c.merged_into_id, _group.c.ends_on,
        _HAS_PLACE.label("has_place"),
    )
    .join(person_rows, person_rows.c.id == _wish.c.person_id)
    .join(_programme, _programme.c.id == _wish.c.programme_id)
    .join(_unit, _unit.c.id == _wish.c.unit_id)
    .outerjoin(_group, _group.c.id == _wish.c.intake_id)
    .where(_wish.c.state.in_(OPEN_APPLICATION))
    .order_by(_wish.c.id)
)  # fmt: skip


def open_wishes() -> list[tuple[uuid.UUID, str, Wish]]:
    """(application id, zone, what is around it) of every open wish, whoever asks: for nightly work only."""
    return [
        (row.id, row.zone, Wish(
            unit_id=row.unit_id, held_at=row.establishment_id, held=row.in_custody,
            merged=row.merged_into_id is not None, live=row.status == ProgrammeStatus.LIVE, has_place=row.has_place,
            offered=row.state == ApplicationState.OFFERED, answer_by=row.answer_by, group_ends=row.ends_on,
        ))
        for row in session.execute(_OPEN)
    ]  # fmt: skip


def checks(most: int = 30) -> Sequence[Any]:
    """What the last nights found, newest first."""
    return session.execute(sa.select(_check).order_by(_check.c.ran_at.desc()).limit(most)).all()
