"""Counts and lists of a supervisor's board, each in one statement, each with the wall around people's files."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person, visible_to
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, stands
from probation.contacts.rules import is_late
from probation.orders.models import OPEN
from probation.orders.queries import in_scope, order

_human = table_of(Human)
FORTNIGHT = dt.timedelta(days=14)
MOST = 20


def _under(actor: Actor, *which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Contacts under orders of the actor's offices, found by index: other offices cost nothing."""
    return contact.c.order_id.in_(sa.select(order.c.id).where(in_scope(actor, order.c.office_id), *which))


def _planned(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(contact.c.officer_id, sa.func.count().label("n"), sa.func.min(contact.c.scheduled_at).label("oldest"))
        .select_from(contact)
        .join(person, person.c.id == file_now(contact.c.person_id))
        .where(
            _under(actor, order.c.state.in_(sorted(OPEN))),
            contact.c.state == ContactState.SCHEDULED,
            stands,
            visible_to(actor),
        )
        .group_by(contact.c.officer_id)
    )


def unlogged(actor: Actor) -> dict[uuid.UUID, Any]:
    """Officer → how many appointments are over without an outcome, and since when."""
    rows = session.execute(_planned(actor).where(contact.c.at < clock.now()))
    return {row.officer_id: row for row in rows}


def unlogged_under(order_id: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether an appointment under an order is over without an outcome."""
    over = contact.c.scheduled_at < clock.now()
    return sa.exists().where(contact.c.order_id == order_id, contact.c.state == ContactState.SCHEDULED, stands, over)


def coming(actor: Actor) -> dict[uuid.UUID, int]:
    """Officer → appointments of the next seven days."""
    now = clock.now()
    rows = session.execute(_planned(actor).where(contact.c.at.between(now, now + FORTNIGHT / 2)))
    return {row.officer_id: row.n for row in rows}


def next_of(order_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dt.datetime]:
    """Order → its next appointment, whoever holds it: a contact that is owed and booked needs no second call."""
    ahead = (
        sa.select(contact.c.order_id, sa.func.min(contact.c.scheduled_at).label("at"))
        .where(
            contact.c.order_id.in_(list(order_ids)), contact.c.state == ContactState.SCHEDULED, stands,
            contact.c.scheduled_at >= clock.now(),
        )
        .group_by(contact.c.order_id)
    )  # fmt: skip
    return {row.order_id: row.at for row in session.execute(ahead)} if order_ids else {}


def late_records(actor: Actor) -> Sequence[Any]:
    """Visits of the last fortnight that came from the field, or reached us more than a day after they took place."""
    statement = (
        sa.select(
            contact.c.id, contact.c.occurred_at, contact.c.received_at, contact.c.recorded_offline, person.c.name,
            _human.c.name.label("officer"),
        )
        .select_from(contact)
        .join(person, person.c.id == file_now(contact.c.person_id))
        .join(_human, _human.c.id == contact.c.officer_id)
        .where(
            contact.c.received_at >= clock.now() - FORTNIGHT, contact.c.occurred_at < contact.c.received_at, stands,
            contact.c.state.in_([ContactState.ATTEMPTED, ContactState.HELD]), _under(actor), visible_to(actor),
        )
        .order_by(contact.c.received_at.desc())
        .limit(200)
    )  # fmt: skip
    return [row for row in session.execute(statement) if row.recorded_offline or is_late(row)][:MOST]
