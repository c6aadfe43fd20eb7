"""The officer's own people and today's route, in a constant number of statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person, visible_to
from kernel.authz import Actor
from kernel.db import session
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, stands
from probation.day.queries import due
from probation.orders.models import OPEN
from probation.orders.queries import order

MOST = 200
"""More than five packs full: who is not among them is found on the caseload."""


def may_be_visited(actor: Actor, start: dt.datetime, end: dt.datetime) -> Sequence[Any]:
    """Whom the actor may take along: the planned contacts between two instants first, then who is owed contact soonest.

    The same people a pack may hold: restricted ones only where the actor is their officer.
    """
    planned = (
        sa.select(contact.c.order_id, sa.func.min(contact.c.scheduled_at).label("at"))
        .where(
            contact.c.officer_id == actor.human_id, contact.c.state == ContactState.SCHEDULED, stands,
            contact.c.scheduled_at >= start, contact.c.scheduled_at < end,
        )
        .group_by(contact.c.order_id)
        .subquery()
    )  # fmt: skip
    mine = person.c.officer_id == actor.human_id
    statement = (
        sa.select(order.c.id, person.c.name, person.c.known_as, person.c.number, planned.c.at, due.c.due_on)
        .select_from(order)
        .join(person, person.c.id == file_now(order.c.person_id))
        .outerjoin(planned, planned.c.order_id == order.c.id)
        .outerjoin(due, due.c.order_id == order.c.id)
        .where(
            order.c.state.in_(sorted(OPEN)), visible_to(actor),
            sa.or_(mine, sa.and_(planned.c.at.is_not(None), person.c.restricted.is_(False))),
        )
        .order_by(planned.c.at.is_(None), planned.c.at, due.c.due_on.is_(None), due.c.due_on, order.c.id)
        .limit(MOST)
    )  # fmt: skip
    return session.execute(statement).all()
