"""Reminders to one person of the demo, day by day: sent and answered, not delivered, taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import session
from probation.contacts.models import ContactKind, MovedBy, Outcome
from probation.contacts.service import Move, NewAppointment, NewVisit, move_contact, plan_contact, record_visit
from probation.reminders.models import OutboxState, Why
from probation.reminders.queries import appointment
from probation.reminders.service import claim, note_result, prepare
from probation.replies.service import Incoming, take_in
from probation.wishes.models import Answer, Way
from probation.wishes.service import NewWish, note_wish

NUMBER, MAIL = "+216 20 559 999", "person.reminded@example.org"
ANSWERS = ("1", "2", "3", "I have a new telephone", "STOP")
SENT, LOST = (OutboxState.SENT, None), (OutboxState.FAILED, Why.UNKNOWN)
RETURNED = (OutboxState.FAILED, Why.REJECTED)
FIRST, APART = 45, 4
"""So many days ago the first of these appointments was, and so many days lie between two of them."""


def tell_of_messages(world: World, officer: Actor, person: dict[str, Any]) -> None:
    """Mails that were lost, returned and taken back; then text messages, each answered in another way."""
    _wants(world, officer, person, Way.EMAIL, MAIL, FIRST + 3)
    day = FIRST
    for became in (LOST, RETURNED, None):
        _appointment(world, officer, person, day, became)
        day -= APART
    _wants(world, officer, person, Way.SMS, NUMBER, day + 3)
    for n, text in enumerate(ANSWERS):
        _appointment(world, officer, person, day, SENT)
        with clock.held_at(world.days_ago(day + 1, 16)):
            take_in(Incoming(id=f"demo-{n}", sender=NUMBER, text=text))
        day -= APART


def _wants(world: World, officer: Actor, person: dict[str, Any], way: Way, address: str, days: int) -> None:
    with clock.held_at(world.days_ago(days)):
        note_wish(officer, NewWish(person_id=person["id"], answer=Answer.AGREED, way=way, address=address))
        session.flush()


def _appointment(world: World, officer: Actor, person: dict[str, Any], days: int, became: Any) -> None:
    """Planned, told of the day before, and held. ``became`` None: cancelled, so the message is taken back."""
    at = world.days_ago(days, 13)
    planned = NewAppointment(id=world.id(at), kind=ContactKind.OFFICE, at=at)
    with clock.held_at(at - dt.timedelta(days=2)):
        plan_contact(officer, person["order"], planned)
    with clock.held_at(at - dt.timedelta(days=1)):
        made = prepare(appointment(planned.id))
        if made is not None and became is not None and claim(made.id):
            note_result(made.id, *became)
        session.flush()
        if became is None:
            move = Move(id=world.id(at), contact_id=planned.id, moved_by=MovedBy.STAFF, reason="The office is closed.")
            move_contact(officer, move)
            return
    with clock.held_at(at + dt.timedelta(hours=1)):
        record_visit(officer, NewVisit(
            id=world.id(at), order_id=person["order"], kind=ContactKind.OFFICE, occurred_at=at,
            outcome=Outcome.COMPLIED, answers_id=planned.id, minutes=30, note="Short check-in, all steady.",
        ))  # fmt: skip
