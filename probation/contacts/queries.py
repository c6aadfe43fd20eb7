"""Reading contacts: how things stand is the row that nothing replaces."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, person_for, whole_file
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.calendars.queries import calendar_of
from kernel.calendars.rules import add_working_days
from kernel.db import Prepared, session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from probation.contacts.models import Contact, ContactKind, ContactState, Outcome
from probation.contacts.rules import reason_not_counted
from probation.packs.queries import ground_of
from probation.packs.rules import gap_of, phase_on
from probation.standards.rules import Fact

contact = table_of(Contact)
_human, _newer = table_of(Human), table_of(Contact).alias("newer")
stands: sa.ColumnElement[bool] = ~sa.exists().where(_newer.c.replaces_id == contact.c.id)
"""Nothing replaces this row."""
_MOVED = (ContactState.CANCELLED, ContactState.RESCHEDULED)
_ID = contact.c.id.type
USUAL_DAYS, SOON_DAYS, FURTHEST_DAYS = 14, 7, 56
DAYS_TO_EXPLAIN = 5
"""Working days of the office that a person has to give the reason for an absence, unless the officer names a day."""

_SHOWN = sa.select(contact, _human.c.name.label("officer")).join(_human, _human.c.id == contact.c.officer_id)
_ONE = _SHOWN.where(contact.c.id == sa.bindparam("contact_id", type_=_ID))
_HISTORY = _SHOWN.where(contact.c.root_id == sa.bindparam("root_id", type_=_ID)).order_by(
    contact.c.received_at, contact.c.id
)
_OF_PERSON = _SHOWN.where(contact.c.person_id.in_(whole_file(sa.bindparam("person_id", type_=_ID))), stands)
_COUNTING = sa.select(
    contact.c.id, contact.c.order_id, contact.c.kind, contact.c.state, contact.c.outcome, contact.c.at
).where(
    contact.c.order_id.in_(sa.bindparam("order_ids", expanding=True, type_=_ID)),
    contact.c.at >= sa.bindparam("since"),
    stands,
)
_ranked = (
    sa.select(
        contact.c.kind, contact.c.outcome, contact.c.at,
        sa.func.row_number()
        .over(partition_by=(contact.c.kind, contact.c.outcome), order_by=contact.c.at.desc())
        .label("place"),
    )
    .where(
        contact.c.order_id == sa.bindparam("order_id", type_=_ID),
        contact.c.at >= sa.bindparam("since"),
        contact.c.outcome.is_not(None),
        stands,
    )
    .subquery()
)  # fmt: skip
_NEWEST = Prepared(
    sa.select(_ranked.c.kind, _ranked.c.outcome, _ranked.c.at).where(_ranked.c.place <= sa.bindparam("newest"))
)
_MET = sa.select(
    contact.c.id, contact.c.root_id, contact.c.replaces_id, contact.c.person_id, contact.c.state,
    contact.c.scheduled_at, contact.c.officer_id, contact.c.step_id,
)  # fmt: skip
_SENT = contact.c.id == sa.bindparam("visit_id", type_=_ID)
_ITSELF = Prepared(_MET.where(_SENT))
_MEETING = Prepared(_MET.where(sa.or_(
    _SENT,
    contact.c.id == sa.bindparam("answers_id", type_=_ID),
    contact.c.replaces_id == sa.bindparam("answers_id", type_=_ID),
)))  # fmt: skip
_LATEST_HELD = _OF_PERSON.where(contact.c.state == ContactState.HELD).order_by(contact.c.at.desc()).limit(1)


@dataclass(frozen=True, kw_only=True)
class Counting:
    """A contact as standards and failures are counted from it."""

    fact: Fact
    outcome: Outcome | None


def contact_for(actor: Actor, contact_id: uuid.UUID) -> tuple[PersonCard, Any]:
    """(person, row) of a contact. Raises NotFound when there is none or its person is hidden."""
    row = session.execute(_ONE, {"contact_id": contact_id}).first()
    if row is None:
        raise NotFound(_("There is no such contact, or you may not know of it."))
    return person_for(actor, row.person_id), row


def history_of(root_id: uuid.UUID) -> Sequence[Any]:
    """Every row of one contact, oldest first: planned, held, corrected."""
    return session.execute(_HISTORY, {"root_id": root_id}).all()


def contacts_page(person_id: uuid.UUID, after: uuid.UUID | None) -> Page[sa.Row[Any]]:
    """A person's contacts as they stand, newest first."""
    statement = _SHOWN.where(
        contact.c.person_id.in_(whole_file(sa.literal(person_id, _ID))), stands, contact.c.state.not_in(_MOVED)
    )
    return page_of(statement, contact.c.at, row_id=contact.c.id, after=after, size=25, newest_first=True)


