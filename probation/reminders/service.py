"""The outbox: prepare a day ahead, claim, hand over, note what became of it.

At most once: a message is "being sent" in a committed transaction before it leaves, and from there it never becomes
"prepared" again unless the channel swears that nothing left. A worker that dies in between leaves "nobody knows", which
is not sent again: a second message does more harm than a missing one, and the appointment itself stands.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from kernel import audit, clock, jobs
from kernel.authz import Actor
from kernel.db import attempt, session
from kernel.i18n import LOCALES, _l, speaking
from kernel.ids import new_id
from kernel.jobs import Progress
from kernel.outlets import NotSent
from probation.channels.service import channel_for
from probation.contacts.events import PlansChanged
from probation.contacts.models import ContactKind
from probation.reminders import queries
from probation.reminders.models import OutboxState, Reminder, ReminderKind, Why
from probation.reminders.queries import reminder
from probation.reminders.rules import Meeting, hours_on, message, remind_on, why_not
from probation.wishes.models import Way

MOST_TRIES = 3
TOLD = {
    OutboxState.PREPARED: "reminder.put_back",
    OutboxState.SENT: "reminder.sent",
    OutboxState.FAILED: "reminder.failed",
    OutboxState.CANCELLED: "reminder.withdrawn",
}
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Claimed:
    """A message in one worker's hands, read once: what leaves is what was prepared."""

    id: uuid.UUID
    way: Way
    address: str
    text: str
    language: str


def prepare(row: Any) -> Reminder | None:
    """Put a message for an appointment into the outbox, if its day is tomorrow and nothing speaks against it."""
    day, now = remind_on(row.scheduled_at, row.zone), clock.now()
    first, last = hours_on(day, row.zone)
    if day != clock.today(row.zone) or now >= last or why_not(queries.facts_of(row, day + dt.timedelta(days=1))):
        return None
    language = row.language if row.language in LOCALES else "en"
    place = row.place or (row.house if row.kind == ContactKind.OFFICE else "")
    with speaking(language):
        text = message(
            Meeting(
                kind=ContactKind(row.kind), at=row.scheduled_at, zone=row.zone, officer=row.officer, office=row.office,
                place=place, discreet=row.discreet,
            )
        )  # fmt: skip
    made = Reminder(
        contact_id=row.id, person_id=row.person_id, kind=ReminderKind.DAY_BEFORE, day=day + dt.timedelta(days=1),
        way=row.way, address=row.address, language=language, text=text, send_from=first, send_until=last,
        prepared_at=now, changed_at=now, id=new_id(),
    )  # fmt: skip
    try:
        with attempt():
            session.add(made)
            audit.record(None, "reminder.prepared", made)
            session.flush()
    except IntegrityError:
        return None  # another worker prepared it in the same moment
    return made


def claim(reminder_id: uuid.UUID) -> Claimed | None:
    """Take a message for sending; None when another worker has it, or something speaks against it by now."""
    found = _take(reminder_id, OutboxState.PREPARED, tries=1)
    if found is None:
        return None
    why = _against(found)
    if why is not None:
        _note(found, OutboxState.CANCELLED, why)
        return None
    return Claimed(id=found.id, way=Way(found.way), address=found.address, text=found.text, language=found.language)


def _take(reminder_id: uuid.UUID, old: OutboxState, *, tries: int = 0) -> Any | None:
    """The row in this worker's hands, or None: the lock lets one of two through, the other sees what the first did."""
    free = sa.select(reminder).where(reminder.c.id == reminder_id, reminder.c.state == old).with_for_update()
    found = session.execute(free).first()
    if found is None:
        return None
    values = {"state": OutboxState.SENDING, "changed_at": clock.now(), "tries": found.tries + tries}
    statement = sa.update(reminder).where(reminder.c.id == reminder_id, reminder.c.state == old).values(**values)
    session.execute(statement, execution_options={audit.AUDITS: [reminder_id]})
    audit.record_many(None, "reminder.claimed", reminder.name, {found.id: found.person_id})
    return found


def _against(found: Any) -> Why | None:
    if clock.now() >= found.send_until:
        return Why.OFF if channel_for(Way(found.way)) is None else Why.TOO_LATE
    row = queries.appointment(found.contact_id)
    if row is None:
        return Why.MOVED
    why = why_not(queries.facts_of(row))
    return Why.BAD_ADDRESS if why is None and row.address != found.address else why


