"""Reading accidents, who was there, what is done about them, and figures by hours worked."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import unfit_days, visible_to
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from programmes.accidents.models import (
    Accident,
    AccidentEntry,
    AccidentMeasure,
    AccidentPerson,
    Care,
    EntryKind,
    Part,
)
from programmes.accidents.rules import Notice, notice_of, per_thousand_hours
from programmes.catalogue.models import Workshop
from programmes.intakes.models import ClassSession, Intake
from programmes.registers.models import Attendance

_accident, _who, _entry, _measure = (
    table_of(Accident), table_of(AccidentPerson), table_of(AccidentEntry), table_of(AccidentMeasure),
)  # fmt: skip
_workshop, _human, _unit = table_of(Workshop), table_of(Human), table_of(Unit)
_session, _intake, _row = table_of(ClassSession), table_of(Intake), table_of(Attendance)
YEAR = dt.timedelta(days=365)
_ACCIDENTS = (
    sa.select(
        _accident, _workshop.c.name.label("workshop"), _unit.c.name.label("unit"), _unit.c.zone,
        _human.c.name.label("by_name"),
    )
    .join(_workshop, _workshop.c.id == _accident.c.workshop_id)
    .join(_unit, _unit.c.id == _accident.c.unit_id)
    .join(_human, _human.c.id == _accident.c.recorded_by)
)  # fmt: skip


def _in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    return sa.true() if actor.everywhere else _accident.c.unit_id.in_(actor.establishments)


def accident_for(actor: Actor, accident_id: uuid.UUID) -> Any:
    """One accident with the names around it. Raises NotFound outside the actor's prisons."""
    row = session.execute(_ACCIDENTS.where(_accident.c.id == accident_id, _in_scope(actor))).first()
    if row is None:
        raise NotFound(_("There is no such accident."))
    return row


def accidents_page(actor: Actor, workshop_id: uuid.UUID | None, after: uuid.UUID | None) -> Page[Any]:
    """The accidents of the actor's prisons, or of one workshop, newest first."""
    statement = _ACCIDENTS.where(_in_scope(actor))
    if workshop_id:
        statement = statement.where(_accident.c.workshop_id == workshop_id)
    return page_of(statement, _accident.c.happened_at, row_id=_accident.c.id, after=after, newest_first=True)


def people_at(actor: Actor, accident_id: uuid.UUID) -> Sequence[Any]:
    """Who was there: persons as far as the actor may know of them, and staff."""
    known = sa.and_(person_rows.c.id == _who.c.person_id, visible_to(actor))
    statement = (
        sa.select(_who, person_rows.c.name, person_rows.c.number, _human.c.name.label("staff"))
        .select_from(_who)
        .outerjoin(person_rows, known)
        .outerjoin(_human, _human.c.id == _who.c.human_id)
        .where(_who.c.accident_id == accident_id)
        .order_by(_who.c.part, _who.c.id)
    )
    return session.execute(statement).all()


def entries_of(accident_id: uuid.UUID) -> Sequence[Any]:
    """What was added to an accident, in order."""
    statement = sa.select(_entry, _human.c.name.label("by_name")).join(_human, _human.c.id == _entry.c.by)
    return session.execute(statement.where(_entry.c.accident_id == accident_id).order_by(_entry.c.id)).all()


def measures_of(accident_id: uuid.UUID) -> Sequence[Any]:
    """What is done about an accident, by due date."""
    statement = sa.select(_measure, _human.c.name.label("who")).join(_human, _human.c.id == _measure.c.human_id)
    wanted = statement.where(_measure.c.accident_id == accident_id)
    return session.execute(wanted.order_by(_measure.c.done_on.is_not(None), _measure.c.due_on, _measure.c.id)).all()


def open_measures(actor: Actor) -> Sequence[Any]:
    """Everything still to be done about accidents in the actor's prisons, what is due first at the top."""
    statement = (
        sa.select(_measure, _human.c.name.label("who"), _workshop.c.name.label("workshop"))
        .join(_accident, _accident.c.id == _measure.c.accident_id)
        .join(_workshop, _workshop.c.id == _accident.c.workshop_id)
        .join(_human, _human.c.id == _measure.c.human_id)
        .where(_measure.c.done_on.is_(None), _in_scope(actor))
        .order_by(_measure.c.due_on, _measure.c.id)
        .limit(100)
    )
    return session.execute(statement).all()


@dataclass(frozen=True, kw_only=True)
class Harm:
    """What an accident came to so far: care given, days unfit by the health service's words, who must hear of it."""

    hurt: int
    unfit: Mapping[uuid.UUID, int]
    notice: Notice | None
    notified: bool