def contacts_before(person_id: uuid.UUID, before: dt.datetime, limit: int) -> Sequence[Any]:
    """What was held, tried, moved or cancelled before an instant, newest first."""
    statement = _OF_PERSON.where(contact.c.at < sa.bindparam("before"), contact.c.state != ContactState.SCHEDULED)
    statement = statement.order_by(contact.c.at.desc()).limit(limit)
    return session.execute(statement, {"person_id": person_id, "before": before}).all()


def counting_of(zones: Mapping[uuid.UUID, str], since: dt.datetime) -> dict[uuid.UUID, list[Counting]]:
    """Order → its contacts since an instant, as rules count them. ``zones`` maps each order to its office's IANA zone.

    One statement for a whole page of orders.
    """
    found: dict[uuid.UUID, list[Counting]] = {order_id: [] for order_id in zones}
    for row in session.execute(_COUNTING, {"order_ids": list(zones), "since": since}):
        outcome = Outcome(row.outcome) if row.outcome else None
        reason = reason_not_counted(ContactState(row.state), outcome)
        fact = Fact(id=row.id, kind=str(row.kind), on=clock.local(row.at, zones[row.order_id]).date(), reason=reason)
        found[row.order_id].append(Counting(fact=fact, outcome=outcome))
    return found


@dataclass(frozen=True, slots=True)
class Met:
    """When a contact with an outcome was, on the office's wall clock."""

    kind: ContactKind
    outcome: Outcome
    on: dt.date


def newest_met(order_id: uuid.UUID, zone: str, since: dt.datetime, newest: int) -> list[Met]:
    """Of an order's contacts since an instant that have an outcome: the newest few of each kind and outcome."""
    rows = _NEWEST.all(order_id=order_id, since=since, newest=newest)
    return [Met(kind, outcome, clock.local(at, zone).date()) for kind, outcome, at in rows]


def open_appointments(person_id: uuid.UUID) -> Sequence[Any]:
    """A person's planned contacts that nothing has answered yet, soonest first."""
    statement = _OF_PERSON.where(contact.c.state == ContactState.SCHEDULED).order_by(contact.c.at)
    return session.execute(statement, {"person_id": person_id}).all()


def planned_after(planned: Sequence[Any], day: dt.date, zone: str) -> Any | None:
    """The first of these appointments, soonest first, that is still to come after a day."""
    now = clock.now()
    return next((row for row in planned if row.at > now and clock.local(row.at, zone).date() > day), None)


def suggested_day(
    order: Any, kind: ContactKind, day: dt.date, planned: Sequence[Any], *, soon: bool = False
) -> dt.date | None:
    """When the next contact after one on ``day`` would keep the standards of the level: an open day of the office.

    ``soon``: the contact did not do its work, so within a week. None where one is planned already, and where it would
    fall after the end of the order.
    """
    if planned_after(planned, day, order.zone) is not None:
        return None
    ground = ground_of(order.office_id, day)
    phase = phase_on(ground.version, order.starts_on, order.ends_on, day, ground.working)
    gap = gap_of(ground.version, str(order.level), kind, phase) or USUAL_DAYS
    gap = min(gap, SOON_DAYS if soon else FURTHEST_DAYS)
    near = (day + dt.timedelta(days=n) for n in (*range(gap, 0, -1), *range(gap, gap + 7)))
    wanted = next((one for one in near if ground.working(one)), day + dt.timedelta(days=gap))
    return wanted if order.ends_on is None or wanted <= order.ends_on else None


def last_held(person_id: uuid.UUID) -> Any | None:
    """The newest contact that took place: the visit form remembers its kind, minutes and place."""
    return session.execute(_LATEST_HELD, {"person_id": person_id}).first()


def meeting(visit_id: uuid.UUID, answers_id: uuid.UUID | None) -> Sequence[Any]:
    """What a visit to be logged may meet: itself, sent before; the appointment it answers; what has replaced that.

    No NULL is looked for: SQLite's planner expects to find all the rows that replace nothing, and reads the table.
    """
    if answers_id is None:
        return _ITSELF.all(visit_id=visit_id)
    return _MEETING.all(visit_id=visit_id, answers_id=answers_id)


def evidence_deadline(office_id: uuid.UUID, day: dt.date) -> dt.date:
    """Until when the reason for an absence is waited for: some working days of the office after ``day``."""
    return add_working_days(calendar_of(office_id), day, DAYS_TO_EXPLAIN)
