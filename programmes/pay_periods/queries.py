"""Reading what the next pay run would pay, and what runs have paid."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import visible_to
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.jobs.models import Job
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.pay.models import PayException, PayLine
from programmes.pay.queries import stands
from programmes.pay_periods.models import FrozenLine, PayApproval, PayPeriod, PayReturn
from programmes.pay_periods.rules import paid_parts

_line, _frozen, _period = table_of(PayLine), table_of(FrozenLine), table_of(PayPeriod)
_unit, _human, _exception = table_of(Unit), table_of(Human), table_of(PayException)
_approval, _job, _return = table_of(PayApproval), table_of(Job), table_of(PayReturn)
_session, _intake = table_of(ClassSession), table_of(Intake)


def open_lines_until(unit_id: uuid.UUID, last_on: dt.date) -> Sequence[Any]:
    """Every line of a prison up to a day that no run froze, or one that was sent back: for the run, not for screens."""
    statement = (
        sa.select(_line)
        .select_from(_line)
        .outerjoin(_frozen, sa.and_(_frozen.c.id == _line.c.id, stands))
        .where(_line.c.unit_id == unit_id, _line.c.earned_on <= last_on, _frozen.c.id.is_(None))
        .order_by(_line.c.earned_on, _line.c.id)
    )
    return session.execute(statement).all()


@dataclass(frozen=True)
class Due:
    """What one person gets in one currency: the lines, what each announces; ``parts`` None: it waits."""

    lines: list[Any]
    parts: dict[uuid.UUID, int] | None

    @property
    def minor(self) -> int:
        """What the lines sum to."""
        return sum(line.minor for line in self.lines)

    @property
    def carried(self) -> int | None:
        """How many good pieces fill no batch yet, after the line that was made last; None where none are paid so."""
        told = [line for line in self.lines if "batch" in line.explain]
        return max(told, key=lambda line: line.id).explain["carried"] if told else None


def dues_until(unit_id: uuid.UUID, last_on: dt.date) -> dict[tuple[uuid.UUID, str], Due]:
    """What a run up to a day pays, by person and currency. For the run and for sums, never for a screen of people."""
    by_person = defaultdict(list)
    for line in open_lines_until(unit_id, last_on):
        by_person[line.person_id, line.currency].append(line)
    return {key: Due(lines, paid_parts(lines)) for key, lines in by_person.items()}


def names_of(actor: Actor, people: Sequence[uuid.UUID], after: uuid.UUID | None) -> Page[Any]:
    """One page of (id, name, number) of those the actor may know of, by name."""
    statement = sa.select(person_rows.c.id, person_rows.c.name, person_rows.c.number)
    wanted = statement.where(person_rows.c.id.in_(people), visible_to(actor))
    return page_of(wanted, person_rows.c.sort_name, row_id=person_rows.c.id, after=after)


_not_returned = _period.c.id.not_in(sa.select(_return.c.id))
_RETURNED = (
    sa.select(_return, _human.c.name.label("who"), _period.c.last_on)
    .select_from(_return)
    .join(_human, _human.c.id == _return.c.returned_by)
    .join(_period, _period.c.id == _return.c.id)
)


def last_run(unit_id: uuid.UUID) -> dt.date | None:
    """The last day that a run of a prison has frozen."""
    found: dt.date | None = session.scalar(
        sa.select(sa.func.max(_period.c.last_on)).where(_period.c.unit_id == unit_id, _not_returned)
    )
    return found


def times_returned(unit_id: uuid.UUID, last_on: dt.date) -> int:
    """How many runs of a prison up to exactly this day were sent back."""
    same = (_period.c.unit_id == unit_id, _period.c.last_on == last_on)
    wanted = sa.select(sa.func.count()).select_from(_return.join(_period, _period.c.id == _return.c.id)).where(*same)
    return session.scalar(wanted) or 0


def returned_lines(unit_id: uuid.UUID) -> dict[uuid.UUID, uuid.UUID]:
    """Lines of a prison that wait because the run that froze them last was sent back: line to that run."""
    later = _frozen.alias("later")
    rows = session.execute(
        sa.select(_frozen.c.id, _frozen.c.period_id)
        .select_from(_frozen)
        .join(_return, _return.c.id == _frozen.c.period_id)
        .join(_period, _period.c.id == _frozen.c.period_id)
        .where(
            _period.c.unit_id == unit_id,
            ~sa.exists().where(later.c.id == _frozen.c.id, later.c.again_after == _frozen.c.period_id),
        )
    )
    return {row.id: row.period_id for row in rows}


def return_of(period_id: uuid.UUID) -> Any:
    """Who sent a run back, when and why; None when nobody did."""
    return session.execute(_RETURNED.where(_return.c.id == period_id)).first()


def returned_waiting(unit_id: uuid.UUID) -> Sequence[Any]:
    """Runs of a prison that were sent back and whose lines no later run has frozen, the newest first."""
    runs = set(returned_lines(unit_id).values())
    return session.execute(_RETURNED.where(_return.c.id.in_(runs)).order_by(_return.c.returned_at.desc())).all()


def loose_ends(unit_id: uuid.UUID, last_on: dt.date) -> tuple[int, int]:
    """(registers nobody took, items that wait for a rate or a human) of a prison up to a day."""
    untaken = (
        sa.select(sa.func.count())
        .select_from(_session.join(_intake, _intake.c.id == _session.c.intake_id))
        .where(_intake.c.unit_id == unit_id, _session.c.held_on <= last_on, _session.c.state == SessionState.PLANNED)
    )
    waits = (
        sa.select(sa.func.count())
        .select_from(_exception)
        .where(_exception.c.unit_id == unit_id, _exception.c.earned_on <= last_on, _exception.c.solved_at.is_(None))
    )
    return session.scalar(untaken) or 0, session.scalar(waits) or 0


_SUM = sa.func.coalesce(sa.func.sum(_frozen.c.paid_minor), 0)
_RUNS = (
    sa.select(
        _period, _unit.c.name.label("unit"), _human.c.name.label("who"), _line.c.currency, _SUM.label("minor"),
        sa.func.count(sa.distinct(_frozen.c.person_id)).label("people"),
        _period.c.id.in_(sa.select(_return.c.id)).label("returned"),
    )
    .join(_unit, _unit.c.id == _period.c.unit_id)
    .join(_human, _human.c.id == _period.c.frozen_by)
    .outerjoin(_frozen, _frozen.c.period_id == _period.c.id)
    .outerjoin(_line, _line.c.id == _frozen.c.id)
    .group_by(*_period.c, _unit.c.name, _human.c.name, _line.c.currency)
    .order_by(_period.c.last_on.desc(), _period.c.id)
)  # fmt: skip


_WITH_LINE = sa.select(_line, _frozen.c.paid_minor).join(_frozen, _frozen.c.id == _line.c.id)


def to_announce(period_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The lines of a run that pay something, in an order that never changes: frozen lines are never changed."""
    return session.scalars(
        sa.select(_frozen.c.id)
        .where(_frozen.c.period_id == period_id, _frozen.c.paid_minor > 0)
        .order_by(_frozen.c.person_id, _frozen.c.id)
    ).all()


