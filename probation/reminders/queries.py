"""Reading the outbox and the facts that a message is decided on."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person
from kernel import clock
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.units.models import Unit
from probation.contacts.models import ContactKind, ContactState
from probation.contacts.queries import contact
from probation.happenings.models import Happening
from probation.happenings.queries import newest_events_of
from probation.orders.models import RUNNING, OrderState
from probation.orders.queries import order
from probation.reminders.models import OutboxState, Reminder, Why
from probation.reminders.rules import Facts, remind_on, why_not
from probation.requirements.models import RequirementKind
from probation.requirements.queries import requirement
from probation.wishes.models import Answer, Way
from probation.wishes.queries import wish

reminder = table_of(Reminder)
_human, _unit = table_of(Human), table_of(Unit)
_newer, _other, _that_day = contact.alias("newer_row"), wish.alias("other_wish"), reminder.alias("that_day")
AHEAD = dt.timedelta(hours=52)
"""How far ahead appointments are looked at: the next day of every zone lies within it."""
STALE = dt.timedelta(minutes=15)
"""After which a message that is "being sent" was left by a worker that died."""
MOST = 500
FOR_WORK = frozenset({ContactKind.FIELD})
"""Where hours of work are done. People are still written to about meetings when their hours are done."""

_replaced = sa.select(_newer.c.outcome.label("outcome"), _newer.c.replaces_id).subquery()
_same_address = (
    sa.select(sa.func.count())
    .select_from(_other)
    .where(
        _other.c.address == wish.c.address, _other.c.ended_at.is_(None), _other.c.person_id != wish.c.person_id,
    )
    .scalar_subquery()
)  # fmt: skip
_left = sa.case(
    (requirement.c.credited < requirement.c.required, requirement.c.required - requirement.c.credited), else_=0
)
_work_left = (
    sa.select(sa.func.sum(_left))
    .where(requirement.c.order_id == contact.c.order_id, requirement.c.kind == RequirementKind.HOURS)
    .scalar_subquery()
)
_FACTS = (
    sa.select(
        contact.c.id, contact.c.kind, contact.c.scheduled_at, contact.c.place, contact.c.state,
        person.c.id.label("person_id"), person.c.language, person.c.in_custody, person.c.restricted,
        order.c.state.label("order_state"), _unit.c.name.label("office"), _unit.c.zone, _unit.c.address.label("house"),
        _human.c.name.label("officer"), wish.c.answer, wish.c.way, wish.c.address, wish.c.shared, wish.c.discreet,
        _same_address.label("others"), _work_left.label("work_left"),
        _replaced.c.replaces_id.label("replaced"), _replaced.c.outcome,
    )
    .select_from(contact)
    .join(person, person.c.id == file_now(contact.c.person_id))
    .join(order, order.c.id == contact.c.order_id)
    .join(_unit, _unit.c.id == order.c.office_id)
    .join(_human, _human.c.id == contact.c.officer_id)
    .outerjoin(wish, sa.and_(wish.c.person_id == person.c.id, wish.c.ended_at.is_(None)))
    .outerjoin(_replaced, _replaced.c.replaces_id == contact.c.id)
)  # fmt: skip


def coming(now: dt.datetime) -> list[Any]:
    """Planned contacts of the next two days of people who want reminders, that have no message yet; soonest first."""
    none_yet = ~sa.exists().where(reminder.c.contact_id == contact.c.id)
    statement = _FACTS.where(
        contact.c.state == ContactState.SCHEDULED, contact.c.scheduled_at > now,
        contact.c.scheduled_at < now + AHEAD, _replaced.c.replaces_id.is_(None), wish.c.answer == Answer.AGREED,
        none_yet,
    )  # fmt: skip
    return list(session.execute(statement.order_by(contact.c.scheduled_at, contact.c.id)))


def appointment(contact_id: uuid.UUID) -> Any | None:
    """The facts of one planned contact; None when it is none."""
    statement = _FACTS.where(contact.c.id == contact_id, contact.c.scheduled_at.is_not(None))
    return session.execute(statement).first()


def facts_of(row: Any, day: dt.date | None = None) -> Facts:
    """What the rule decides on. ``day``: the appointment's, to see whether another message goes to the person then."""
    events = dict(newest_events_of(row.person_id))
    away, back = events.get(Happening.OUT_OF_TOUCH), events.get(Happening.IN_TOUCH)
    return Facts(
        answer=Answer(row.answer) if row.answer else None, way=Way(row.way) if row.way else Way.SMS,
        address=row.address or "", others=row.others or 0, shared=bool(row.shared), in_custody=row.in_custody,
        at_large=away is not None and (back is None or back < away), restricted=row.restricted,
        alive=row.order_state != OrderState.DIED, order_runs=row.order_state in RUNNING, stands=row.replaced is None,
        logged=row.outcome is not None, work_left=row.work_left if row.kind in FOR_WORK else None,
        messages_that_day=_messages(row.person_id, day) if day else 0,
    )  # fmt: skip


