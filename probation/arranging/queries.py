"""What is planned around a time, and which appointments are confirmed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from probation.arranging.models import Confirmation
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, stands

confirmation = table_of(Confirmation)
LONGEST = dt.timedelta(hours=12)


def planned_around(officer_id: uuid.UUID, person_id: uuid.UUID, first: dt.datetime, last: dt.datetime) -> Sequence[Any]:
    """The open appointments of an officer or of a person from half a day before ``first`` to half a day after."""
    statement = (
        sa.select(contact.c.id, contact.c.scheduled_at, contact.c.minutes, contact.c.kind, contact.c.person_id)
        .where(
            sa.or_(contact.c.officer_id == officer_id, contact.c.person_id == person_id),
            contact.c.state == ContactState.SCHEDULED,
            contact.c.scheduled_at.between(first - LONGEST, last + LONGEST),
            stands,
        )
        .order_by(contact.c.scheduled_at)
    )
    return session.execute(statement.limit(500)).all()


def confirmed_among(ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these appointments the person confirmed."""
    if not ids:
        return set()
    return set(session.scalars(sa.select(confirmation.c.contact_id).where(confirmation.c.contact_id.in_(list(ids)))))