def harms(rows: Sequence[Any]) -> dict[uuid.UUID, Harm]:
    """The harm of several accidents (with ``id``, ``happened_at``, ``zone``), in a constant number of statements."""
    ids = [row.id for row in rows]
    hurt = defaultdict(list)
    for one in session.execute(sa.select(_who).where(_who.c.accident_id.in_(ids), _who.c.part == Part.HURT)):
        hurt[one.accident_id].append(one)
    told = set(session.scalars(sa.select(_entry.c.accident_id).where(
        _entry.c.accident_id.in_(ids), _entry.c.kind == EntryKind.NOTIFIED
    )))  # fmt: skip
    day_of = {row.id: clock.local(row.happened_at, row.zone).date() for row in rows}
    asked = {(one.person_id, day_of[key]) for key, people in hurt.items() for one in people if one.person_id}
    unfit = unfit_days(asked, clock.today()) if asked else {}
    return {row.id: _harm(day_of[row.id], hurt[row.id], unfit, notified=row.id in told) for row in rows}


def _harm(day: dt.date, hurt: Sequence[Any], days: Mapping[Any, int], *, notified: bool) -> Harm:
    unfit = {one.person_id: days[one.person_id, day] for one in hurt if one.person_id}
    notice = notice_of({Care(one.care) for one in hurt}, max(unfit.values(), default=0), day)
    return Harm(hurt=len(hurt), unfit=unfit, notice=notice, notified=notified)


def to_notify(actor: Actor) -> list[tuple[Any, Notice]]:
    """(accident, notice) of the last year that an authority must hear of and has not, the most urgent first."""
    statement = _ACCIDENTS.where(_in_scope(actor), _accident.c.happened_at >= clock.now() - YEAR)
    rows = session.execute(statement.order_by(_accident.c.happened_at.desc()).limit(200)).all()
    found = harms(rows)
    asked = [(row, found[row.id].notice) for row in rows if not found[row.id].notified]
    return sorted(((row, notice) for row, notice in asked if notice is not None), key=lambda pair: pair[1].until)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A workshop's year: accidents, people hurt, hours worked, accidents in a thousand hours."""

    workshop_id: uuid.UUID
    workshop: str
    unit: str
    accidents: int
    hurt: int
    minutes: int
    rate: float | None


def figures(actor: Actor) -> list[Figure]:
    """The last year of each workshop of the actor's prisons, the highest rate first."""
    since = clock.now() - YEAR
    worked: dict[Any, int] = dict(session.execute(
        sa.select(_intake.c.workshop_id, sa.func.sum(_row.c.minutes))
        .join(_session, _session.c.intake_id == _intake.c.id)
        .join(_row, _row.c.session_id == _session.c.id)
        .where(_row.c.attended, _row.c.held_on >= since.date(), _intake.c.workshop_id.is_not(None))
        .group_by(_intake.c.workshop_id)
    ).all())  # fmt: skip
    happened = (
        sa.select(
            _accident.c.workshop_id, sa.func.count(sa.distinct(_accident.c.id)).label("many"),
            sa.func.sum(sa.case((_who.c.part == Part.HURT, 1), else_=0)).label("hurt"),
        )
        .outerjoin(_who, _who.c.accident_id == _accident.c.id)
        .where(_accident.c.happened_at >= since)
        .group_by(_accident.c.workshop_id)
    )  # fmt: skip
    counts = {row.workshop_id: row for row in session.execute(happened)}
    rooms = sa.select(_workshop, _unit.c.name.label("unit")).join(_unit, _unit.c.id == _workshop.c.unit_id)
    if not actor.everywhere:
        rooms = rooms.where(_workshop.c.unit_id.in_(actor.establishments))
    found = [_figure(row, counts.get(row.id), worked.get(row.id, 0)) for row in session.execute(rooms.limit(300))]
    return sorted(found, key=lambda one: (-(one.rate or 0), -one.accidents, one.workshop))


def _figure(room: Any, count: Any, minutes: int) -> Figure:
    many, hurt = (count.many, int(count.hurt or 0)) if count else (0, 0)
    return Figure(
        workshop_id=room.id, workshop=room.name, unit=room.unit, accidents=many, hurt=hurt, minutes=int(minutes),
        rate=per_thousand_hours(many, int(minutes)),
    )  # fmt: skip


def staff_by_number(number: str) -> uuid.UUID | None:
    """The human with this staff number."""
    return session.scalar(sa.select(_human.c.id).where(_human.c.staff_number == number.strip().upper()))
