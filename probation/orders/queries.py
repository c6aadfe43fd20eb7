"""Reading orders and their conditions, and the policy of conditions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, person, person_for, visible_to
from kernel.accounts.models import Account, Human, RoleGrant
from kernel.authz import Actor, Role
from kernel.db import Prepared, session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import Unit
from probation.orders.models import OPEN, Condition, ConditionSet, OrderState, SetState, SupervisionOrder

order, condition_set, condition = table_of(SupervisionOrder), table_of(ConditionSet), table_of(Condition)
_unit, _human, _account, _grant = table_of(Unit), table_of(Human), table_of(Account), table_of(RoleGrant)
_ID = order.c.id.type
_WITH_OFFICE = sa.select(order, _unit.c.name.label("office"), _unit.c.zone).join(_unit, _unit.c.id == order.c.office_id)
_ONE = Prepared(_WITH_OFFICE.where(order.c.id == sa.bindparam("order_id", type_=_ID)))
_ORDERS = _WITH_OFFICE.where(order.c.person_id == sa.bindparam("person_id", type_=_ID)).order_by(
    order.c.state.in_(sorted(OPEN)).desc(), order.c.starts_on.desc(), order.c.id
)
_SETS = sa.select(condition_set).where(condition_set.c.order_id == sa.bindparam("order_id", type_=_ID))
_CONDITIONS = (
    sa.select(condition).where(condition.c.set_id == sa.bindparam("set_id", type_=_ID)).order_by(condition.c.sequence)
)
_OFFICERS = (
    sa.select(_human.c.id, _human.c.name, _grant.c.unit_id)
    .join(_account, _account.c.human_id == _human.c.id)
    .join(_grant, _grant.c.account_id == _account.c.id)
    .where(_grant.c.role == Role.PROBATION_OFFICER, _account.c.active, _grant.c.confirmed_at.is_not(None))
    .order_by(_human.c.name)
)


def in_scope(actor: Actor, office_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """The offices an actor answers for."""
    return sa.true() if actor.everywhere else office_id.in_(list(actor.establishments))


def orders_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Every order of a person the caller has fetched, open ones first, newest first."""
    return session.execute(_ORDERS, {"person_id": person_id}).all()


def order_for(actor: Actor, order_id: uuid.UUID) -> tuple[PersonCard, Any]:
    """(person, order). Raises NotFound when there is none or its person is hidden."""
    row = _ONE.first(order_id=order_id)
    if row is None:
        raise NotFound(_("There is no such order, or you may not know of it."))
    return person_for(actor, row.person_id), row


def person_under(order_id: uuid.UUID) -> uuid.UUID | None:
    """Whose order it is, for a record that nobody is shown through this."""
    return session.scalar(sa.select(order.c.person_id).where(order.c.id == order_id))


def order_record(actor: Actor, order_id: uuid.UUID) -> SupervisionOrder:
    """The order to be changed by a command. Raises NotFound like ``order_for``."""
    found = session.get(SupervisionOrder, order_id)
    if found is None:
        raise NotFound(_("There is no such order, or you may not know of it."))
    person_for(actor, found.person_id)
    return found


def current_order(person_id: uuid.UUID) -> Any | None:
    """The order that supervision rests on: the running one, else the newest one still open."""
    rows = [row for row in orders_of(person_id) if OrderState(row.state) in OPEN]
    return next((row for row in rows if row.state != OrderState.NOT_STARTED), rows[0] if rows else None)


def sets_of(order_id: uuid.UUID) -> Sequence[Any]:
    """Every version of an order's conditions, newest first."""
    return session.execute(_SETS.order_by(condition_set.c.n.desc()), {"order_id": order_id}).all()


def conditions_of(set_id: uuid.UUID) -> Sequence[Any]:
    """The conditions of one version, in order."""
    return session.execute(_CONDITIONS, {"set_id": set_id}).all()


def officers_of(office_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """(human, name) of the probation officers appointed to an office, by name."""
    return [(row.id, row.name) for row in session.execute(_OFFICERS.where(_grant.c.unit_id == office_id))]


def approvals_waiting(actor: Actor) -> Sequence[Any]:
    """Versions of conditions in the actor's scope that wait for a second human.

    Oldest first; the actor's own are left out.
    """
    statement = (
        sa.select(
            condition_set.c.id, condition_set.c.order_id, condition_set.c.submitted_at, person.c.name, person.c.number
        )
        .join(person, person.c.id == condition_set.c.person_id)
        .join(order, order.c.id == condition_set.c.order_id)
        .where(
            order.c.state.in_(sorted(OPEN)),
            in_scope(actor, order.c.office_id),
            condition_set.c.state == SetState.SUBMITTED,
            condition_set.c.prepared_by != actor.human_id,
            visible_to(actor),
        )
        .order_by(condition_set.c.submitted_at)
        .limit(50)
    )
    return session.execute(statement).all()
