"""Reading what is kept and what left."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.custody.models import Belonging
from casework.property.models import BelongingReturn
from kernel.accounts.models import Human
from kernel.db import session, table_of

_thing, _left, _human = table_of(Belonging), table_of(BelongingReturn), table_of(Human)
_person_id = sa.bindparam("person_id", type_=_thing.c.id.type)
_gone = (
    sa.select(sa.func.coalesce(sa.func.sum(_left.c.pieces), 0))
    .where(_left.c.belonging_id == _thing.c.id)
    .scalar_subquery()
)
_THINGS = (
    sa.select(_thing, sa.case((_thing.c.returned_at.is_not(None), 0), else_=_thing.c.pieces - _gone).label("left"))
    .where(_thing.c.person_id == _person_id)
    .order_by(_thing.c.returned_at.is_not(None), _thing.c.id)
    .limit(300)
)
_LEFT = (
    sa.select(_left, _thing.c.what, _human.c.name.label("who"))
    .join(_thing, _thing.c.id == _left.c.belonging_id)
    .outerjoin(_human, _human.c.id == _left.c.done_by)
    .where(_left.c.person_id == _person_id)
    .order_by(_left.c.at.desc(), _left.c.id.desc())
    .limit(300)
)


def belongings_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What the prison keeps or kept for a person, with how many pieces are ``left``; what is still kept first."""
    return session.execute(_THINGS, {"person_id": person_id}).all()


def returns_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What left keeping, newest first."""
    return session.execute(_LEFT, {"person_id": person_id}).all()


def is_done(deed_id: uuid.UUID) -> bool:
    """Whether this deed was written already."""
    return session.execute(sa.select(_left.c.id).where(_left.c.deed_id == deed_id).limit(1)).first() is not None
