"""What an officer and a supervisor need to see today. Every list carries the wall around people's files."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person, visible_to
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from probation.arranging.queries import confirmation
from probation.boards.queries import next_of, unlogged_under
from probation.contacts.models import ContactState
from probation.contacts.queries import contact, counting_of, stands
from probation.contacts.rules import PENDING
from probation.happenings.models import Happening
from probation.happenings.queries import event, newest_events
from probation.orders.models import OPEN, RUNNING
from probation.orders.queries import order
from probation.packs.queries import grounds_of
from probation.places.queries import contact_place
from probation.standards.models import ContactDue
from probation.standards.queries import Picture, picture

due = table_of(ContactDue)
_human, _unit = table_of(Human), table_of(Unit)
_last = contact.alias("last")
_newer = contact.alias("newer_than_last")
LIMIT = 100
SOON, LATELY = dt.timedelta(days=7), dt.timedelta(days=30)
ASKING = (Happening.MOVED_HOUSE, Happening.LOST_JOB)
FAR = dt.date(9999, 1, 1)
LOOK_BACK = dt.timedelta(days=800)

_last_agreed = (
    sa.select(_last.c.agreed_action)
    .where(
        _last.c.person_id == contact.c.person_id, _last.c.state == ContactState.HELD, _last.c.agreed_action != "",
        ~sa.exists().where(_newer.c.replaces_id == _last.c.id),
    )
    .order_by(_last.c.at.desc())
    .limit(1)
    .scalar_subquery()
)  # fmt: skip
_PLANNED = (
    sa.select(
        contact.c.id, contact.c.person_id, contact.c.kind, contact.c.scheduled_at, contact.c.place,
        person.c.name, person.c.number, person.c.known_as, person.c.language, person.c.in_custody,
        contact_place.c.address, contact_place.c.phone, contact_place.c.note, contact_place.c.safety_note,
        confirmation.c.how.label("confirmed"),
        _unit.c.name.label("office"), _unit.c.zone, _last_agreed.label("last_agreed"),
    )
    .select_from(contact)
    .join(person, person.c.id == file_now(contact.c.person_id))
    .join(order, order.c.id == contact.c.order_id)
    .join(_unit, _unit.c.id == order.c.office_id)
    .outerjoin(confirmation, confirmation.c.contact_id == contact.c.id)
    .outerjoin(contact_place, sa.and_(contact_place.c.person_id == person.c.id, contact_place.c.ended_at.is_(None)))
    .where(contact.c.state == ContactState.SCHEDULED, stands)
    .order_by(contact.c.scheduled_at, contact.c.id)
    .limit(LIMIT)
)  # fmt: skip
_OWED = (
    sa.select(
        order.c.id, order.c.person_id, order.c.office_id, order.c.state, order.c.level, order.c.level_since,
        order.c.starts_on, order.c.ends_on, order.c.reset_on, order.c.failure_limit, order.c.kind,
        order.c.level_review_on,
        due.c.due_on, due.c.rule, due.c.good_news, person.c.name, person.c.other_name, person.c.number,
        person.c.in_custody,
        person.c.officer_id, _unit.c.zone, _unit.c.name.label("office"), _human.c.name.label("officer"),
    )
    .join(due, due.c.order_id == order.c.id)
    .join(person, person.c.id == order.c.person_id)
    .join(_unit, _unit.c.id == order.c.office_id)
    .outerjoin(_human, _human.c.id == person.c.officer_id)
    .where(order.c.state.in_(sorted(RUNNING)), person.c.in_custody.is_(False))
)  # fmt: skip


def zone_of(actor: Actor) -> str:
    """The zone of the actor's first office, for "today"; UTC for one who is everywhere."""
    statement = (
        sa.select(_unit.c.zone).where(_unit.c.id.in_(list(actor.establishments))).order_by(_unit.c.name).limit(1)
    )
    return session.scalar(statement) or "UTC"


def day_bounds(day: dt.date, zone: str) -> tuple[dt.datetime, dt.datetime]:
    """The instants between which it is ``day`` in ``zone``; a day of clock change has 23 or 25 hours."""
    where = zoneinfo.ZoneInfo(zone)
    start = dt.datetime.combine(day, dt.time(), where)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), where)
    return start.astimezone(dt.UTC), end.astimezone(dt.UTC)


def visits_between(actor: Actor, start: dt.datetime, end: dt.datetime) -> Sequence[Any]:
    """The actor's planned contacts between two instants, in order of time, with place, safety and what was agreed."""
    mine = contact.c.officer_id == actor.human_id
    statement = _PLANNED.where(mine, contact.c.scheduled_at >= start, contact.c.scheduled_at < end, visible_to(actor))
    return session.execute(statement).all()


def outcomes_to_log(actor: Actor, before: dt.datetime) -> Sequence[Any]:
    """The actor's planned contacts whose time has passed without a word of what came of them."""
    statement = _PLANNED.where(
        contact.c.officer_id == actor.human_id, contact.c.scheduled_at < before, visible_to(actor)
    )
    return session.execute(statement).all()


