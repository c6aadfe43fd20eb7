"""Reading answers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person, visible_to
from kernel import clock
from kernel.authz import Actor
from kernel.db import session, table_of
from probation.contacts.models import ContactState
from probation.contacts.queries import contact
from probation.reminders.queries import reminder
from probation.replies.models import Meaning, Reply

reply = table_of(Reply)
LATELY = dt.timedelta(days=31)
"""So far back an answer to an appointment of one's own is looked for, where another officer answers for the person."""


def replies_of(person_id: uuid.UUID, most: int = 30) -> Sequence[Any]:
    """What a person whom the caller has fetched answered, the newest first."""
    statement = sa.select(reply).where(reply.c.person_id == person_id).order_by(reply.c.received_at.desc()).limit(most)
    return session.execute(statement).all()


def unread(actor: Actor) -> Sequence[Any]:
    """Answers of the actor's people, and to the actor's appointments, that nobody has seen to; oldest first.

    Found from the people and from the appointments, so that it does not matter how many others have answered.
    """
    statement = (
        sa.select(
            reply.c.id, reply.c.meaning, reply.c.text, reply.c.received_at, person.c.name,
            person.c.id.label("person_id"), contact.c.id.label("contact_id"), contact.c.scheduled_at,
        )
        .select_from(reply)
        .join(reminder, reminder.c.id == reply.c.reminder_id)
        .join(contact, contact.c.id == reminder.c.contact_id)
        .join(person, person.c.id == reply.c.person_id)
        .where(reply.c.id.in_(_mine(actor)), reply.c.meaning != Meaning.COMES, visible_to(actor))
        .order_by(reply.c.received_at)
        .limit(30)
    )  # fmt: skip
    return session.execute(statement).all()


def _mine(actor: Actor) -> sa.CompoundSelect[Any]:
    unseen = reply.c.seen_at.is_(None)
    people = sa.select(reply.c.id).join(person, person.c.id == reply.c.person_id)
    theirs = (reminder.c.person_id == reply.c.person_id, reminder.c.id == reply.c.reminder_id)
    planned = (
        sa.select(reply.c.id)
        .join(reminder, sa.and_(*theirs))
        .join(contact, contact.c.id == reminder.c.contact_id)
        .where(contact.c.state == ContactState.SCHEDULED, contact.c.at >= clock.now() - LATELY)
    )
    return sa.union(
        people.where(person.c.officer_id == actor.human_id, unseen),
        planned.where(contact.c.officer_id == actor.human_id, unseen),
    )
