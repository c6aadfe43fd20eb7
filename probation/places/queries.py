"""Reading where a person can be reached."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from probation.contacts.models import ContactKind
from probation.contacts.rules import RULE_ADDRESS, needs_address
from probation.places.models import ContactPlace

contact_place = table_of(ContactPlace)
_PLACE = sa.select(contact_place).where(
    contact_place.c.person_id == sa.bindparam("person_id", type_=contact_place.c.person_id.type),
    contact_place.c.ended_at.is_(None),
)


def place_of(person_id: uuid.UUID) -> Any | None:
    """Where the person can be reached now."""
    return session.execute(_PLACE, {"person_id": person_id}).first()


def check_place(person_id: uuid.UUID, kind: ContactKind, place: str, field: str) -> None:
    """Raise DomainError for a contact at home when neither a place was typed nor an address is on file."""
    if needs_address(kind, place) and not getattr(place_of(person_id), "address", ""):
        words = _("No address is on file for this person. Write where the home visit is.")
        words = _("No address is on file for this person. Write where the home visit is.")
        raise DomainError(words, rule=str(RULE_ADDRESS), field=field)
