"""Commands on requirements: write one down, credit what was done, take a wrong entry back."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.orders.models import OPEN, OrderState
from probation.orders.queries import order_record
from probation.requirements.models import Credit, Requirement, RequirementKind
from probation.requirements.queries import requirement_record

MOST = 100_000_000
LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class NewRequirement:
    """Something an order asks for; ``required`` in minutes, sessions or minor units."""

    order_id: uuid.UUID
    kind: RequirementKind
    name: str
    required: int
    currency: str = ""
    due_on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class NewCredit:
    """What was done on a day."""

    id: uuid.UUID
    requirement_id: uuid.UUID
    amount: int
    on: dt.date
    note: str = ""


def set_requirement(actor: Actor, new: NewRequirement) -> Requirement:
    """Write down what an order asks for."""
    order = order_record(actor, new.order_id)
    if order.state not in OPEN:
        raise DomainError(_("This order has ended. Nothing can be asked under it any more."))
    if not 0 < new.required <= MOST:
        raise DomainError(_("Enter how much is asked for: more than nothing."), field="required")
    if new.due_on and (new.due_on < order.starts_on or (order.ends_on and new.due_on > order.ends_on)):
        raise DomainError(_("This day lies outside the order."), field="due_on")
    made = Requirement(
        order_id=order.id, person_id=order.person_id, kind=new.kind, name=new.name, required=new.required,
        currency=new.currency, due_on=new.due_on, set_by=actor.human_id, set_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "requirement.set", made)
    session.flush()
    return made


def credit(actor: Actor, new: NewCredit) -> Credit:
    """Note what was done. Sent twice, it is noted once; what goes beyond the requirement counts as over-delivery."""
    if (known := session.get(Credit, new.id)) is not None:
        return known
    found, order = requirement_record(actor, new.requirement_id)
    if OrderState(order.state) not in OPEN or order.state == OrderState.NOT_STARTED:
        raise DomainError(_("Only a running order is credited."))
    if not 0 < new.amount <= MOST:
        raise DomainError(_("Enter how much was done: more than nothing."), field="amount")
    if not order.starts_on <= new.on <= clock.today(unit_of(order.office_id).zone):
        raise DomainError(_("Enter a day from the start of the order until today."), field="on")
    made = Credit(
        id=new.id, requirement_id=found.id, person_id=found.person_id, amount=new.amount, on=new.on, note=new.note,
        recorded_by=actor.human_id, recorded_at=clock.now(),
    )  # fmt: skip
    return _enter(actor, found, made, "requirement.credited")


def _enter(actor: Actor, found: Requirement, made: Credit, action: str) -> Credit:
    session.add(made)
    found.credited += made.amount
    audit.record(actor, action, made, reason=made.note if made.reverses_id else "")
    audit.record(actor, action, found)
    session.flush()
    return made


def take_back(actor: Actor, credit_id: uuid.UUID, why: str) -> Credit:
    """Take an entry back by a counter-entry of the same size; both stay on file."""
    wrong = session.get(Credit, credit_id)
    if wrong is None:
        raise NotFound(_("There is no such entry."))
    found, _order = requirement_record(actor, wrong.requirement_id)
    if wrong.reverses_id or session.scalar(sa.select(Credit.id).where(Credit.reverses_id == wrong.id)):
        raise Conflict(_("This was taken back already."))
    if len(why.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a few words what was wrong."), field="why")
    made = Credit(
        id=uuid.uuid5(wrong.id, "taken back"), requirement_id=found.id, person_id=found.person_id,
        amount=-wrong.amount, on=wrong.on, note=why.strip(), recorded_by=actor.human_id, recorded_at=clock.now(),
        reverses_id=wrong.id,
    )  # fmt: skip
    return _enter(actor, found, made, "requirement.credit_taken_back")
