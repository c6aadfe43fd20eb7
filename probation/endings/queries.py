"""Which orders end soon, which releases are not prepared, and where early ends stand."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, person, visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, stands
from probation.endings.models import EarlyEnd, ProposalState
from probation.endings.rules import STEPS
from probation.orders.models import RUNNING, OrderState, SetState
from probation.orders.queries import condition, condition_set, order, order_for

early_end = table_of(EarlyEnd)
_unit = table_of(Unit)
_proposer, _decider = table_of(Human).alias("proposer"), table_of(Human).alias("decider")
_ID = order.c.id.type
AHEAD = dt.timedelta(days=max(STEPS))
_booked = sa.exists().where(
    contact.c.order_id == order.c.id, contact.c.state == ContactState.SCHEDULED, stands
)  # fmt: skip
_waits = sa.exists().where(
    condition_set.c.order_id == order.c.id,
    sa.or_(condition_set.c.bespoke, condition_set.c.varies_id.is_not(None)),
    condition_set.c.state.in_((SetState.DRAFT, SetState.SUBMITTED, SetState.REJECTED)),
)
_told = sa.and_(order.c.explained_orally_on.is_not(None), order.c.explained_in_writing_on.is_not(None))
_PREPARING = sa.select(
    order.c.id, order.c.person_id, order.c.kind, person.c.name, person.c.number, person.c.release_on,
    _unit.c.name.label("office"), _told.label("told"), _booked.label("booked"), _waits.label("waits"),
).join(person, person.c.id == order.c.person_id).join(_unit, _unit.c.id == order.c.office_id)  # fmt: skip
_ENDING = (
    sa.select(order.c.id, order.c.person_id, order.c.kind, order.c.ends_on, person.c.name, person.c.number)
    .join(person, person.c.id == order.c.person_id)
    .where(order.c.state.in_(sorted(RUNNING)))
)
_REVIEWS = (
    sa.select(order.c.id, person.c.name, sa.func.min(condition.c.review_on).label("review_on"))
    .join(condition_set, condition_set.c.order_id == order.c.id)
    .join(condition, condition.c.set_id == condition_set.c.id)
    .join(person, person.c.id == order.c.person_id)
    .where(order.c.state.in_(sorted(RUNNING)), condition_set.c.state == SetState.ACTIVE)
    .group_by(order.c.id, person.c.name)
)
_PROPOSALS = (
    sa.select(early_end, _proposer.c.name.label("proposer"), _decider.c.name.label("decider"))
    .join(_proposer, _proposer.c.id == early_end.c.proposed_by)
    .outerjoin(_decider, _decider.c.id == early_end.c.decided_by)
)


def not_prepared(actor: Actor, today: dt.date) -> sa.ColumnElement[bool]:
    """The clause of people who leave prison within 30 days and whose supervision is not ready."""
    return sa.and_(
        order.c.state == OrderState.NOT_STARTED, person.c.in_custody, person.c.release_on <= today + AHEAD,
        sa.or_(~_told, ~_booked, _waits), visible_to(actor),
    )  # fmt: skip


def to_prepare(actor: Actor, today: dt.date, after: uuid.UUID | None) -> Page[Any]:
    """One page of the worklist "released within 30 days and not prepared", the soonest release first."""
    statement = _PREPARING.where(not_prepared(actor, today))
    return page_of(statement, person.c.release_on, row_id=order.c.id, after=after, size=25)


def count_to_prepare(actor: Actor, today: dt.date) -> int:
    """How many releases within 30 days are not prepared."""
    counted = sa.select(sa.func.count()).select_from(order.join(person, person.c.id == order.c.person_id))
    return session.scalar(counted.where(not_prepared(actor, today))) or 0


def _ends_soon(actor: Actor, today: dt.date, *, mine: bool) -> sa.ColumnElement[bool]:
    soon = sa.and_(order.c.ends_on <= today + AHEAD, visible_to(actor))
    return sa.and_(soon, person.c.officer_id == actor.human_id) if mine else soon


def ending(actor: Actor, today: dt.date, after: uuid.UUID | None, *, mine: bool) -> Page[Any]:
    """One page of running orders that end within 30 days or should have ended, the soonest first."""
    statement = _ENDING.where(_ends_soon(actor, today, mine=mine))
    return page_of(statement, order.c.ends_on, row_id=order.c.id, after=after, size=25)


def ending_soonest(actor: Actor, today: dt.date, *, mine: bool) -> Sequence[Any]:
    """The first few orders that end soon, for the day and the board."""
    statement = _ENDING.where(_ends_soon(actor, today, mine=mine)).order_by(order.c.ends_on, order.c.id).limit(10)
    return session.execute(statement).all()


def conditions_to_review(actor: Actor, today: dt.date, *, mine: bool) -> Sequence[Any]:
    """Running orders with a condition whose day to be looked at again has come, the oldest first (Tokyo Rule 10.3)."""
    statement = _REVIEWS.where(condition.c.review_on <= today, visible_to(actor))
    if mine:
        statement = statement.where(person.c.officer_id == actor.human_id)
    return session.execute(statement.order_by(sa.func.min(condition.c.review_on), order.c.id).limit(10)).all()


def count_ending(actor: Actor, today: dt.date, *, mine: bool) -> int:
    """How many running orders end within 30 days or should have ended."""
    counted = sa.select(sa.func.count()).select_from(order.join(person, person.c.id == order.c.person_id))
    return session.scalar(counted.where(_ends_soon(actor, today, mine=mine), order.c.state.in_(sorted(RUNNING)))) or 0


def proposals_of(order_id: uuid.UUID) -> Sequence[Any]:
    """The proposals to end an order early, newest first."""
    key = sa.literal(order_id, _ID)
    return session.execute(_PROPOSALS.where(early_end.c.order_id == key).order_by(early_end.c.proposed_at.desc())).all()


def proposal_for(actor: Actor, proposal_id: uuid.UUID) -> tuple[PersonCard, Any, Any]:
    """(person, order, proposal). Raises NotFound when there is none or its person is hidden."""
    row = session.execute(_PROPOSALS.where(early_end.c.id == sa.literal(proposal_id, _ID))).first()
    if row is None:
        raise NotFound(_("There is no such proposal."))
    card, found = order_for(actor, row.order_id)
    return card, found, row


def proposals_waiting(actor: Actor) -> Sequence[Any]:
    """Proposals that wait for a supervisor who did not write them, oldest first."""
    statement = (
        sa.select(early_end.c.id, early_end.c.order_id, early_end.c.proposed_at, person.c.name)
        .join(person, person.c.id == early_end.c.person_id)
        .where(early_end.c.state == ProposalState.PROPOSED, early_end.c.proposed_by != actor.human_id)
        .where(visible_to(actor))
        .order_by(early_end.c.proposed_at)
        .limit(50)
    )
    return session.execute(statement).all()