def frozen_lines(line_ids: Sequence[uuid.UUID]) -> list[Any]:
    """These frozen lines with what is paid for each in the run that stands, in the order of the ids."""
    found = {row.id: row for row in session.execute(_WITH_LINE.where(_line.c.id.in_(line_ids), stands))}
    return [found[key] for key in line_ids]


def approval_of(period_id: uuid.UUID) -> Any:
    """Who approved a run and the work that books it; None while nobody did."""
    return session.execute(
        sa.select(_approval, _human.c.name.label("who"), _job.c.state, _job.c.done, _job.c.total)
        .join(_human, _human.c.id == _approval.c.approved_by)
        .join(_job, _job.c.id == _approval.c.job_id)
        .where(_approval.c.id == period_id)
    ).first()


def waiting_runs(actor: Actor) -> Sequence[Any]:
    """Runs that wait for a second human, the oldest first, of the prisons the actor covers."""
    rows = session.execute(
        _RUNS.outerjoin(_approval, _approval.c.id == _period.c.id)
        .where(_approval.c.id.is_(None), _period.c.announced.is_(False), _not_returned)
        .order_by(None)
        .order_by(_period.c.last_on, _period.c.id)
        .limit(60)
    )
    return [row for row in rows if actor.covers(row.unit_id)]


def runs_of(unit_id: uuid.UUID) -> Sequence[Any]:
    """The newest runs of a prison with their sums by currency."""
    return session.execute(_RUNS.where(_period.c.unit_id == unit_id).limit(60)).all()


def run_for(actor: Actor, period_id: uuid.UUID) -> Sequence[Any]:
    """One run: a row for each currency. Raises NotFound outside the actor's prisons."""
    rows = session.execute(_RUNS.where(_period.c.id == period_id)).all()
    if not rows or not actor.covers(rows[0].unit_id):
        raise NotFound(_("There is no such pay run."))
    return rows


def lines_in(actor: Actor, period_id: uuid.UUID, after: uuid.UUID | None) -> Page[Any]:
    """One page of the frozen lines of a run, as far as the actor may know of the people, by name and day."""
    statement = (
        sa.select(_line, _frozen.c.paid_minor, person_rows.c.name, person_rows.c.number)
        .join(_frozen, _frozen.c.id == _line.c.id)
        .join(person_rows, person_rows.c.id == _line.c.person_id)
        .where(_frozen.c.period_id == period_id, visible_to(actor))
    )
    by = (person_rows.c.sort_name, _line.c.person_id, _line.c.earned_on)
    return page_of(statement, *by, row_id=_line.c.id, after=after)
