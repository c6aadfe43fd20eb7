"""Reading circumstances: one person's course, what is still to be asked, and the counts of an office."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, may_count, person, visible_to, whole_file
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from probation.circumstances.models import Circumstances, Point
from probation.circumstances.rules import AREAS, asked_now, due_on
from probation.orders.models import RUNNING
from probation.orders.queries import order

circumstances = table_of(Circumstances)
_human = table_of(Human)
_ID = circumstances.c.id.type
MOST_MINE = 300
"""Running orders of one officer that are looked through; nobody has so many."""


@dataclass(frozen=True, kw_only=True)
class ToAsk:
    """A person whose circumstances are to be asked for."""

    person_id: uuid.UUID
    name: str
    point: Point
    due_on: dt.date


def course_of(person_id: uuid.UUID) -> Sequence[Any]:
    """A person's answers as they stand, oldest first. The caller has fetched the person."""
    statement = (
        sa.select(circumstances, _human.c.name.label("who"))
        .join(_human, _human.c.id == circumstances.c.measured_by)
        .where(
            circumstances.c.person_id.in_(whole_file(sa.literal(person_id, _ID))), circumstances.c.replaced_at.is_(None)
        )
        .order_by(circumstances.c.measured_on, circumstances.c.received_at)
        .limit(50)
    )
    return session.execute(statement).all()


def answered(orders: Collection[uuid.UUID]) -> Mapping[uuid.UUID, set[Point]]:
    """Order → the points that were answered."""
    found: defaultdict[uuid.UUID, set[Point]] = defaultdict(set)
    statement = sa.select(circumstances.c.order_id, circumstances.c.point).where(
        circumstances.c.order_id.in_(list(orders)), circumstances.c.replaced_at.is_(None)
    )
    for order_id, point in session.execute(statement):
        found[order_id].add(Point(point))
    return found


def to_ask(actor: Actor, today: dt.date) -> list[ToAsk]:
    """The actor's people whose circumstances are to be asked for, longest due first."""
    statement = (
        sa.select(order.c.id, order.c.starts_on, person.c.id.label("person_id"), person.c.name)
        .select_from(order)
        .join(person, person.c.id == order.c.person_id)
        .where(
            order.c.state.in_(sorted(RUNNING)), person.c.officer_id == actor.human_id, person.c.in_custody.is_(False),
            visible_to(actor),
        )
        .order_by(order.c.starts_on)
        .limit(MOST_MINE)
    )  # fmt: skip
    rows = session.execute(statement).all()
    done = answered([row.id for row in rows])
    found = [
        ToAsk(person_id=row.person_id, name=row.name, point=point, due_on=due_on(row.starts_on, point))
        for row in rows
        if (point := asked_now(row.starts_on, today, done.get(row.id, set())))
    ]
    return sorted(found, key=lambda one: (one.due_on, one.name))


def counts(actor: Actor) -> dict[str, dict[Point, tuple[int, int, int]]]:
    """By question and point: (settled, not settled, not known), over everybody whom this reader may count."""
    found: dict[str, dict[Point, tuple[int, int, int]]] = {}
    for area in AREAS:
        column = circumstances.c[area.key]
        settled = sa.func.sum(sa.case((column.in_(sorted(area.settled)), 1), else_=0))
        unknown = sa.func.sum(sa.case((column == "not_known", 1), else_=0))
        statement = (
            sa.select(circumstances.c.point, settled.label("good"), unknown.label("open"), sa.func.count().label("all"))
            .select_from(circumstances)
            .join(person, person.c.id == file_now(circumstances.c.person_id))
            .where(circumstances.c.replaced_at.is_(None), may_count(actor))
            .group_by(circumstances.c.point)
        )
        rows = {row.point: row for row in session.execute(statement)}
        found[area.key] = {
            point: (row.good, row.all - row.good - row.open, row.open) if (row := rows.get(point)) else (0, 0, 0)
            for point in Point
        }
    return found
