"""Commands on orders: prepare and begin. Their conditions are drafted, decided and varied in probation.conditions."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import LegalStatus, begin_supervision, death_known_at, expect_at_office, person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.conditions.service import put_in_force
from probation.drafting.service import draft_conditions
from probation.extras.service import ExtraCondition
from probation.orders.models import Level, OrderKind, OrderState, SupervisionOrder
from probation.orders.queries import order_record
from probation.standards.service import SetLevel, apply_level, refresh_due

TOKYO_EXPLAIN = "Tokyo Rule 12.3"
STATUS = {
    OrderKind.LICENCE: LegalStatus.ON_LICENCE, OrderKind.PAROLE: LegalStatus.ON_LICENCE,
    OrderKind.PRE_RELEASE: LegalStatus.ON_LICENCE, OrderKind.VOLUNTARY: LegalStatus.CLOSED,
}  # fmt: skip
"""The legal status an order gives; the others are community orders."""


@dataclass(frozen=True, kw_only=True)
class NewOrder:
    """An order to prepare, from a court or for a release."""

    id: uuid.UUID
    person_id: uuid.UUID
    kind: OrderKind
    office_id: uuid.UUID
    authority: str
    reference: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    failure_limit: int | None = None
    extra: tuple[ExtraCondition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class BeginOrder:
    """The start of supervision: who is responsible, at which level.

    ``reason`` where the level is not the suggested one.
    """

    order_id: uuid.UUID
    officer_id: uuid.UUID
    level: Level
    reason: str = ""
    until_on: dt.date | None = None


def prepare_order(actor: Actor, new: NewOrder) -> SupervisionOrder:
    """Write an order with a first draft of its conditions. Sent twice, it is written once."""
    card = person_for(actor, new.person_id)
    if found := session.get(SupervisionOrder, new.id):
        return found
    if new.ends_on and new.ends_on < new.starts_on:
        raise DomainError(_("The end must not be before the start."), field="ends_on")
    if death_known_at(card.id):
        raise DomainError(_("This person is recorded as dead. If that is wrong, the death is taken back first."))
    _refuse_same(card.id, new)
    order = SupervisionOrder(
        id=new.id, person_id=card.id, kind=new.kind, office_id=new.office_id, authority=new.authority,
        reference=new.reference, starts_on=new.starts_on, ends_on=new.ends_on, failure_limit=new.failure_limit,
        prepared_by=actor.human_id, prepared_at=clock.now(),
    )  # fmt: skip
    session.add(order)
    audit.record(actor, "order.prepared", order)
    expect_at_office(actor, card.id, new.office_id)
    draft_conditions(actor, order, new.extra)
    session.flush()
    return order


def _refuse_same(person_id: uuid.UUID, new: NewOrder) -> None:
    same = sa.select(SupervisionOrder.id).where(
        SupervisionOrder.person_id == person_id,
        SupervisionOrder.authority == new.authority,
        SupervisionOrder.reference == new.reference,
    )
    if session.scalar(same):
        raise DomainError(_("This person has an order with this reference already."), field="reference")


def begin_order(actor: Actor, begin: BeginOrder) -> SupervisionOrder:
    """Start supervision under an order.

    Conditions in force, a level, an officer, and the hub's episode, all or nothing.
    """
    order = order_record(actor, begin.order_id)
    card = person_for(actor, order.person_id)
    if order.state is not OrderState.NOT_STARTED:
        raise DomainError(_("This order has begun already."))
    if order.explained_orally_on is None or order.explained_in_writing_on is None:
        raise DomainError(_("Explain the conditions by word of mouth and in writing first."), rule=TOKYO_EXPLAIN)
    if card.in_custody:
        raise DomainError(_("This person is still in custody. Supervision begins at release."))
    put_in_force(actor, order)
    apply_level(
        actor, order, SetLevel(order_id=order.id, level=begin.level, reason=begin.reason, until_on=begin.until_on)
    )
    order.state, order.officer_id = OrderState.ACTIVE, begin.officer_id
    audit.record(actor, "order.begun", order)
    session.flush()
    if not card.supervised:
        status = STATUS.get(order.kind, LegalStatus.COMMUNITY_ORDER)
        begin_supervision(
            actor, card.id, office_id=order.office_id, officer_id=begin.officer_id, legal_status=status, at=clock.now()
        )
    refresh_due(order, unit_of(order.office_id).zone)
    return order
