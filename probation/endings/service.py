"""Commands that end an order, and the proposal of an early end."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from casework.public import end_supervision, person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.conditions.service import end_conditions
from probation.contacts.models import ContactState, MovedBy
from probation.contacts.queries import open_appointments
from probation.contacts.service import insert_rows, row_for
from probation.endings.models import EarlyEnd, ProposalState
from probation.endings.queries import proposal_for
from probation.endings.rules import WAYS, why_not
from probation.orders.models import RUNNING, OrderState, SupervisionOrder
from probation.orders.queries import order_record
from probation.standards.queries import open_orders
from probation.standards.service import refresh_due

LEAST_WORDS = 10
EARLY = "Tokyo Rule 11.2"


def cancel_planned(by: Actor, rows: Sequence[Any], reason: str, salt: str) -> None:
    """Cancel planned contacts by nobody's fault; asked again it is the same cancellation."""
    lines = [
        row_for(
            by, root_id=row.root_id, replaces_id=row.id, person_id=row.person_id, order_id=row.order_id,
            officer_id=row.officer_id, kind=row.kind, state=ContactState.CANCELLED, at=row.at,
            scheduled_at=row.scheduled_at, moved_by=MovedBy.OTHER, reason=reason, place=row.place,
            id=uuid.uuid5(row.id, salt),
        )
        for row in rows
    ]  # fmt: skip
    if lines:
        insert_rows(by, "appointment.cancelled", lines)


def end_order(actor: Actor, order_id: uuid.UUID, way: OrderState, on: dt.date, reason: str) -> SupervisionOrder:
    """Write down that an order is completed or was revoked: nothing is owed any more under it."""
    order = order_record(actor, order_id)
    if way not in WAYS:
        raise DomainError(_("An order ends by its date or by the authority's word. Propose an early end."), rule=EARLY)
    if way is OrderState.REVOKED and len(reason) < LEAST_WORDS:
        raise DomainError(_("Say who revoked the order and why."), rule="Tokyo Rule 14.2", field="reason")
    return _end(actor, order, way, on, reason)


def _end(actor: Actor, order: SupervisionOrder, way: OrderState, on: dt.date, reason: str) -> SupervisionOrder:
    zone = unit_of(order.office_id).zone
    if why := why_not(order.state, way, on, order.ends_on, clock.today(zone)):
        raise DomainError(why, field="on")
    if on < order.starts_on:
        raise DomainError(_("The end must not be before the start."), field="on")
    order.state, order.ended_on, order.end_reason = way, on, reason
    audit.record(actor, "order.ended", order, reason=reason)
    end_conditions(actor, order.id)
    planned = [row for row in open_appointments(order.person_id) if row.order_id == order.id]
    cancel_planned(actor, planned, _("The order has ended."), "ended")
    session.flush()
    refresh_due(order, zone)
    _close_supervision(actor, order, str(way.value))
    return order


def _close_supervision(actor: Actor, order: SupervisionOrder, reason: str) -> None:
    """The episode ends with the last order that ran."""
    left = [one for one in open_orders(order.person_id) if one.state is not OrderState.NOT_STARTED]
    if not left and person_for(actor, order.person_id).supervised:
        end_supervision(actor, order.person_id, at=clock.now(), reason=reason)


def propose_early_end(actor: Actor, order_id: uuid.UUID, grounds: str) -> EarlyEnd:
    """Propose that an order ends early for the good that was done. A supervisor supports it or gives it back."""
    order = order_record(actor, order_id)
    if order.state not in RUNNING:
        raise DomainError(_("Only an order that runs can end early."), rule=EARLY)
    if len(grounds) < LEAST_WORDS:
        raise DomainError(_("Say what speaks for an early end: what was done, kept, changed."), field="grounds")
    made = EarlyEnd(
        order_id=order.id, person_id=order.person_id, grounds=grounds, proposed_by=actor.human_id,
        proposed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "early_end.proposed", made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_("An early end is proposed already. Open the page again.")) from error
    return made


def _at(actor: Actor, proposal_id: uuid.UUID, state: ProposalState) -> EarlyEnd:
    proposal_for(actor, proposal_id)
    found = session.get_one(EarlyEnd, proposal_id)
    if found.state is not state:
        raise DomainError(_("This proposal is not at that point any more. Open the page again."))
    return found


def decide_early_end(actor: Actor, proposal_id: uuid.UUID, *, support: bool, words: str = "") -> EarlyEnd:
    """Support a proposal, so that it goes to the authority, or give it back with words."""
    found = _at(actor, proposal_id, ProposalState.PROPOSED)
    if found.proposed_by == actor.human_id:
        raise DomainError(_("Somebody else must approve what you wrote yourself."), rule="Two humans")
    if not support and len(words) < LEAST_WORDS:
        raise DomainError(_("Say in a sentence why not."), field="words")
    found.state = ProposalState.SUPPORTED if support else ProposalState.GIVEN_BACK
    found.decided_by, found.decided_at, found.decision_words = actor.human_id, clock.now(), words
    audit.record(actor, "early_end.supported" if support else "early_end.given_back", found, reason=words)
    return found


def answer_early_end(actor: Actor, proposal_id: uuid.UUID, *, granted: bool, on: dt.date, words: str) -> EarlyEnd:
    """Write down what the authority answered; granted, the order ends on that day."""
    found = _at(actor, proposal_id, ProposalState.SUPPORTED)
    order = order_record(actor, found.order_id)
    if not clock.local(found.proposed_at, unit_of(order.office_id).zone).date() <= on <= clock.today():
        raise DomainError(_("The answer cannot lie before the proposal or in the future."), field="on")
    if len(words) < LEAST_WORDS:
        raise DomainError(_("Write who answered and the reference."), field="words")
    found.state = ProposalState.GRANTED if granted else ProposalState.REFUSED
    found.answered_on, found.answer_words = on, words
    audit.record(actor, "early_end.answered", found)
    if granted:
        _end(actor, order, OrderState.EARLY_TERMINATED, on, words)
    return found
