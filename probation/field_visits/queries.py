"""Reading what came with visits from the field."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person, visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, stands
from probation.field_ops.queries import made_from
from probation.field_photos.queries import photos_of
from probation.field_queues.queries import brought
from probation.field_visits.models import DoubleState, LateEntry, LikelyDouble
from probation.field_visits.rules import NEAR

late_entry, double = table_of(LateEntry), table_of(LikelyDouble)
_human = table_of(Human)
_other = contact.alias("other")
_hers = _human.alias("other_human")


def late_entries(contacts: Sequence[uuid.UUID]) -> Sequence[Any]:
    """What these contacts changed by coming late."""
    return session.execute(sa.select(late_entry).where(late_entry.c.contact_id.in_(contacts))).all()


def near_ones(contact_id: uuid.UUID) -> list[uuid.UUID]:
    """Contacts of the same person and kind within half an hour by other authors."""
    mine = session.execute(sa.select(contact).where(contact.c.id == contact_id)).one()
    statement = sa.select(contact.c.id).where(
        contact.c.person_id == mine.person_id, contact.c.kind == mine.kind, contact.c.id != mine.id, stands,
        contact.c.state != ContactState.SCHEDULED, contact.c.recorded_by != mine.recorded_by,
        contact.c.occurred_at.between(mine.occurred_at - NEAR, mine.occurred_at + NEAR),
    )  # fmt: skip
    return list(session.scalars(statement.order_by(contact.c.id)))


def doubles_open(actor: Actor) -> Sequence[Any]:
    """Pairs to be looked at, for one's own people or, as a supervisor, for all one may see; oldest first."""
    statement = (
        sa.select(double, person.c.name, contact.c.kind, contact.c.at, contact.c.outcome, contact.c.note,
                  _human.c.name.label("by"), _other.c.at.label("other_at"), _other.c.outcome.label("other_outcome"),
                  _other.c.note.label("other_note"), _hers.c.name.label("other_by"))
        .select_from(double)
        .join(contact, contact.c.id == double.c.contact_id)
        .join(_other, _other.c.id == double.c.other_id)
        .join(_human, _human.c.id == contact.c.officer_id)
        .join(_hers, _hers.c.id == _other.c.officer_id)
        .join(person, person.c.id == file_now(double.c.person_id))
        .where(double.c.state == DoubleState.OPEN, visible_to(actor))
        .order_by(double.c.found_at, double.c.id)
        .limit(50)
    )  # fmt: skip
    return session.execute(statement).all()


def linked_to(contacts: Sequence[uuid.UUID]) -> Sequence[Any]:
    """The pairs these contacts are in, open or decided."""
    statement = sa.select(double).where(sa.or_(double.c.contact_id.in_(contacts), double.c.other_id.in_(contacts)))
    return session.execute(statement.order_by(double.c.found_at)).all()


@dataclass(frozen=True, kw_only=True)
class FieldStory:
    """What the field app adds to the rows of one contact, by the row's id."""

    sent: dict[uuid.UUID, Any]
    late: dict[uuid.UUID, Any]
    photos: dict[uuid.UUID, list[Any]]
    doubles: Sequence[Any]
    brought: Mapping[uuid.UUID, Any]
    """Those that came by file: through whose hands."""


def story_of(contacts: Sequence[uuid.UUID]) -> FieldStory:
    """How rows of a contact came from the field, what they changed, their photographs, what they may be the same as."""
    photos: dict[uuid.UUID, list[Any]] = {}
    for one in photos_of(contacts):
        photos.setdefault(one.contact_id, []).append(one)
    sent = {row.made_id: row for row in made_from(contacts)}
    by_file = brought([row.id for row in sent.values()])
    return FieldStory(
        sent=sent, brought={made: by_file[row.id] for made, row in sent.items() if row.id in by_file},
        late={row.contact_id: row for row in late_entries(contacts)},
        photos=photos, doubles=linked_to(contacts),
    )  # fmt: skip