def verdict(row: Any) -> Why | None:
    """Why no message will go out for an appointment as things stand now; None: one will, the day before."""
    over = remind_on(row.scheduled_at, row.zone) < clock.today(row.zone)
    return why_not(facts_of(row)) or (Why.TOO_LATE if over else None)


def _messages(person_id: uuid.UUID, day: dt.date) -> int:
    statement = sa.select(sa.func.count()).where(
        reminder.c.person_id == person_id, reminder.c.day == day, reminder.c.state != OutboxState.CANCELLED
    )
    return session.scalar(statement) or 0


def to_send(now: dt.datetime, ways: Collection[Way]) -> Sequence[uuid.UUID]:
    """Messages whose hour has come and for which there is a way out, oldest first."""
    statement = (
        sa.select(reminder.c.id)
        .where(reminder.c.state == OutboxState.PREPARED, reminder.c.send_from <= now, reminder.c.way.in_(sorted(ways)))
        .order_by(reminder.c.send_from, reminder.c.id)
        .limit(MOST)
    )
    return session.scalars(statement).all()


def left_behind(now: dt.datetime) -> Sequence[uuid.UUID]:
    """Messages that a worker began to send and never spoke of again."""
    statement = sa.select(reminder.c.id).where(
        reminder.c.state == OutboxState.SENDING, reminder.c.changed_at < now - STALE
    )
    return session.scalars(statement.limit(MOST)).all()


def withdrawn(now: dt.datetime) -> Sequence[uuid.UUID]:
    """Prepared messages whose appointment was moved, cancelled or logged since, or whose hours are over."""
    gone = sa.exists().where(_newer.c.replaces_id == reminder.c.contact_id)
    statement = sa.select(reminder.c.id).where(
        reminder.c.state == OutboxState.PREPARED, sa.or_(gone, reminder.c.send_until <= now)
    )
    return session.scalars(statement.limit(MOST)).all()


def prepared_for(contact_ids: Collection[uuid.UUID]) -> Sequence[uuid.UUID]:
    """The messages about these contacts that nobody has begun to send."""
    statement = sa.select(reminder.c.id).where(
        reminder.c.contact_id.in_(contact_ids), reminder.c.state == OutboxState.PREPARED
    )
    return session.scalars(statement).all()


def log_of(person_id: uuid.UUID, most: int = 30) -> Sequence[Any]:
    """Every message to a person the caller has fetched, the newest first."""
    statement = (
        sa.select(
            reminder, contact.c.scheduled_at, contact.c.kind.label("contact_kind"),
            sa.exists().where(_newer.c.replaces_id == reminder.c.contact_id).label("replaced"),
        )
        .join(contact, contact.c.id == reminder.c.contact_id)
        .where(reminder.c.person_id == person_id)
        .order_by(reminder.c.prepared_at.desc(), reminder.c.id.desc())
        .limit(most)
    )  # fmt: skip
    return session.execute(statement).all()


def of_contact(root_id: uuid.UUID) -> Sequence[Any]:
    """The messages about one appointment."""
    statement = (
        sa.select(reminder)
        .join(contact, contact.c.id == reminder.c.contact_id)
        .where(contact.c.root_id == root_id)
        .order_by(reminder.c.prepared_at)
    )
    return session.execute(statement).all()


def last_sent_to(address: str) -> Any | None:
    """The newest message to an address of the last ten days: what an answer from there answers."""
    since = clock.now() - dt.timedelta(days=10)
    statement = (
        sa.select(reminder)
        .where(
            reminder.c.address == address, reminder.c.changed_at >= since,
            reminder.c.state.in_([OutboxState.SENT, OutboxState.FAILED, OutboxState.SENDING]),
        )
        .order_by(reminder.c.changed_at.desc())
        .limit(1)
    )  # fmt: skip
    return session.execute(statement).first()
