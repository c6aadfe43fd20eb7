"""What happens to orders at the gate: custody suspends, release resumes, and the first days outside begin."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from casework.public import PersonReceived, PersonReleased, hand_over, person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from kernel.units.queries import unit_of
from probation.contacts.queries import open_appointments
from probation.gate.models import DayCheck, DayItem, FirstDays, ItemKind, ItemState
from probation.gate.queries import first_days_for, follows_release
from probation.orders.models import RUNNING, OrderKind, OrderState, SupervisionOrder
from probation.standards.queries import open_orders
from probation.standards.service import refresh_due

DAYS = (1, 3, 7)
LEAST_WORDS = 5


def suspend_orders(event: PersonReceived) -> None:
    """A return to custody suspends what runs: nobody owes a visit from inside."""
    for order in open_orders(event.person_id):
        if order.state in RUNNING:
            order.before_custody, order.state = str(order.state.value), OrderState.SUSPENDED
            audit.record(None, "order.suspended", order)
            _again(order)


def resume_orders(event: PersonReleased) -> None:
    """Release resumes what custody suspended, under the same officer, and begins the first days outside."""
    follow = [order for order in open_orders(event.person_id) if follows_release(order)]
    for order in follow:
        if order.before_custody:
            order.state, order.before_custody = OrderState(order.before_custody), None
            audit.record(event.by, "order.resumed", order)
            _again(order)
            if event.by and order.officer_id and person_for(event.by, order.person_id).supervised:
                hand_over(
                    event.by, order.person_id, office_id=order.office_id, officer_id=order.officer_id, at=event.at
                )
    follow.sort(key=lambda order: (order.kind is OrderKind.VOLUNTARY, order.state is OrderState.NOT_STARTED))
    if follow:
        _begin_days(event, follow[0])


def _again(order: SupervisionOrder) -> None:
    session.flush()
    refresh_due(order, unit_of(order.office_id).zone)


def _begin_days(event: PersonReleased, order: SupervisionOrder) -> None:
    day = clock.local(event.at, unit_of(order.office_id).zone).date()
    known = sa.select(FirstDays.id).where(FirstDays.order_id == order.id, FirstDays.released_on == day)
    if session.scalar(known):
        return
    made = FirstDays(order_id=order.id, person_id=order.person_id, released_on=day)
    booked = any(row.order_id == order.id for row in open_appointments(order.person_id))
    rows: Sequence[DayItem | DayCheck] = (
        *(DayItem(
            first_days_id=made.id, person_id=order.person_id, kind=kind,
            state=ItemState.ARRANGED if booked and kind is ItemKind.APPOINTMENT else ItemState.OPEN,
        ) for kind in ItemKind),
        *(DayCheck(
            first_days_id=made.id, person_id=order.person_id, day=n, due_on=day + dt.timedelta(days=n)
        ) for n in DAYS),
    )  # fmt: skip
    for row in (made, *rows):
        session.add(row)
        audit.record(event.by, "first_days.begun", row)
    session.flush()


def look(
    actor: Actor, first_days_id: uuid.UUID, day: int, states: Mapping[ItemKind, ItemState], words: str
) -> DayCheck:
    """Note a look at everything on its day, and where each thing stands."""
    first_days_for(actor, first_days_id)
    found = session.scalars(
        sa.select(DayCheck).where(DayCheck.first_days_id == first_days_id, DayCheck.day == day)
    ).one_or_none()
    if found is None:
        raise DomainError(_("There is a look on day 1, 3 and 7."))
    if found.done_at:
        raise Conflict(_("This look is written down already."))
    if found.due_on > clock.today():
        raise DomainError(_("This day is still to come. Write the look down when it has come."), field="words")
    if ItemState.OPEN in states.values() and len(words) < LEAST_WORDS:
        raise DomainError(_("Say what is done about what is still open."), rule="Mandela Rule 90", field="words")
    found.done_at, found.done_by, found.words = clock.now(), actor.human_id, words
    audit.record(actor, "first_days.looked", found)
    for thing in session.scalars(sa.select(DayItem).where(DayItem.first_days_id == first_days_id)):
        if thing.state is not (now := states.get(thing.kind, thing.state)):
            thing.state = now
            audit.record(actor, "first_days.item_set", thing)
    session.flush()
    return found
