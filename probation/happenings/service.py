"""Noting life events, and taking back what was entered by mistake. What is due is computed again at once."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.happenings.models import Happening, LifeEvent
from probation.orders.models import RUNNING
from probation.standards.queries import open_orders
from probation.standards.service import refresh_due

LEAST_REASON = 5
LONG_AGO = dt.timedelta(days=366)


@dataclass(frozen=True, kw_only=True)
class NewEvent:
    """What happened to a person, on which day."""

    person_id: uuid.UUID
    kind: Happening
    on: dt.date
    note: str = ""


def note_event(actor: Actor, new: NewEvent) -> LifeEvent:
    """Note an event of a life; standards that ask for a contact after it are read again."""
    card = person_for(actor, new.person_id)
    today = clock.today(card.zone)
    if new.on > today:
        raise DomainError(_("This day is still to come. Note it when it has happened."), field="on")
    if new.on < today - LONG_AGO:
        raise DomainError(_("This is more than a year ago, so no standard looks at it any more."), field="on")
    made = LifeEvent(
        person_id=card.id, kind=new.kind, on=new.on, note=new.note, recorded_by=actor.human_id,
        recorded_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "life_event.noted", made)
    _read_again(card.id)
    return made


def take_back(actor: Actor, person_id: uuid.UUID, event_id: uuid.UUID, why: str) -> LifeEvent:
    """Take an event back that was entered by mistake; it stays on file with the reason."""
    card = person_for(actor, person_id)
    found = session.get(LifeEvent, event_id)
    if found is None or found.person_id != card.id:
        raise NotFound(_("There is no such event in this file."))
    if found.taken_back_at:
        raise Conflict(_("This was taken back already."))
    if len(why.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a few words what was wrong."), field="why")
    found.taken_back_at, found.taken_back_reason = clock.now(), why.strip()
    audit.record(actor, "life_event.taken_back", found, reason=found.taken_back_reason)
    _read_again(card.id)
    return found


def _read_again(person_id: uuid.UUID) -> None:
    session.flush()
    for order in open_orders(person_id):
        if order.state in RUNNING:
            refresh_due(order, unit_of(order.office_id).zone)
