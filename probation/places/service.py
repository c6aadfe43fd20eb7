"""The command that notes where a person can be reached."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from probation.happenings.models import Happening
from probation.happenings.service import NewEvent, note_event
from probation.places.models import ContactPlace


@dataclass(frozen=True, kw_only=True)
class NewPlace:
    """Where a person can be reached."""

    person_id: uuid.UUID
    address: str = ""
    phone: str = ""
    note: str = ""
    safety_note: str = ""


def set_place(actor: Actor, new: NewPlace) -> ContactPlace:
    """Note where a person can be reached now. The place before is kept with the day it ended."""
    card = person_for(actor, new.person_id)
    if not (new.address or new.phone):
        raise DomainError(_("Write an address or a telephone number."), field="address")
    now = clock.now()
    old = session.scalar(
        sa.select(ContactPlace).where(ContactPlace.person_id == card.id, ContactPlace.ended_at.is_(None))
    )
    if old:
        old.ended_at = now
        audit.record(actor, "contact_place.ended", old)
        session.flush()
    made = ContactPlace(
        id=new_id(), person_id=card.id, address=new.address, phone=new.phone, note=new.note,
        safety_note=new.safety_note, begun_at=now,
    )  # fmt: skip
    session.add(made)
    if old and new.address and old.address and new.address != old.address:
        note_event(actor, NewEvent(person_id=card.id, kind=Happening.MOVED_HOUSE, on=clock.today(card.zone)))
    audit.record(actor, "contact_place.noted", made)
    return made
