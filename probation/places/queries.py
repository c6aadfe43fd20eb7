"""Reading where a person can be reached."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from probation.places.models import ContactPlace

contact_place = table_of(ContactPlace)
_PLACE = sa.select(contact_place).where(
    contact_place.c.person_id == sa.bindparam("person_id", type_=contact_place.c.person_id.type),
    contact_place.c.ended_at.is_(None),
)


def place_of(person_id: uuid.UUID) -> Any | None:
    """Where the person can be reached now."""
    return session.execute(_PLACE, {"person_id": person_id}).first()
