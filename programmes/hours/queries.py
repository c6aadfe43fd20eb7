"""Reading hours: of work and of education, held and planned, after corrections."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casework.public import age_on, visible_to
from casework.public import person as person_rows
from kernel.authz import Actor
from kernel.db import session, table_of
from programmes.catalogue.models import Programme, ProgrammeKind
from programmes.exclusions.models import DayPart, PlaceExclusion
from programmes.exclusions.rules import part_of
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.places.models import Allocation, AllocationState
from programmes.registers.models import Attendance, AttendanceCorrection
from programmes.registers.rules import CODES, standing

_session, _intake, _programme, _place = (
    table_of(ClassSession),
    table_of(Intake),
    table_of(Programme),
    table_of(Allocation),
)
_row, _mended, _except = table_of(Attendance), table_of(AttendanceCorrection), table_of(PlaceExclusion)
Days = dict[dt.date, int]
MOST = 600


@dataclass
class Hours:
    """What is known of one person: minutes of work by day, minutes of education by day, whether in education, age."""

    work: Days = field(default_factory=lambda: defaultdict(int))
    learning: Days = field(default_factory=lambda: defaultdict(int))
    studies: bool = False
    born: tuple[dt.date | None, dt.date | None] = (None, None)

    def age(self, on: dt.date) -> int | None:
        """The least age on a day; None when not known."""
        return age_on(on, *self.born).least


def hours_of(
    people: Sequence[uuid.UUID],
    first: dt.date,
    last: dt.date,
    *,
    without: uuid.UUID | None = None,
    planned: bool = False,
) -> dict[uuid.UUID, Hours]:
    """The hours of several people from a day to a day, whoever asks: for deciding, not for a screen.

    ``without`` leaves one session out; ``planned`` counts the sessions to come of the places they hold too.
    """  # fmt: skip
    found = {key: Hours() for key in people}
    if not found:
        return found
    for met in [*_worked(people, first, last), *(_planned(people, first, last) if planned else ())]:
        if met.session_id != without:
            _count(found[met.person_id], met.kind, met.held_on, met.minutes)
    _add_facts(found)
    return found


def _add_facts(found: Mapping[uuid.UUID, Hours]) -> None:
    """Who is in education, and who was born when."""
    learn = (
        sa.select(_place.c.person_id)
        .join(_intake, _intake.c.id == _place.c.intake_id)
        .join(_programme, _programme.c.id == _intake.c.programme_id)
        .where(_programme.c.kind == ProgrammeKind.EDUCATION, _place.c.state != AllocationState.ENDED)
    )
    for key in session.scalars(learn.where(_place.c.person_id.in_(found))):
        found[key].studies = True
    born = sa.select(person_rows.c.id, person_rows.c.born_earliest, person_rows.c.born_latest)
    for row in session.execute(born.where(person_rows.c.id.in_(found))):
        found[row.id].born = (row.born_earliest, row.born_latest)


def _count(hours: Hours, kind: str, day: dt.date, minutes: int) -> None:
    if kind == ProgrammeKind.WORK:
        hours.work[day] += minutes
    elif kind == ProgrammeKind.EDUCATION:
        hours.learning[day] += minutes


@dataclass(frozen=True)
class _Met:
    person_id: uuid.UUID
    session_id: uuid.UUID
    kind: str
    held_on: dt.date
    minutes: int


def _worked(people: Sequence[uuid.UUID], first: dt.date, last: dt.date) -> list[_Met]:
    """What registers say was attended, after their corrections."""
    statement = (
        sa.select(_row, _programme.c.kind)
        .join(_session, _session.c.id == _row.c.session_id)
        .join(_intake, _intake.c.id == _session.c.intake_id)
        .join(_programme, _programme.c.id == _intake.c.programme_id)
        .where(_row.c.person_id.in_(people), _row.c.held_on.between(first, last))
    )
    rows = session.execute(statement).all()
    mended = defaultdict(list)
    known = _mended.c.attendance_id.in_([row.id for row in rows])
    for one in session.execute(sa.select(_mended).where(known).order_by(_mended.c.seq)) if rows else ():
        mended[one.attendance_id].append(one)
    now = [(row, standing(row, mended[row.id])) for row in rows]
    return [
        _Met(row.person_id, row.session_id, row.kind, row.held_on, at.minutes)
        for row, at in now
        if CODES[at.code].attended
    ]


def _planned(people: Sequence[uuid.UUID], first: dt.date, last: dt.date) -> list[_Met]:
    """The sessions not held yet at which they are expected, without the times they do not come."""
    recorded = sa.exists().where(_row.c.session_id == _session.c.id, _row.c.allocation_id == _place.c.id)
    statement = (
        sa.select(
            _place.c.id, _place.c.person_id, _session.c.id.label("session_id"), _session.c.held_on,
            _session.c.starts_at, _session.c.minutes, _programme.c.kind,
        )
        .join(_session, _session.c.intake_id == _place.c.intake_id)
        .join(_intake, _intake.c.id == _place.c.intake_id)
        .join(_programme, _programme.c.id == _intake.c.programme_id)
        .where(
            _place.c.person_id.in_(people), _place.c.state.not_in((AllocationState.ENDED, AllocationState.SUSPENDED)),
            _session.c.state == SessionState.PLANNED, _session.c.held_on.between(first, last),
            _session.c.held_on >= _place.c.starts_on, ~recorded,
        )
    )  # fmt: skip
    rows = session.execute(statement).all()
    away = _away([row.id for row in rows])
    return [
        _Met(row.person_id, row.session_id, row.kind, row.held_on, row.minutes)
        for row in rows
        if not any(_is_away(one, row) for one in away[row.id])
    ]


def _away(places: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Any]]:
    found = defaultdict(list)
    if places:
        for one in session.execute(sa.select(_except).where(_except.c.allocation_id.in_(places))):
            found[one.allocation_id].append(one)
    return found


def _is_away(one: Any, row: Any) -> bool:
    return (
        one.weekday == row.held_on.weekday()
        and one.part in {DayPart.DAY, part_of(row.starts_at)}
        and one.from_on <= row.held_on
        and (one.until_on is None or row.held_on <= one.until_on)
    )


def meetings_of(intake_id: uuid.UUID, since: dt.date) -> list[tuple[dt.date, int]]:
    """(day, minutes) of the planned sessions of a group from a day on."""
    wanted = (_session.c.intake_id == intake_id, _session.c.held_on >= since)
    statement = sa.select(_session.c.held_on, _session.c.minutes).where(
        *wanted, _session.c.state == SessionState.PLANNED
    )
    return [(row.held_on, row.minutes) for row in session.execute(statement)]


def holders_of(intake_id: uuid.UUID) -> dict[uuid.UUID, str]:
    """Name by id of everybody with an open place in a group, whoever asks: for refusals, never for a screen."""
    statement = sa.select(person_rows.c.id, person_rows.c.name).join(_place, _place.c.person_id == person_rows.c.id)
    wanted = (_place.c.intake_id == intake_id, _place.c.state != AllocationState.ENDED)
    return {row.id: row.name for row in session.execute(statement.where(*wanted))}


def workers(actor: Actor, unit_id: uuid.UUID, first: dt.date, last: dt.date) -> Sequence[Any]:
    """(id, name, number) of whoever worked, learned or holds a place in a prison in these days, by name."""
    met = (
        sa.select(_row.c.person_id)
        .join(_session, _session.c.id == _row.c.session_id)
        .join(_intake, _intake.c.id == _session.c.intake_id)
        .where(_intake.c.unit_id == unit_id, _row.c.held_on.between(first, last))
    )
    statement = sa.select(person_rows.c.id, person_rows.c.name, person_rows.c.number)
    wanted = (person_rows.c.id.in_(met), visible_to(actor))
    by = (person_rows.c.sort_name, person_rows.c.id)
    return session.execute(statement.where(*wanted).order_by(*by).limit(MOST)).all()
