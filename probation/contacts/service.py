"""Commands on contacts: plan, log, move. One command serves the page, the field queue and the demo."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, close_linked_steps, free_linked_steps, link_step, move_linked_steps
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _, show_moment
from probation.arranging.queries import check_next
from probation.contacts.events import PlansChanged, VisitLogged
from probation.contacts.models import ContactKind, ContactState, MovedBy, Outcome
from probation.contacts.queries import contact, contact_for, evidence_deadline, meeting, stands
from probation.contacts.rules import (
    FACTS,
    FAILURES,
    PENDING,
    appointment_answered,
    check_plan,
    check_visit,
    state_after,
)
from probation.enforcement.service import open_if_over
from probation.orders.queries import order_for
from probation.places.queries import check_place
from probation.standards.queries import due_of
from probation.standards.service import refresh_due

_BLANK: dict[str, Any] = {
    "replaces_id": None, "scheduled_at": None, "occurred_at": None, "minutes": None, "outcome": None, "moved_by": None,
    "place": "", "strengths": "", "needs": [], "agreed_action": "", "note": "", "reason": "", "step_id": None,
    "recorded_offline": False, "evidence_due_on": None, "sensitive": False, "who": "", "person_words": "",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewAppointment:
    """A contact to plan, once: its ``id`` is made by the device. ``overlapping``: over another one, on purpose."""

    id: uuid.UUID
    kind: ContactKind
    at: dt.datetime
    place: str = ""
    officer_id: uuid.UUID | None = None
    step_id: uuid.UUID | None = None
    minutes: int | None = None
    overlapping: bool = False


@dataclass(frozen=True, kw_only=True)
class NewVisit:
    """What came of a contact.

    ``answers_id`` is the appointment it answers, if any; ``next`` what comes after; ``officer_id`` who held it.
    """

    id: uuid.UUID
    order_id: uuid.UUID
    kind: ContactKind
    occurred_at: dt.datetime
    outcome: Outcome
    minutes: int | None = None
    answers_id: uuid.UUID | None = None
    place: str = ""
    strengths: str = ""
    needs: tuple[str, ...] = ()
    agreed_action: str = ""
    note: str = ""
    recorded_offline: bool = False
    officer_id: uuid.UUID | None = None
    next: NewAppointment | None = None
    evidence_due_on: dt.date | None = None
    sensitive: bool = False
    reason: str = ""
    who: str = ""
    person_words: str = ""


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """The visit as kept; ``duplicate`` when the same operation had arrived before."""

    id: uuid.UUID
    person_id: uuid.UUID
    duplicate: bool = False


@dataclass(frozen=True, kw_only=True)
class Move:
    """An appointment to cancel, or to hold at another time: ``to`` None cancels."""

    id: uuid.UUID
    contact_id: uuid.UUID
    moved_by: MovedBy
    reason: str
    to: NewAppointment | None = None


def record_visit(actor: Actor, visit: NewVisit) -> Recorded:
    """Log what came of a contact and plan the next one, once, however often it is sent. Refuses beside the field."""
    card, order = order_for(actor, visit.order_id)
    return record_under(actor, visit, card, order)


def record_under(actor: Actor, visit: NewVisit, card: PersonCard, order: Any) -> Recorded:
    """``record_visit`` for a caller who has fetched the person and the order already."""
    met = meeting(visit.id, visit.answers_id)
    if any(row.id == visit.id for row in met):
        return _seen_before(visit, order.person_id, met)
    check_visit(visit, order, clock.now())
    planned = appointment_answered(visit.answers_id, card.id, met)
    _check_plans(visit, card)
    rows = [_visit_row(actor, visit, card.id, planned) | {"evidence_due_on": evidence_due(visit, order)}]
    if visit.next:
        rows.append(planned_row(actor, visit.next, order, visit.next.officer_id or card.officer_id))
    insert_rows(actor, "visit.recorded", rows)
    before = due_of(order.id)
    after = refresh_due(order, order.zone)
    events.publish(
        VisitLogged(actor=actor, visit=visit, order=order, person_id=card.id, due_before=before, due_after=after)
    )
    if visit.outcome in FAILURES:
        open_if_over(actor, order, order.zone)
    if planned is not None and FACTS[visit.outcome].complied:
        close_linked_steps(actor, "contact", planned.root_id, _("The appointment it was tied to took place."))
    return Recorded(id=visit.id, person_id=card.id)


def _seen_before(visit: NewVisit, person_id: uuid.UUID, met: Sequence[Any]) -> Recorded:
    row = next(row for row in met if row.id == visit.id)
    if row.person_id != person_id or row.state == ContactState.SCHEDULED:
        raise Conflict(_("This record's number is taken by another contact. Open the visit form again."))
    return Recorded(id=visit.id, person_id=person_id, duplicate=True)


def _check_plans(visit: NewVisit, card: PersonCard) -> None:
    """A home visit has an address, the next time is free. What the field sends has happened already and is kept."""
    if visit.recorded_offline:
        return
    check_place(card.id, visit.kind, visit.place, "place")
    if visit.next:
        check_next(visit.next, card, visit.answers_id)


def evidence_due(visit: NewVisit, order: Any) -> dt.date | None:
    """Until when the reason of an absence is waited for; None where none is asked."""
    if visit.outcome not in PENDING:
        return None
    day = clock.local(visit.occurred_at, order.zone).date()
    return visit.evidence_due_on or evidence_deadline(order.office_id, max(day, clock.today(order.zone)))


def row_for(actor: Actor, **facts: Any) -> dict[str, Any]:
    """A contact's row with these facts, blank elsewhere, received now."""
    return {**_BLANK, "received_at": clock.now(), "recorded_by": actor.human_id, **facts}


