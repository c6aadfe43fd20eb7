"""Commands of a transfer: propose, accept after a meeting, refuse with a reason, withdraw. Somebody always answers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from casework.public import hand_over, person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.contacts.models import ContactState
from probation.contacts.queries import open_appointments
from probation.contacts.service import insert_rows, row_for
from probation.orders.models import RUNNING, OrderState, SupervisionOrder
from probation.orders.queries import officers_of, order_for, order_record
from probation.standards.service import refresh_due
from probation.transfers.models import Transfer, TransferReason, TransferState
from probation.transfers.queries import may_answer, open_items, transfer_for

LEAST_WORDS = 10
MOVABLE = RUNNING | {OrderState.SUSPENDED}


@dataclass(frozen=True, kw_only=True)
class NewTransfer:
    """To whom supervision should go, and what the receiver must know."""

    order_id: uuid.UUID
    to_office_id: uuid.UUID
    to_officer_id: uuid.UUID
    reason: TransferReason
    words: str


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the receiving side says; a yes needs the day of the meeting, a no its reason."""

    accept: bool
    met_on: dt.date | None = None
    met_words: str = ""
    words: str = ""


def propose(actor: Actor, new: NewTransfer) -> Transfer:
    """Ask another officer to take supervision over. Until they accept, who answers now goes on answering."""
    card, row = order_for(actor, new.order_id)
    order = order_record(actor, new.order_id)
    if order.state not in MOVABLE or order.officer_id is None:
        raise DomainError(_("Only supervision that runs is transferred."))
    if new.to_officer_id not in {key for key, _name in officers_of(new.to_office_id)}:
        raise DomainError(_("Choose an officer of that office."), field="to_officer_id")
    if (new.to_office_id, new.to_officer_id) == (order.office_id, order.officer_id):
        raise DomainError(_("This officer answers for the person already."), field="to_officer_id")
    if len(new.words) < LEAST_WORDS:
        raise DomainError(_("Tell the receiver in a few sentences what matters now."), field="words")
    made = Transfer(
        order_id=order.id, person_id=order.person_id, reason=new.reason, from_office_id=order.office_id,
        from_officer_id=order.officer_id, to_office_id=new.to_office_id, to_officer_id=new.to_officer_id,
        words=new.words, open_items=open_items(card, row), proposed_by=actor.human_id, proposed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "transfer.proposed", made)
    try:
        session.flush()
    except IntegrityError as error:
        raise Conflict(_("A transfer waits for an answer already. Open the order again.")) from error
    return made


def _waiting(actor: Actor, transfer_id: uuid.UUID) -> Transfer:
    transfer_for(actor, transfer_id)
    found = session.get_one(Transfer, transfer_id)
    if found.state is not TransferState.PROPOSED:
        raise DomainError(_("This transfer was answered already. Open the page again."))
    return found


def answer(actor: Actor, transfer_id: uuid.UUID, said: Answer) -> Transfer:
    """Accept after the meeting, or refuse with a reason. Only the receiving side may, and never who proposed it."""
    found = _waiting(actor, transfer_id)
    if found.proposed_by == actor.human_id:
        raise DomainError(_("Somebody else must answer what you proposed yourself."), rule="Two humans")
    if not may_answer(actor, found):
        raise Forbidden(_("Only the receiving officer or office answers a transfer."))
    if said.accept:
        _check_meeting(found, said)
    elif len(said.words) < LEAST_WORDS:
        raise DomainError(_("Say in a sentence why not, so that the sender can act on it."), field="words")
    found.state = TransferState.ACCEPTED if said.accept else TransferState.REFUSED
    found.answered_by, found.answered_at, found.answer_words = actor.human_id, clock.now(), said.words
    found.met_on, found.met_words = said.met_on, said.met_words
    audit.record(actor, "transfer.accepted" if said.accept else "transfer.refused", found, reason=said.words)
    if said.accept:
        _take_over(actor, found)
    return found


def _check_meeting(found: Transfer, said: Answer) -> None:
    today = clock.today(unit_of(found.to_office_id).zone)
    first = clock.local(found.proposed_at, unit_of(found.from_office_id).zone).date()
    if said.met_on is None or not first <= said.met_on <= today:
        raise DomainError(
            _("Write the day of the handover meeting: from the day you were asked until today."), field="met_on"
        )
    if len(said.met_words) < LEAST_WORDS:
        raise DomainError(_("Say who was there and what was agreed."), field="met_words")


def _take_over(actor: Actor, found: Transfer) -> None:
    hand_over(
        actor, found.person_id, office_id=found.to_office_id, officer_id=found.to_officer_id, at=clock.now()
    )  # fmt: skip
    order = session.get_one(SupervisionOrder, found.order_id)
    if order.state not in MOVABLE:
        raise DomainError(_("This order does not run any more. There is nothing to take over."))
    order.office_id, order.officer_id = found.to_office_id, found.to_officer_id
    audit.record(actor, "order.transferred", order)
    planned = [row for row in open_appointments(order.person_id) if row.order_id == order.id]
    _give_appointments(actor, planned, found)
    session.flush()
    refresh_due(order, unit_of(order.office_id).zone)


def _give_appointments(actor: Actor, planned: Sequence[Any], found: Transfer) -> None:
    """What is planned stays planned, with the new officer."""
    rows = [
        row_for(
            actor, root_id=row.root_id, replaces_id=row.id, person_id=row.person_id, order_id=row.order_id,
            officer_id=found.to_officer_id, kind=row.kind, state=ContactState.SCHEDULED, at=row.at,
            scheduled_at=row.scheduled_at, place=row.place, id=uuid.uuid5(row.id, str(found.id)),
        )
        for row in planned
    ]  # fmt: skip
    if rows:
        insert_rows(actor, "appointment.handed_over", rows)


def withdraw(actor: Actor, transfer_id: uuid.UUID) -> Transfer:
    """Take a proposal back before it is answered: the sending side alone."""
    found = _waiting(actor, transfer_id)
    person_for(actor, found.person_id)
    found.state, found.answered_at = TransferState.WITHDRAWN, clock.now()
    audit.record(actor, "transfer.withdrawn", found)
    return found
