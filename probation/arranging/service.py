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
from kernel.i18n import _, _l, show_moment
from probation.arranging.models import Confirmation, ConfirmedBy
from probation.arranging.queries import confirmed_among, planned_around
from probation.arranging.rules import MOST, Days, Repeat, days_of, meeting
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, contact_for
from probation.contacts.rules import check_plan
from probation.contacts.service import NewAppointment, claim, insert_rows, planned_row
from probation.orders.queries import order_for
from probation.places.queries import check_place

RULE_ON_PURPOSE = _l("House rule: appointments overlap only on purpose")
MOST_NAMED = 3


@dataclass(frozen=True, kw_only=True)
class Series:
    """Appointments to make: the first, how often it comes again, and whether they may overlap others on purpose."""

    first: NewAppointment
    repeat: Repeat = Repeat.ONCE
    times: int | None = None
    overlapping: bool = False


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
    if not series.overlapping:
        _refuse_overlap(made, officer_id, card.id, order.zone)
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


def _refuse_overlap(made: tuple[NewAppointment, ...], officer_id: uuid.UUID, person_id: uuid.UUID, zone: str) -> None:
    planned = planned_around(officer_id, person_id, made[0].at, made[-1].at)
    met = meeting([(one.at, one.minutes) for one in made], planned)
    if not met:
        return
    named = "; ".join(f"{show_moment(row.scheduled_at, zone)}, {row.kind.label}" for row in met[:MOST_NAMED])
    raise DomainError(
        _("This overlaps with what is planned already: %(what)s. Choose another time, or tick that it is on purpose.",
          what=named),
        rule=str(RULE_ON_PURPOSE), field="overlapping",
    )  # fmt: skip


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
