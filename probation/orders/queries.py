"""Reading orders and their conditions, and the policy of conditions."""

from __future__ import annotations

import functools
import tomllib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, person, person_for, visible_to
from kernel.accounts.models import Account, Human, RoleGrant
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _, said
from kernel.units.models import Unit
from probation.orders.models import OPEN, Condition, ConditionSet, OrderState, SetState, SupervisionOrder

order, condition_set, condition = table_of(SupervisionOrder), table_of(ConditionSet), table_of(Condition)
_unit, _human, _account, _grant = table_of(Unit), table_of(Human), table_of(Account), table_of(RoleGrant)
_ID = order.c.id.type
_WITH_OFFICE = sa.select(order, _unit.c.name.label("office"), _unit.c.zone).join(_unit, _unit.c.id == order.c.office_id)
_ONE = _WITH_OFFICE.where(order.c.id == sa.bindparam("order_id", type_=_ID))
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


@dataclass(frozen=True, kw_only=True)
class PolicyLine:
    """One condition of the policy."""

    code: str
    purpose: str
    text: str
    plain: str
    kinds: frozenset[str]


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The conditions that may be set, with their version and source."""

    version: str
    citation: Any
    most_additional: int
    standard: tuple[PolicyLine, ...]
    additional: tuple[PolicyLine, ...]
    words: dict[str, dict[str, str]]


@functools.cache
def policy() -> Policy:
    """The policy of conditions in force, from its data file."""
    raw = tomllib.loads((Path(__file__).parent / "conditions.toml").read_text(encoding="utf-8"))
    return Policy(
        version=raw["version"],
        citation=said(raw["citation"], raw["words"]),
        most_additional=raw["most_additional"],
        standard=tuple(map(_line, raw["standard"])),
        additional=tuple(map(_line, raw["additional"])),
        words=raw["words"],
    )


def served(text: str) -> Any:
    """A condition's text in the reader's language where it is one of the policy's; what an officer wrote stays."""
    return said(text, policy().words)


def _line(raw: dict[str, Any]) -> PolicyLine:
    kinds = frozenset(raw.get("kinds", ()))
    return PolicyLine(code=raw["code"], purpose=raw["purpose"], text=raw["text"], plain=raw["plain"], kinds=kinds)


def orders_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Every order of a person the caller has fetched, open ones first, newest first."""
    return session.execute(_ORDERS, {"person_id": person_id}).all()


def order_for(actor: Actor, order_id: uuid.UUID) -> tuple[PersonCard, Any]:
    """(person, order). Raises NotFound when there is none or its person is hidden."""
    row = session.execute(_ONE, {"order_id": order_id}).first()
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
            condition_set.c.state == SetState.SUBMITTED,
            condition_set.c.prepared_by != actor.human_id,
            visible_to(actor),
        )
        .order_by(condition_set.c.submitted_at)
        .limit(50)
    )
    return session.execute(statement).all()
