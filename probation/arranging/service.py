"""Commands that make appointments and note that one was confirmed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import link_step
from kernel import audit, clock
from kernel.authz import Actor
from kernel.calendars.queries import calendar_of
from kernel.db import session
from kernel.errors import DomainError
from kernel.fields import moment_of
from kernel.i18n import _, show_moment
from probation.arranging.models import Confirmation, ConfirmedBy
from probation.arranging.queries import check_free, confirmed_among
from probation.arranging.rules import MOST, Days, Repeat, days_of
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, contact_for
from probation.contacts.rules import check_plan
from probation.contacts.service import NewAppointment, claim, insert_rows, planned_row
from probation.orders.queries import order_for
from probation.places.queries import check_place


@dataclass(frozen=True, kw_only=True)
class Series:
    """Appointments to make: the first, and how often it comes again."""

    first: NewAppointment
    repeat: Repeat = Repeat.ONCE
    times: int | None = None


@dataclass(frozen=True, kw_only=True)
class Arranged:
    """What was made: the appointments in order, and the days that were left out with the reason."""

    made: tuple[NewAppointment, ...]
    skipped: tuple[tuple[dt.date, str], ...] = ()


def arrange(actor: Actor, order_id: uuid.UUID, series: Series) -> Arranged:
    """Make one appointment or a series. Sent twice, it is made once.

    Raises DomainError beside the field: over an appointment that stands (unless on purpose), past the end of the order,
    at home without an address.
    """
    card, order = order_for(actor, order_id)
    days = _days(series, order)
    made = _appointments(series, days, order.zone)
    if session.execute(sa.select(contact.c.id).where(contact.c.id == series.first.id)).first():
        return Arranged(made=made)
    officer_id = series.first.officer_id or card.officer_id or actor.human_id
    check_plan(series.first, order, clock.now())
    check_place(card.id, series.first.kind, series.first.place, "next_place")
    if not series.first.overlapping:
        check_free([(one.at, one.minutes) for one in made], officer_id, card.id, order.zone)
    insert_rows(actor, "appointment.made", [planned_row(actor, one, order, officer_id) for one in made])
    if series.first.step_id:
        first = series.first
        assert first.step_id
        link_step(actor, first.step_id, "contact", first.id, f"{first.kind.label}, {show_moment(first.at)}")
    return Arranged(made=made, skipped=days.skipped)


def _days(series: Series, order: Any) -> Days:
    first = clock.local(series.first.at, order.zone).date()
    if series.repeat is not Repeat.ONCE and series.times is None and order.ends_on is None:
        raise DomainError(_("This order has no end. Say how many appointments to make."), field="times")
    closed = calendar_of(order.office_id).closed
    return days_of(first, series.repeat, series.times, order.ends_on, closed)


def _appointments(series: Series, days: Days, zone: str) -> tuple[NewAppointment, ...]:
    """The clock on the wall stays the same all year; ids follow from the first, so sending again is the same."""
    first, time = series.first, clock.local(series.first.at, zone).time()
    later = [
        dataclasses.replace(
            first, id=uuid.uuid5(first.id, day.isoformat()), at=moment_of(day, time, zone), step_id=None
        )
        for day in days.kept[1:MOST]
    ]
    return (first, *later)


def confirm(actor: Actor, contact_id: uuid.UUID, how: ConfirmedBy) -> None:
    """Note that the person confirmed an open appointment. Twice is once."""
    card, row = contact_for(actor, contact_id)
    if row.state != ContactState.SCHEDULED:
        raise DomainError(_("Only an appointment that is still open can be confirmed."))
    claim(contact_id)
    if confirmed_among([contact_id]):
        return
    made = Confirmation(
        contact_id=contact_id, person_id=card.id, how=how, noted_by=actor.human_id, noted_at=clock.now()
    )
    session.add(made)
    audit.record(actor, "appointment.confirmed", made)
    session.flush()