def evidence_waiting(actor: Actor) -> Sequence[Any]:
    """Contacts the person did not come to and whose reason is still to come, the nearest deadline first."""
    statement = (
        sa.select(
            contact.c.id, contact.c.at, contact.c.kind, contact.c.evidence_due_on, person.c.name, person.c.number
        )
        .select_from(contact)
        .join(person, person.c.id == file_now(contact.c.person_id))
        .join(order, order.c.id == contact.c.order_id)
        .where(
            order.c.state.in_(sorted(OPEN)),
            contact.c.officer_id == actor.human_id,
            contact.c.outcome.in_(sorted(PENDING)),
            stands,
            visible_to(actor),
        )
        .order_by(sa.func.coalesce(contact.c.evidence_due_on, FAR), contact.c.at)
        .limit(20)
    )  # fmt: skip
    return session.execute(statement).all()


@dataclass(frozen=True, kw_only=True)
class Owed:
    """An order on a list, with the picture of what is owed and why."""

    row: Any
    picture: Picture
    today: dt.date
    next_at: dt.datetime | None = None


def _pictured(rows: Sequence[Any]) -> list[Owed]:
    """The reasons of a page of orders: one statement for all of them."""
    counting = counting_of({row.id: row.zone for row in rows}, clock.now() - LOOK_BACK) if rows else {}
    days = {zone: clock.today(zone) for zone in {row.zone for row in rows}}
    grounds = grounds_of({row.office_id: days[row.zone] for row in rows})
    events = newest_events({row.person_id for row in rows})
    booked = next_of([row.id for row in rows])
    return [
        Owed(
            row=row,
            picture=picture(row, counting[row.id], days[row.zone], grounds[row.office_id], events[row.person_id]),
            today=days[row.zone],
            next_at=booked.get(row.id),
        )
        for row in rows
    ]


def owed_soon(actor: Actor, today: dt.date) -> list[Owed]:
    """The actor's people to whom contact is owed within a week or is overdue, soonest first.

    Those too in whose life something happened lately that a standard asks a contact for.
    """
    happened = sa.exists().where(
        event.c.person_id == order.c.person_id, event.c.kind.in_(sorted(ASKING)), event.c.taken_back_at.is_(None),
        event.c.on >= today - LATELY,
    )  # fmt: skip
    soon = sa.or_(due.c.due_on <= today + SOON, happened)
    statement = _OWED.where(person.c.officer_id == actor.human_id, soon, visible_to(actor))
    return _pictured(session.execute(statement.order_by(due.c.due_on, order.c.id).limit(30)).all())


def good_news(actor: Actor) -> Sequence[Any]:
    """The actor's people who have earned a lower level or an early end."""
    statement = _OWED.where(person.c.officer_id == actor.human_id, due.c.good_news != "", visible_to(actor))
    return session.execute(statement.order_by(person.c.sort_name).limit(20)).all()


@dataclass(frozen=True, kw_only=True)
class CaseloadFilter:
    """What the address of a caseload says: whose, which level, what is due. No personal data.

    ``whose`` is "mine", "office" or the id of an officer.
    """

    whose: str = "mine"
    level: str = ""
    due: str = ""


def caseload_page(actor: Actor, wanted: CaseloadFilter, today: dt.date, after: uuid.UUID | None) -> Page[Owed]:
    """One page of people under supervision, by what is due first; those owed nothing stand last."""
    statement = _OWED.where(visible_to(actor))
    if wanted.whose != "office":
        officer = actor.human_id if wanted.whose == "mine" else uuid.UUID(wanted.whose)
        statement = statement.where(person.c.officer_id == officer)
    if wanted.level:
        statement = statement.where(order.c.level == wanted.level)
    narrow = {"overdue": due.c.due_on < today, "week": due.c.due_on <= today + SOON, "good": due.c.good_news != "",
              "unlogged": unlogged_under(order.c.id)}  # fmt: skip
    if wanted.due in narrow:
        statement = statement.where(narrow[wanted.due])
    when = sa.func.coalesce(due.c.due_on, sa.literal(FAR, due.c.due_on.type))
    found = page_of(statement, when, row_id=order.c.id, after=after, size=25)
    return Page(_pictured(found.rows), found.after)


_IS_LATE = due.c.due_on < sa.bindparam("today", type_=sa.Date())
_BY_OFFICER = (
    sa.select(
        person.c.officer_id, _human.c.name, sa.func.count().label("people"),
        sa.func.coalesce(sa.func.sum(sa.case((_IS_LATE, 1), else_=0)), 0).label("late"),
        sa.func.coalesce(sa.func.sum(sa.case((due.c.good_news != "", 1), else_=0)), 0).label("good"),
    )
    .select_from(
        order.join(due, due.c.order_id == order.c.id)
        .join(person, person.c.id == order.c.person_id)
        .outerjoin(_human, _human.c.id == person.c.officer_id)
    )
    .where(order.c.state.in_(sorted(RUNNING)), person.c.in_custody.is_(False))
    .group_by(person.c.officer_id, _human.c.name)
)  # fmt: skip


def by_officer(actor: Actor, today: dt.date) -> Sequence[Any]:
    """Per officer: people, contacts overdue, good news waiting. Most overdue for their caseload first."""
    rows = session.execute(_BY_OFFICER.where(visible_to(actor)), {"today": today}).all()
    return sorted(rows, key=lambda row: (-row.late / row.people, row.name or ""))


def level_reviews(actor: Actor, today: dt.date, *, mine: bool) -> Sequence[Any]:
    """Orders whose level is to be looked at again."""
    statement = _OWED.where(order.c.level_review_on <= today, visible_to(actor))
    if mine:
        statement = statement.where(person.c.officer_id == actor.human_id)
    return session.execute(statement.order_by(order.c.level_review_on).limit(30)).all()
