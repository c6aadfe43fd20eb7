"""Reading life events."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Human
from kernel.db import session, table_of
from probation.happenings.models import LifeEvent

event = table_of(LifeEvent)
_human = table_of(Human)
_ID = event.c.person_id.type
_NEWEST = (
    sa.select(event.c.person_id, event.c.kind, sa.func.max(event.c.on).label("on"))
    .where(
        event.c.person_id.in_(sa.bindparam("people", expanding=True, type_=_ID)), event.c.taken_back_at.is_(None)
    )
    .group_by(event.c.person_id, event.c.kind)
)  # fmt: skip
_ALL = (
    sa.select(event, _human.c.name.label("who"))
    .join(_human, _human.c.id == event.c.recorded_by)
    .where(event.c.person_id == sa.bindparam("person_id", type_=_ID))
    .order_by(event.c.on.desc(), event.c.recorded_at.desc())
    .limit(50)
)
Events = tuple[tuple[str, dt.date], ...]


def newest_events(people: Collection[uuid.UUID]) -> dict[uuid.UUID, Events]:
    """Person → the newest day of each kind of event. One statement for a whole page of people."""
    found: dict[uuid.UUID, Events] = dict.fromkeys(people, ())
    for row in session.execute(_NEWEST, {"people": list(people)}) if people else ():
        found[row.person_id] = (*found[row.person_id], (str(row.kind), row.on))
    return found


def events_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The events of one life, newest first, those taken back too."""
    return session.execute(_ALL, {"person_id": person_id}).all()
