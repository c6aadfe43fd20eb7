"""Reading alerts and keep-aparts."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from casework.alerts.models import TONES, Alert, AlertCode, Fitness, FitnessState, NonAssociation
from kernel.db import session, table_of

_alert, _apart, _fitness = table_of(Alert), table_of(NonAssociation), table_of(Fitness)
_person = sa.bindparam("person_id", type_=_alert.c.person_id.type)
_CODES = sa.select(_alert.c.code).where(_alert.c.person_id == _person, _alert.c.ended_on.is_(None))
_APART = sa.select(
    sa.case((_apart.c.person_id == _person, _apart.c.other_id), else_=_apart.c.person_id).label("other_id")
).where(sa.or_(_apart.c.person_id == _person, _apart.c.other_id == _person), _apart.c.closed_on.is_(None))


def active_alerts(person_id: uuid.UUID) -> list[tuple[str, str]]:
    """(words, tone) of each open alert, gravest first."""
    codes = [AlertCode(code) for code in session.scalars(_CODES, {"person_id": person_id})]
    graded = sorted(codes, key=lambda code: ("danger", "warning", "note").index(TONES.get(code, "note")))
    return [(str(code.label), TONES.get(code, "note")) for code in graded]


def keep_apart(person_id: uuid.UUID) -> set[uuid.UUID]:
    """The people this person must be kept apart from."""
    return set(session.scalars(_APART, {"person_id": person_id}))


_LATEST = (
    sa.select(_fitness.c.state, _fitness.c.limits, _fitness.c.valid_until)
    .where(_fitness.c.person_id == _person)
    .order_by(_fitness.c.said_on.desc(), _fitness.c.id.desc())
    .limit(1)
)


def fitness_of(person_id: uuid.UUID, on: dt.date) -> FitnessState | None:
    """The newest word on fitness that still holds on a day; None when not checked, which is never read as fit."""
    row = session.execute(_LATEST, {"person_id": person_id}).first()
    if row is None or (row.valid_until and row.valid_until < on):
        return None
    return FitnessState(row.state)


def fitness_of_many(people: Sequence[uuid.UUID], on: dt.date) -> dict[uuid.UUID, FitnessState]:
    """``fitness_of`` for several people in one statement; absent when not checked."""
    rows = session.execute(
        sa.select(_fitness.c.person_id, _fitness.c.state, _fitness.c.valid_until)
        .where(_fitness.c.person_id.in_(people))
        .order_by(_fitness.c.said_on, _fitness.c.id)
    )
    newest = {row.person_id: row for row in rows}
    return {key: FitnessState(row.state) for key, row in newest.items() if not row.valid_until or row.valid_until >= on}