def _note(found: Any, state: OutboxState, why: Why | None = None, **over: Any) -> None:
    values = {"state": state, "why": why, "changed_at": clock.now(), **over}
    statement = sa.update(reminder).where(reminder.c.id == found.id).values(**values)
    session.execute(statement, execution_options={audit.AUDITS: [found.id]})
    audit.record_many(None, TOLD[state], reminder.name, {found.id: found.person_id})


def hand_over(mine: Claimed) -> tuple[OutboxState, Why | None]:
    """Give the message to its channel, outside any transaction. What became of it."""
    try:
        channel = channel_for(mine.way)
        if channel is None:
            return OutboxState.PREPARED, None
        with speaking(mine.language):
            channel.send(mine.id, mine.address, mine.text)
    except NotSent as refused:
        return (OutboxState.FAILED, Why.REJECTED) if refused.for_good else (OutboxState.PREPARED, None)
    except Exception:
        log.exception("nobody knows whether message %s arrived", mine.id)
        return OutboxState.FAILED, Why.UNKNOWN
    return OutboxState.SENT, None


def note_result(reminder_id: uuid.UUID, state: OutboxState, why: Why | None) -> None:
    """Note what became of a message that this worker claimed."""
    found = session.execute(sa.select(reminder).where(reminder.c.id == reminder_id).with_for_update()).first()
    if found is None or found.state != OutboxState.SENDING:
        return
    if state is OutboxState.PREPARED and why is None and found.tries >= MOST_TRIES:
        state, why = OutboxState.FAILED, Why.REJECTED
    _note(found, state, why, sent_at=clock.now() if state is OutboxState.SENT else None)


def withdraw(reminder_id: uuid.UUID) -> None:
    """Take a prepared message back whose appointment does not stand any more, or whose hours are over."""
    found = _take(reminder_id, OutboxState.PREPARED)
    if found is not None:
        why = _against(found)
        _note(found, OutboxState.CANCELLED if why else OutboxState.PREPARED, why)


def follow_plans(event: PlansChanged) -> None:
    """Take back what was prepared for appointments that are gone; write for those in their place, if due."""
    for one in queries.prepared_for(event.gone):
        withdraw(one)
    for contact_id in event.made:
        if (row := queries.appointment(contact_id)) is not None:
            prepare(row)


def give_up(reminder_id: uuid.UUID) -> None:
    """A worker died over it: nobody knows whether it arrived, so it is not sent again."""
    found = _take(reminder_id, OutboxState.SENDING)
    if found is not None:
        _note(found, OutboxState.FAILED, Why.UNKNOWN)


@jobs.handler("reminders.prepare", label=_l("Reminders prepared for tomorrow"), system=True)
def prepare_all(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Look at what is planned, put messages into the outbox, take back what does not stand any more."""
    now = clock.now()
    stale, rows = queries.withdrawn(now), queries.coming(now)
    todo = [("withdraw", one) for one in stale] + [("prepare", one) for one in rows]
    progress.each(todo, lambda one: withdraw(one[1]) if one[0] == "withdraw" else prepare(one[1]))
    return {"looked_at": len(rows), "withdrawn": len(stale)}


@jobs.handler("reminders.send", label=_l("Reminders sent"), system=True, attempts=1)
def send_all(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Send what is due, one after the other, each in the hands of one worker."""
    now = clock.now()
    lost, due = queries.left_behind(now), queries.to_send(now, [one for one in Way if channel_for(one)])
    total, sent = len(lost) + len(due), 0
    for done, one in enumerate(lost, 1):
        progress.do(lambda one=one: give_up(one), done=done, total=total)  # type: ignore[misc]
    for done, one in enumerate(due, len(lost) + 1):
        mine = progress.do(lambda one=one: claim(one), done=done, total=total)  # type: ignore[misc]
        if mine is not None:
            state, why = hand_over(mine)
            progress.do(lambda one=one, s=state, w=why: note_result(one, s, w), done=done, total=total)  # type: ignore[misc]
            sent += state is OutboxState.SENT
    return {"due": len(due), "sent": sent, "left_behind": len(lost)}


jobs.every("reminders.prepare", dt.timedelta(hours=1))
jobs.every("reminders.send", dt.timedelta(minutes=10))
