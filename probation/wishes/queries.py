"""Reading what people said about reminders."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import whole_file
from kernel.accounts.models import Human
from kernel.db import session, table_of
from probation.wishes.models import ReminderWish

wish = table_of(ReminderWish)
_human = table_of(Human)


def wish_of(person_id: uuid.UUID) -> ReminderWish | None:
    """What the person says now; None when nobody has asked. The caller has fetched the person."""
    statement = sa.select(ReminderWish).where(ReminderWish.person_id == person_id, ReminderWish.ended_at.is_(None))
    return session.scalar(statement)


def wishes_of(person_id: uuid.UUID, most: int = 30) -> Sequence[Any]:
    """Everything the person ever said, the newest first."""
    statement = (
        sa.select(wish, _human.c.name.label("who"))
        .outerjoin(_human, _human.c.id == wish.c.noted_by)
        .where(wish.c.person_id.in_(whole_file(sa.literal(person_id, wish.c.person_id.type))))
        .order_by(wish.c.noted_at.desc(), wish.c.id.desc())
        .limit(most)
    )
    return session.execute(statement).all()
