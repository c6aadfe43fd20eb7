"""Logging a visit from the field, with everything that hangs on it."""

from __future__ import annotations

import dataclasses
import uuid
from dataclasses import dataclass

from casework.public import PersonCard
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from probation.contacts.events import VisitLogged
from probation.contacts.service import NewVisit, record_under
from probation.field_ops.rules import FromField, corrected
from probation.field_photos.service import expect
from probation.field_proposals.queries import warned_in
from probation.field_proposals.service import Seen, put_forward
from probation.field_visits.models import Compliance, DoubleState, LateEntry, LikelyDouble
from probation.field_visits.queries import near_ones
from probation.field_visits.rules import turned
from probation.orders.queries import order_for


@dataclass(frozen=True, kw_only=True)
class FieldVisit:
    """A visit with a safety note and the hashes of its photographs as they were sent."""

    visit: NewVisit
    safety_note: str = ""
    photos: tuple[str, ...] = ()


def log_from_field(actor: Actor, said: FromField, given: FieldVisit) -> uuid.UUID:
    """Log the visit under its author's name; its contact. Raises what ``record_visit`` raises."""
    if given.visit.order_id != said.order_id:
        raise DomainError(_("The visit is about somebody else than its envelope says."), field="order_id")
    card, order = order_for(actor, given.visit.order_id)
    visit = dataclasses.replace(
        given.visit, officer_id=said.human_id, occurred_at=corrected(given.visit.occurred_at, said.offset),
        note=whole_note(given),
    )  # fmt: skip
    done = record_under(actor, visit, card, order)
    if not done.duplicate:
        _look_for_doubles(done.id, card.id)
    expect(done.id, card.id, said.op_id, given.photos)
    warn_of(actor, said, given, card.id)
    return done.id


def whole_note(given: FieldVisit) -> str:
    """The note of a visit with what whoever comes next must know."""
    return "\n\n".join(filter(None, [given.visit.note, given.safety_note]))


def warn_of(actor: Actor, said: FromField, given: FieldVisit, person_id: uuid.UUID) -> None:
    """Put a visit's safety note forward for the place, once: it holds whichever record of the visit stands."""
    if given.safety_note and not warned_in(said.op_id):
        put_forward(actor, said, Seen(id=new_id(), safety_note=given.safety_note), person_id)


def connect() -> None:
    """Listen to visits, by whatever door they come."""
    events.subscribe(VisitLogged, note_late)


def note_late(told: VisitLogged) -> None:
    """Say it where a visit turns days that had counted as overdue: what is due was computed again."""
    visit, order = told.visit, told.order
    met_on, today = clock.local(visit.occurred_at, order.zone).date(), clock.today(order.zone)
    if met_on >= today:
        return
    found = turned(told.due_before, told.due_after, met_on, today)
    if found is None:
        return
    made = LateEntry(
        contact_id=visit.id, order_id=order.id, person_id=told.person_id, on_day=found.on, was=Compliance.OVERDUE,
        became=Compliance.MET, due_before=told.due_before, due_after=told.due_after, noted_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(told.actor, "compliance.recomputed", made)
    session.flush()


def _look_for_doubles(contact_id: uuid.UUID, person_id: uuid.UUID) -> None:
    for other in near_ones(contact_id):
        made = LikelyDouble(contact_id=contact_id, other_id=other, person_id=person_id, found_at=clock.now())
        session.add(made)
        audit.record(None, "likely_double.found", made)
    session.flush()


def decide_double(actor: Actor, card: PersonCard, double: LikelyDouble, state: DoubleState) -> None:
    """Say whether two visits are one and the same. Both stay on file; linked ones point at each other."""
    if double.person_id != card.id or state is DoubleState.OPEN:
        raise NotFound(_("There is no such pair, or you may not know of it."))
    if double.state is not DoubleState.OPEN:
        raise Conflict(_("Somebody has looked at this pair already."))
    double.state, double.decided_by, double.decided_at = state, actor.human_id, clock.now()
    audit.record(actor, "likely_double.decided", double)
    session.flush()
