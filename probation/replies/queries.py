"""Reading answers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person, visible_to
from kernel.authz import Actor
from kernel.db import session, table_of
from probation.contacts.queries import contact
from probation.reminders.queries import reminder
from probation.replies.models import Meaning, Reply

reply = table_of(Reply)


def replies_of(person_id: uuid.UUID, most: int = 30) -> Sequence[Any]:
    """What a person whom the caller has fetched answered, the newest first."""
    statement = sa.select(reply).where(reply.c.person_id == person_id).order_by(reply.c.received_at.desc()).limit(most)
    return session.execute(statement).all()


def unread(actor: Actor) -> Sequence[Any]:
    """Answers to this officer's appointments that ask for something and that nobody has seen to, oldest first."""
    statement = (
        sa.select(
            reply.c.id, reply.c.meaning, reply.c.text, reply.c.received_at, person.c.name,
            person.c.id.label("person_id"), contact.c.id.label("contact_id"), contact.c.scheduled_at,
        )
        .select_from(reply)
        .join(reminder, reminder.c.id == reply.c.reminder_id)
        .join(contact, contact.c.id == reminder.c.contact_id)
        .join(person, person.c.id == file_now(reply.c.person_id))
        .where(
            reply.c.seen_at.is_(None), reply.c.meaning != Meaning.COMES,
            sa.or_(contact.c.officer_id == actor.human_id, person.c.officer_id == actor.human_id), visible_to(actor),
        )
        .order_by(reply.c.received_at)
        .limit(30)
    )  # fmt: skip
    return session.execute(statement).all()
