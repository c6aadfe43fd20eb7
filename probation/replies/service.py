"""Answers come in once, are matched to the message they answer, and stand on the officer's day."""

from __future__ import annotations

import datetime as dt
import os
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from casework.public import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import NotFound
from kernel.i18n import _
from probation.reminders.queries import last_sent_to
from probation.replies.models import Meaning, Reply
from probation.replies.rules import meaning_of
from probation.wishes.rules import mail_of, mobile_of
from probation.wishes.service import HOME, stop

LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """An answer as a gateway delivers it. ``id`` is the gateway's own."""

    id: str
    sender: str
    text: str
    at: dt.datetime | None = None


def take_in(new: Incoming) -> Reply | None:
    """Keep an answer to a message of ours, once; None from a number that we did not write to. STOP stops at once."""
    known = session.scalar(sa.select(Reply).where(Reply.source == new.id))
    if known is not None:
        return known
    address = mobile_of(new.sender, os.environ.get(HOME, "")) or mail_of(new.sender)
    sent = last_sent_to(address) if address else None
    if sent is None:
        return None
    meaning = meaning_of(new.text)
    made = Reply(
        source=new.id, reminder_id=sent.id, person_id=sent.person_id, meaning=meaning, text=new.text[:LONGEST],
        received_at=min(new.at or clock.now(), clock.now()),
    )  # fmt: skip
    session.add(made)
    audit.record(None, "reminder.answered", made)
    if meaning is Meaning.STOP:
        stop(sent.person_id)
    session.flush()
    return made


def see(actor: Actor, reply_id: uuid.UUID) -> Reply:
    """Somebody has seen to an answer; it leaves the officer's day."""
    found = session.get(Reply, reply_id)
    if found is None:
        raise NotFound(_("There is no such answer, or you may not know of it."))
    person_for(actor, found.person_id)
    if found.seen_at is None:
        found.seen_at, found.seen_by = clock.now(), actor.human_id
        audit.record(actor, "reminder.answer_seen", found)
        session.flush()
    return found
