"""Counting places, people, days, hours and pay of one establishment. Lists come from the same statements.

Who began a course and has left the prison since is counted: else only those who stay would. Restricted files and
those the reader is kept away from are not.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from casework.public import may_count
from casework.public import person as person_rows
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.units.models import Unit
from programmes.catalogue.models import ProgrammeKind
from programmes.figures.rules import BUCKETS, WEEK, Period
from programmes.intakes.queries import class_session, intake, programme
from programmes.pay.models import PayLine, PayRate
from programmes.places.models import AllocationState, ApplicationState
from programmes.places.queries import allocation, application
from programmes.registers.queries import attendance, correction

_wing, _line, _rate = table_of(Unit).alias("wing"), table_of(PayLine), table_of(PayRate)
_TAKES_PART = (AllocationState.ACTIVE, AllocationState.UNDER_REVIEW)
WAITS = (ApplicationState.PENDING, ApplicationState.OFFERED)
MOST_GROUPS = 500
EARNING = (ProgrammeKind.EDUCATION, ProgrammeKind.VOCATIONAL, ProgrammeKind.WORK)


@dataclass(frozen=True, kw_only=True)
class View:
    """Who asks about which establishment and period."""

    actor: Actor
    unit_id: uuid.UUID
    period: Period
    today: dt.date

    @property
    def counted(self) -> sa.ColumnElement[bool]:
        """Whose rows count, wherever they are now."""
        return may_count(replace(self.actor, everywhere=True))

    @property
    def held(self) -> tuple[sa.ColumnElement[bool], ...]:
        """Everybody held there now who counts."""
        here = (person_rows.c.establishment_id == self.unit_id, person_rows.c.in_custody.is_(True))
        return (*here, may_count(self.actor))


def seats(view: View) -> Sequence[Any]:
    """The groups that are not over: seats, those taken, offers out, people waiting."""
    wishes = sa.select(sa.func.count()).select_from(application).where(
        application.c.programme_id == intake.c.programme_id, application.c.unit_id == intake.c.unit_id
    ).correlate(intake)  # fmt: skip
    offers = wishes.where(
        application.c.state == ApplicationState.OFFERED, application.c.intake_id == intake.c.id
    ).scalar_subquery()
    waiting = wishes.where(application.c.state == ApplicationState.PENDING).scalar_subquery()
    statement = (
        sa.select(
            intake.c.id, intake.c.name, intake.c.capacity, intake.c.taken, intake.c.starts_on, programme.c.kind,
            programme.c.name.label("programme"), offers.label("offers"), waiting.label("waiting"),
        )
        .join(programme, programme.c.id == intake.c.programme_id)
        .where(intake.c.unit_id == view.unit_id, intake.c.ends_on >= view.today)
        .order_by(programme.c.name, intake.c.starts_on, intake.c.id)
    )  # fmt: skip
    return session.execute(statement.limit(MOST_GROUPS)).all()


def _has(kind: ProgrammeKind) -> sa.ColumnElement[int]:
    return sa.func.max(sa.case((programme.c.kind == kind, 1), else_=0)).label(kind.value)


def part_of(view: View) -> tuple[sa.FromClause, sa.ColumnElement[str]]:
    """People held there beside what they take part in, and the one column of TAKING_PART each belongs to."""
    taking = (
        sa.select(allocation.c.person_id, *(_has(kind) for kind in EARNING))
        .join(intake, intake.c.id == allocation.c.intake_id)
        .join(programme, programme.c.id == intake.c.programme_id)
        .where(allocation.c.state.in_(_TAKES_PART), intake.c.unit_id == view.unit_id)
        .group_by(allocation.c.person_id)
        .subquery()
    )
    main = functools.reduce(operator.add, (taking.c[kind.value] for kind in EARNING))
    column = sa.case(
        (taking.c.person_id.is_(None), "none"), (main > 1, "several"),
        *((taking.c[kind.value] == 1, kind.value) for kind in EARNING), else_="other",
    )  # fmt: skip
    return person_rows.outerjoin(taking, taking.c.person_id == person_rows.c.id), column


def participation(view: View) -> Sequence[Any]:
    """(sex, wing_id, wing, level, column, people) of everybody held there now."""
    source, column = part_of(view)
    source = source.outerjoin(_wing, _wing.c.id == person_rows.c.wing_id)
    keys = (person_rows.c.sex, person_rows.c.wing_id, _wing.c.name.label("wing"), person_rows.c.level)
    what = column.label("takes")
    statement = sa.select(*keys, what, sa.func.count().label("people")).select_from(source).where(*view.held)
    return session.execute(statement.group_by(*keys, what)).all()


def given(view: View) -> sa.Select[Any]:
    """Places that began in the period, with the wish before them."""
    begun = allocation.c.starts_on.between(view.period.first, view.period.last)
    never = sa.and_(allocation.c.ended_on.is_not(None), allocation.c.ended_on < allocation.c.starts_on)
    return (
        sa.select(
            allocation.c.id, allocation.c.person_id, allocation.c.state, allocation.c.end_reason,
            allocation.c.starts_on, application.c.requested_on, programme.c.id.label("programme_id"),
            programme.c.name.label("programme"),
        )
        .join(application, application.c.id == allocation.c.application_id)
        .join(intake, intake.c.id == allocation.c.intake_id)
        .join(programme, programme.c.id == intake.c.programme_id)
        .join(person_rows, person_rows.c.id == allocation.c.person_id)
        .where(intake.c.unit_id == view.unit_id, begun, ~never, allocation.c.state != AllocationState.PENDING)
        .where(view.counted)
    )  # fmt: skip


def wishes_waiting(view: View) -> sa.Select[Any]:
    """Wishes that wait there now."""
    return (
        sa.select(
            application.c.id, application.c.person_id, application.c.requested_on, application.c.state,
            programme.c.id.label("programme_id"), programme.c.name.label("programme"),
        )
        .join(programme, programme.c.id == application.c.programme_id)
        .join(person_rows, person_rows.c.id == application.c.person_id)
        .where(application.c.unit_id == view.unit_id, application.c.state.in_(WAITS), view.counted)
    )  # fmt: skip


def starters(view: View) -> Sequence[Any]:
    """(programme_id, programme, state, end_reason, requested_on, starts_on, people) of who began in the period."""
    rows = given(view).subquery()
    keys = [rows.c[name] for name in ("programme_id", "programme", "state", "end_reason", "requested_on", "starts_on")]
    return session.execute(sa.select(*keys, sa.func.count().label("people")).group_by(*keys)).all()


def waiting(view: View) -> Sequence[Any]:
    """(programme_id, programme, requested_on, people) of who waits now."""
    rows = wishes_waiting(view).subquery()
    keys = [rows.c[name] for name in ("programme_id", "programme", "requested_on")]
    return session.execute(sa.select(*keys, sa.func.count().label("people")).group_by(*keys)).all()


def minutes_by(view: View, *keys: sa.ColumnElement[Any]) -> sa.Subquery:
    """Minutes attended in the period by ``keys``, after corrections."""
    held = (
        class_session.c.held_on.between(view.period.first, view.period.last),
        intake.c.unit_id == view.unit_id, programme.c.id == intake.c.programme_id,
        intake.c.id == class_session.c.intake_id, class_session.c.id == attendance.c.session_id,
        allocation.c.id == attendance.c.allocation_id,
    )  # fmt: skip
    came = sa.case((attendance.c.attended, attendance.c.minutes), else_=0)
    rows = sa.select(*keys, came.label("minutes")).where(*held)
    mended = sa.select(*keys, correction.c.minutes_delta.label("minutes")).where(
        *held, correction.c.attendance_id == attendance.c.id
    )
    both = sa.union_all(rows, mended).subquery()
    named = [both.c[str(key.key)] for key in keys]
    return sa.select(*named, sa.func.sum(both.c.minutes).label("minutes")).group_by(*named).subquery()


def hours_of(view: View) -> tuple[sa.FromClause, sa.ColumnElement[str], sa.ColumnElement[int]]:
    """People held there beside their minutes, the column of BUCKETS each belongs to, and the minutes a week."""
    worked = minutes_by(view, allocation.c.person_id)
    weekly = sa.func.coalesce(worked.c.minutes, 0) * WEEK // view.period.days
    column = sa.case(*((weekly <= most, key) for key, _label, most in BUCKETS))
    return person_rows.outerjoin(worked, worked.c.person_id == person_rows.c.id), column, weekly


def hours(view: View) -> Sequence[Any]:
    """(sex, column of BUCKETS, people) of everybody held there now, by their hours a week in the period."""
    source, column, _weekly = hours_of(view)
    what = column.label("bucket")
    statement = sa.select(person_rows.c.sex, what, sa.func.count().label("people")).select_from(source)
    return session.execute(statement.where(*view.held).group_by(person_rows.c.sex, what)).all()


def _earned(view: View, *keys: sa.ColumnElement[Any]) -> sa.Subquery:
    rows = (
        sa.select(*keys, _line.c.currency, sa.func.sum(_line.c.minor).label("minor"))
        .join(_rate, _rate.c.id == _line.c.rate_id)
        .join(programme, programme.c.id == _rate.c.programme_id)
        .where(_line.c.unit_id == view.unit_id, _line.c.earned_on.between(view.period.first, view.period.last))
    )
    return rows.group_by(*keys, _line.c.currency).subquery()


def pay(view: View) -> tuple[Sequence[Any], Sequence[Any]]:
    """(kind, minutes, people) attended and (kind, currency, minor) earned in the period."""
    by_person = minutes_by(view, programme.c.kind, allocation.c.person_id)
    attended = (
        sa.select(by_person.c.kind, sa.func.sum(by_person.c.minutes).label("minutes"), sa.func.count().label("people"))
        .join(person_rows, person_rows.c.id == by_person.c.person_id)
        .where(by_person.c.minutes > 0, by_person.c.kind.in_(EARNING), view.counted)
        .group_by(by_person.c.kind)
    )
    by_payee = _earned(view, programme.c.kind, _line.c.person_id)
    earned = (
        sa.select(by_payee.c.kind, by_payee.c.currency, sa.func.sum(by_payee.c.minor).label("minor"))
        .join(person_rows, person_rows.c.id == by_payee.c.person_id)
        .where(by_payee.c.kind.in_(EARNING), view.counted)
        .group_by(by_payee.c.kind, by_payee.c.currency)
    )
    return session.execute(attended).all(), session.execute(earned).all()
