"""Reading life events."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person, visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import Prepared, session, table_of
from probation.happenings.models import Happening, LifeEvent

event = table_of(LifeEvent)
_human = table_of(Human)
_ID = event.c.person_id.type
_STANDING = (
    sa.select(event.c.person_id, event.c.kind, sa.func.max(event.c.on).label("on"))
    .where(event.c.taken_back_at.is_(None))
    .group_by(event.c.person_id, event.c.kind)
)
_NEWEST = _STANDING.where(event.c.person_id.in_(sa.bindparam("people", expanding=True, type_=_ID)))
_NEWEST_OF = Prepared(_STANDING.where(event.c.person_id == sa.bindparam("person_id", type_=_ID)))
_ALL = (
    sa.select(event, _human.c.name.label("who"))
    .join(_human, _human.c.id == event.c.recorded_by)
    .where(event.c.person_id == sa.bindparam("person_id", type_=_ID))
    .order_by(event.c.on.desc(), event.c.recorded_at.desc())
)
GOOD = (Happening.NEW_JOB, Happening.IN_TOUCH)
Events = tuple[tuple[str, dt.date], ...]


def newest_events_of(person_id: uuid.UUID) -> Events:
    """The newest day of each kind of event in one life."""
    return tuple((str(row.kind), row.on) for row in _NEWEST_OF.all(person_id=person_id))


def newest_events(people: Collection[uuid.UUID]) -> dict[uuid.UUID, Events]:
    """Person → the newest day of each kind of event. One statement for a whole page of people."""
    found: dict[uuid.UUID, Events] = dict.fromkeys(people, ())
    for row in session.execute(_NEWEST, {"people": list(people)}) if people else ():
        found[row.person_id] = (*found[row.person_id], (str(row.kind), row.on))
    return found


def events_of(person_id: uuid.UUID, most: int = 50) -> Sequence[Any]:
    """The events of one life, newest first, those taken back too."""
    return session.execute(_ALL.limit(most), {"person_id": person_id}).all()


def positive_events(actor: Actor, since: dt.date) -> Sequence[Any]:
    """What went well in the lives of the actor's people since a day, newest first."""
    statement = (
        sa.select(event.c.kind, event.c.on, event.c.person_id, person.c.name)
        .select_from(event)
        .join(person, person.c.id == event.c.person_id)
        .where(
            person.c.officer_id == actor.human_id, event.c.kind.in_(sorted(GOOD)), event.c.taken_back_at.is_(None),
            event.c.on >= since, visible_to(actor),
        )
        .order_by(event.c.on.desc(), event.c.id)
    )  # fmt: skip
    return session.execute(statement.limit(20)).all()
