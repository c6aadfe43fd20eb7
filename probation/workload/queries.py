"""What each officer carries, in a constant number of statements."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casework.public import person, visible_to
from kernel import clock
from kernel.accounts.models import Account, Human, RoleGrant
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, stands
from probation.orders.models import AFTER_PRISON, RUNNING, OrderKind, OrderState
from probation.orders.queries import in_scope, officers_of, order
from probation.workload.models import Reduction
from probation.workload.rules import Load, Table, read_table, reduced

reduction = table_of(Reduction)
_human, _account, _grant = table_of(Human), table_of(Account), table_of(RoleGrant)
MEASURED = dt.timedelta(days=28)
COUNTED = RUNNING | {OrderState.NOT_STARTED}
_CASES = (
    sa.select(
        sa.func.coalesce(order.c.officer_id, order.c.prepared_by).label("officer_id"), order.c.kind, order.c.level,
        order.c.state, sa.func.count().label("n"),
    )
    .join(person, person.c.id == order.c.person_id)
    .where(order.c.state.in_(sorted(COUNTED)))
    .group_by(sa.func.coalesce(order.c.officer_id, order.c.prepared_by), order.c.kind, order.c.level, order.c.state)
)  # fmt: skip
_MINUTES = (
    sa.select(contact.c.officer_id, sa.func.coalesce(sa.func.sum(contact.c.minutes), 0).label("minutes"))
    .where(
        contact.c.officer_id.in_(sa.bindparam("officers", expanding=True)), contact.c.state == ContactState.HELD,
        contact.c.at >= sa.bindparam("since"), stands,
    )
    .group_by(contact.c.officer_id)
)  # fmt: skip
_LESS = (
    sa.select(reduction.c.officer_id, sa.func.sum(reduction.c.percent).label("percent"))
    .where(reduction.c.begins_on <= sa.bindparam("day"), reduction.c.ends_on >= sa.bindparam("day"))
    .group_by(reduction.c.officer_id)
)


@functools.cache
def table_named(key: str) -> Table:
    """A table of points that is shipped."""
    return read_table(tomllib.loads((Path(__file__).parent / f"{key}.toml").read_text(encoding="utf-8")))


def worth_of(row: Any) -> int:
    """The points of one order by the house's table."""
    table = table_named("house")
    if row.state == OrderState.NOT_STARTED:
        return table.worth("prepared", "any")
    if row.kind == OrderKind.VOLUNTARY:
        return table.worth("voluntary", str(row.level))
    return table.worth("licence" if OrderKind(row.kind) in AFTER_PRISON else "community", str(row.level))


def officers(actor: Actor) -> dict[uuid.UUID, str]:
    """The probation officers appointed in the actor's offices."""
    found = (
        sa.select(_human.c.id, _human.c.name)
        .join(_account, _account.c.human_id == _human.c.id)
        .join(_grant, _grant.c.account_id == _account.c.id)
        .where(_grant.c.role == Role.PROBATION_OFFICER, _account.c.active, _grant.c.confirmed_at.is_not(None))
    )
    found = found.where(in_scope(actor, _grant.c.unit_id)).order_by(_human.c.name).limit(500)
    return {row.id: row.name for row in session.execute(found)}


def loads(actor: Actor, today: dt.date) -> list[tuple[uuid.UUID, Load]]:
    """Each officer of the actor's offices with what they carry, the fullest first.

    People whom the actor may not know of are not counted.
    """
    cases = session.execute(_CASES.where(visible_to(actor))).all()
    found = _loads(officers(actor), cases, today)
    return sorted(found.items(), key=lambda pair: (-pair[1].percent, pair[1].name))


def _loads(names: dict[uuid.UUID, str], cases: Sequence[Any], today: dt.date) -> dict[uuid.UUID, Load]:
    less = {row.officer_id: row.percent for row in session.execute(_LESS, {"day": today})}
    measured = session.execute(_MINUTES, {"since": clock.now() - MEASURED, "officers": list(names)}).all()
    minutes = {row.officer_id: int(row.minutes) for row in measured}
    available = table_named("house").available
    return {
        key: Load(
            name=name, cases=sum(row.n for row in cases if row.officer_id == key),
            points=sum(row.n * worth_of(row) for row in cases if row.officer_id == key),
            available=reduced(available, int(less.get(key, 0))), minutes=minutes.get(key, 0),
        )
        for key, name in names.items()
    }  # fmt: skip


def ahead_of(row: Any, office_id: uuid.UUID) -> list[tuple[Load, int]]:
    """The officers of an office with the share they would carry with this order too, the freest first."""
    names = dict(officers_of(office_id))
    carried = sa.select(person.c.id).where(person.c.officer_id.in_(list(names)))
    mine = _CASES.where(
        sa.or_(order.c.office_id == office_id, order.c.person_id.in_(carried)),
        sa.func.coalesce(order.c.officer_id, order.c.prepared_by).in_(list(names)),
        order.c.id != sa.literal(row.id, order.c.id.type),
    )
    found = _loads(names, session.execute(mine).all(), clock.now().date())
    more = worth_of(row) if row.level else table_named("house").worth("community", "medium")
    pairs = [(load, round(load.with_more(more))) for load in found.values()]
    return sorted(pairs, key=lambda pair: (pair[1], pair[0].name))


def reductions_of(people: Sequence[uuid.UUID], today: dt.date) -> Sequence[Any]:
    """The reductions of these officers that hold or are still to come, by their end."""
    statement = (
        sa.select(reduction, _human.c.name)
        .join(_human, _human.c.id == reduction.c.officer_id)
        .where(reduction.c.officer_id.in_(list(people)), reduction.c.ends_on >= today)
        .order_by(reduction.c.ends_on, reduction.c.id)
        .limit(100)
    )
    return session.execute(statement).all()
