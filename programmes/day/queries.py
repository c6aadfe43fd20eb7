"""What happens today on each establishment's own calendar, and what needs a human."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, visible_to
from casework.public import person as person_rows
from kernel import clock
from kernel.authz import Actor
from kernel.calendars.queries import calendars_of
from kernel.db import session, table_of
from kernel.units.models import Unit, UnitKind
from kernel.units.queries import establishments
from programmes.day.rules import hours_since, is_asked_for, is_passed_on
from programmes.intakes.models import ClassSession, SessionState
from programmes.intakes.queries import INTAKES, in_scope, intake
from programmes.marks.models import RegisterMark
from programmes.places.models import Application, ApplicationState
from programmes.registers.models import Attendance

_session, _unit, _attendance, _wish = (
    table_of(ClassSession),
    table_of(Unit),
    table_of(Attendance),
    table_of(Application),
)
_MEETINGS = INTAKES.add_columns(
    _session.c.id.label("session_id"),
    _session.c.held_on,
    _session.c.starts_at.label("from_time"),
    _session.c.ends_at.label("to_time"),
    _session.c.state.label("session_state"),
    _session.c.catch_up,
).join(_session, _session.c.intake_id == intake.c.id)
_ZONES = sa.select(_unit.c.zone).distinct()
_mark = table_of(RegisterMark)
LOOK_AHEAD = dt.timedelta(days=28)
UNCHECKED_DAYS = 30
"""How far back the day page looks for work that nobody was found fit for."""


def days_now(actor: Actor) -> dict[str, dt.date]:
    """Today in every time zone of the actor's establishments: near midnight they differ."""
    statement = _ZONES if actor.everywhere else _ZONES.where(_unit.c.id.in_(actor.establishments))
    return {zone: clock.today(zone) for zone in session.scalars(statement)}


def _on(column: sa.ColumnElement[dt.date], days: dict[str, dt.date], *, past: bool = False) -> sa.ColumnElement[bool]:
    """That ``column`` is today (or past) at the establishment of the row."""
    each = [sa.and_(_unit.c.zone == zone, column < day if past else column == day) for zone, day in days.items()]
    return sa.or_(sa.false(), *each)


def sessions_today(actor: Actor, days: dict[str, dt.date]) -> Sequence[Any]:
    """Today's sessions in the actor's scope, in order of time. ``days`` are those of ``days_now``."""
    statement = _MEETINGS.where(_on(_session.c.held_on, days), in_scope(actor))
    return session.execute(statement.order_by(_session.c.starts_at, intake.c.name).limit(300)).all()


def shut_today(actor: Actor, days: dict[str, dt.date]) -> list[tuple[str, str]]:
    """(prison, reason) of the actor's prisons that are closed today."""
    prisons = establishments(actor, UnitKind.PRISON)
    calendars = calendars_of([one.id for one in prisons])
    found = [(one.name, calendars[one.id].exception(days[one.zone])) for one in prisons if one.zone in days]
    return [(name, why) for name, why in found if why]


def on_closed_days(actor: Actor, days: dict[str, dt.date]) -> list[tuple[Any, str]]:
    """The planned sessions of the coming weeks that fall on a day closed since, with the reason, soonest first."""
    first = min(days.values(), default=clock.today())
    statement = _MEETINGS.where(
        _session.c.held_on >= first, _session.c.held_on <= first + LOOK_AHEAD,
        _session.c.state == SessionState.PLANNED, in_scope(actor),
    )  # fmt: skip
    rows = session.execute(statement.order_by(_session.c.held_on, _session.c.id).limit(1000)).all()
    calendars = calendars_of({row.unit_id for row in rows})
    return [(row, why) for row in rows if (why := calendars[row.unit_id].exception(row.held_on)) is not None]


def unmarked(actor: Actor, days: dict[str, dt.date]) -> Sequence[Any]:
    """The sessions whose register is asked for by now because nobody took it, oldest first."""
    by_now = sa.or_(_on(_session.c.held_on, days), _on(_session.c.held_on, days, past=True))
    wanted = (by_now, _session.c.state == SessionState.PLANNED, in_scope(actor))
    rows = session.execute(_MEETINGS.where(*wanted).order_by(_session.c.held_on, _session.c.id).limit(100)).all()
    return [row for row in rows if is_asked_for(_hours_over(row))]


def _hours_over(row: Any) -> float:
    return hours_since(dt.datetime.combine(row.held_on, row.to_time), clock.local(clock.now(), row.zone))


@dataclass(frozen=True, kw_only=True)
class Late:
    """A register that nobody took: since how many days, how many of its rows are kept, whether it was passed on."""

    session_id: uuid.UUID
    name: str
    instructor: str
    instructor_id: uuid.UUID
    held_on: dt.date
    from_time: dt.time
    days_late: int
    marked: int
    passed_on: bool


def late_registers(actor: Actor, days: dict[str, dt.date]) -> list[Late]:
    """What instructors are asked for, oldest first; ``passed_on`` is what their coordinator is asked for too."""
    rows = unmarked(actor, days)
    kept = sa.select(_mark.c.session_id, sa.func.count()).where(_mark.c.session_id.in_([r.session_id for r in rows]))
    marked: dict[uuid.UUID, int] = dict(session.execute(kept.group_by(_mark.c.session_id)).all()) if rows else {}
    return [
        Late(
            session_id=row.session_id, name=row.name, instructor=row.instructor, instructor_id=row.instructor_id,
            held_on=row.held_on, from_time=row.from_time, days_late=(days[row.zone] - row.held_on).days,
            marked=marked.get(row.session_id, 0), passed_on=is_passed_on(_hours_over(row)),
        )
        for row in rows
    ]  # fmt: skip


def groups_with_waiting(actor: Actor, days: dict[str, dt.date]) -> Sequence[Any]:
    """The groups that are not over, with how many wait there (``waiting``), most free seats first."""
    waiting = (
        sa.select(sa.func.count())
        .select_from(_wish.join(person_rows, person_rows.c.id == _wish.c.person_id))
        .where(
            _wish.c.programme_id == intake.c.programme_id,
            _wish.c.unit_id == intake.c.unit_id,
            _wish.c.state.in_((ApplicationState.PENDING, ApplicationState.OFFERED)),
            visible_to(actor),
        )
        .correlate(intake)
        .scalar_subquery()
    )
    running = sa.not_(_on(intake.c.ends_on, days, past=True))
    statement = INTAKES.add_columns(waiting.label("waiting")).where(running, in_scope(actor))
    return session.execute(
        statement.order_by((intake.c.capacity - intake.c.taken).desc(), intake.c.name).limit(200)
    ).all()


def worked_unchecked(actor: Actor, since: dt.date) -> Sequence[Any]:
    """People who worked without a health professional's word since a day, newest first (Mandela Rule 96)."""
    statement = (
        sa.select(
            person_rows.c.id,
            person_rows.c.name,
            person_rows.c.number,
            intake.c.name.label("group"),
            _attendance.c.session_id,
            _attendance.c.held_on,
        )
        .select_from(_attendance)
        .join(person_rows, person_rows.c.id == file_now(_attendance.c.person_id))
        .join(_session, _session.c.id == _attendance.c.session_id)
        .join(intake, intake.c.id == _session.c.intake_id)
        .where(_attendance.c.fitness_unchecked, _attendance.c.held_on >= since, in_scope(actor), visible_to(actor))
        .order_by(_attendance.c.held_on.desc(), _attendance.c.id)
        .limit(50)
    )
    return session.execute(statement).all()