def _visit_row(actor: Actor, visit: NewVisit, person_id: uuid.UUID, planned: Any) -> dict[str, Any]:
    occurred = min(visit.occurred_at, clock.now())
    return row_for(
        actor, id=visit.id, root_id=planned.root_id if planned is not None else visit.id, replaces_id=visit.answers_id,
        person_id=person_id, order_id=visit.order_id, officer_id=visit.officer_id or actor.human_id, kind=visit.kind,
        state=state_after(visit.outcome), at=occurred, occurred_at=occurred,
        scheduled_at=planned.scheduled_at if planned is not None else None, minutes=visit.minutes,
        outcome=visit.outcome, place=visit.place, strengths=visit.strengths, needs=list(visit.needs),
        agreed_action=visit.agreed_action, note=visit.note, recorded_offline=visit.recorded_offline,
        reason=visit.reason, sensitive=visit.sensitive, who=visit.who, person_words=visit.person_words,
    )  # fmt: skip


def planned_row(actor: Actor, new: NewAppointment, order: Any, officer_id: uuid.UUID | None) -> dict[str, Any]:
    """The row of an appointment to plan under an order."""
    return row_for(
        actor, id=new.id, root_id=new.id, person_id=order.person_id, order_id=order.id,
        officer_id=officer_id or actor.human_id, kind=new.kind, state=ContactState.SCHEDULED, at=new.at,
        scheduled_at=new.at, place=new.place, step_id=new.step_id, minutes=new.minutes,
    )  # fmt: skip


def insert_rows(actor: Actor, action: str, rows: list[dict[str, Any]]) -> None:
    """Insert rows in one statement, each with its audit entry; tell who listens what planned ahead is gone."""
    subjects = {row["id"]: row["person_id"] for row in rows}
    audit.insert_rows(contact, rows)
    audit.record_many(actor, action, contact.name, subjects)
    now = clock.now()
    gone = tuple(one["replaces_id"] for one in rows if one["replaces_id"] and (one["scheduled_at"] or now) > now)
    if gone:
        made = tuple(one["id"] for one in rows if one["state"] == ContactState.SCHEDULED)
        events.publish(PlansChanged(gone=gone, made=made))


def plan_contact(actor: Actor, order_id: uuid.UUID, new: NewAppointment) -> Recorded:
    """Plan a contact. Sent twice, it is planned once."""
    card, order = order_for(actor, order_id)
    taken = session.execute(sa.select(contact.c.person_id).where(contact.c.id == new.id)).first()
    if taken:
        return Recorded(id=new.id, person_id=card.id, duplicate=True)
    check_plan(new, order, clock.now())
    check_place(card.id, new.kind, new.place, "next_place")
    insert_rows(actor, "appointment.made", [planned_row(actor, new, order, new.officer_id or card.officer_id)])
    if new.step_id:
        link_step(actor, new.step_id, "contact", new.id, f"{new.kind.label}, {show_moment(new.at)}")
    return Recorded(id=new.id, person_id=card.id)


def move_contact(actor: Actor, move: Move) -> Recorded:
    """Cancel an appointment, or hold it at another time.

    Who asked is kept; what we move never counts against the person.
    """
    card, planned = contact_for(actor, move.contact_id)
    if planned.state != ContactState.SCHEDULED:
        raise DomainError(_("Only an appointment that is still open can be moved or cancelled."))
    _order_card, order = order_for(actor, planned.order_id)
    claim(move.contact_id)
    if move.to:
        check_plan(move.to, order, clock.now())
        here = dataclasses.replace(move.to, place=move.to.place or planned.place, officer_id=planned.officer_id)
        check_next(here, card, planned.id)
    rows = [row_for(
        actor, id=move.id, root_id=planned.root_id, replaces_id=planned.id, person_id=card.id,
        order_id=planned.order_id, officer_id=planned.officer_id, kind=planned.kind, at=planned.at,
        state=ContactState.RESCHEDULED if move.to else ContactState.CANCELLED, scheduled_at=planned.scheduled_at,
        moved_by=move.moved_by, reason=move.reason, place=planned.place,
    )]  # fmt: skip
    if move.to:
        rows.append(planned_row(actor, move.to, order, planned.officer_id) | {"step_id": planned.step_id})
        move_linked_steps(actor, "contact", planned.root_id, move.to.id)
    else:
        free_linked_steps(actor, "contact", planned.root_id, _("The appointment was cancelled."))
    insert_rows(actor, "appointment.moved" if move.to else "appointment.cancelled", rows)
    return Recorded(id=move.id, person_id=card.id)


def claim(contact_id: uuid.UUID) -> None:
    """Raise Conflict when another row replaces this contact already."""
    if not session.scalar(sa.select(sa.literal(1)).where(contact.c.id == contact_id, stands)):
        raise Conflict(_("Somebody has changed this contact already. Open it again to see how it stands."))
