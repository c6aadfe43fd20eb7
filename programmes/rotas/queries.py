"""Reading rotas, the sessions they made, and what meets beside them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.calendars.queries import calendar_of
from kernel.db import session, table_of
from programmes.cancellations.models import CancelledPay
from programmes.catalogue.models import Workshop
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.intakes.queries import slots_of
from programmes.marks.models import RegisterMark
from programmes.registers.models import Attendance
from programmes.rotas.models import Rota, RotaSlot, SlotPart, SlotTime
from programmes.rotas.rules import Closed, Meeting, Other, Pattern, Planned, Room, Slotted

_rota, _slot, _time = table_of(Rota), table_of(RotaSlot), table_of(SlotTime)
_session, _intake, _workshop = table_of(ClassSession), table_of(Intake), table_of(Workshop)
_written = (table_of(Attendance), table_of(RegisterMark), table_of(CancelledPay))
USUAL = {
    SlotPart.MORNING: (dt.time(9), dt.time(11, 30)),
    SlotPart.AFTERNOON: (dt.time(13, 30), dt.time(16)),
    SlotPart.EVENING: (dt.time(18), dt.time(19, 30)),
}
"""The slots of an establishment that has not set its own."""


def slot_times(unit_id: uuid.UUID) -> dict[SlotPart, tuple[dt.time, dt.time]]:
    """When the slots of a day lie at an establishment."""
    rows = session.execute(sa.select(_time).where(_time.c.unit_id == unit_id))
    return USUAL | {SlotPart(row.part): (row.starts_at, row.ends_at) for row in rows}


def closed_at(unit_id: uuid.UUID) -> Closed:
    """Why a day is skipped at an establishment: its holidays and the days it closes."""
    return calendar_of(unit_id).exception


def rotas_of(intake_id: uuid.UUID) -> Sequence[Any]:
    """The rotas of a group, newest first."""
    statement = sa.select(_rota).where(_rota.c.intake_id == intake_id)
    return session.execute(statement.order_by(_rota.c.from_on.desc())).all()


def rota_slots(rota_id: uuid.UUID) -> Sequence[Any]:
    """The meetings of a rota in order."""
    statement = sa.select(_slot).where(_slot.c.rota_id == rota_id)
    return session.execute(statement.order_by(_slot.c.week, _slot.c.weekday, _slot.c.starts_at)).all()


def patterns_of(group: Any) -> list[Pattern]:
    """The patterns of a group in the order in which they begin; its weekly times where nobody made a rota."""
    rotas = rotas_of(group.id)
    if not rotas:
        weekly = tuple(Slotted(0, row.weekday, row.starts_at, row.ends_at) for row in slots_of(group.id))
        return [Pattern(1, group.starts_on, weekly)]
    slots: dict[uuid.UUID, list[Slotted]] = {one.id: [] for one in rotas}
    for row in session.execute(sa.select(_slot).where(_slot.c.rota_id.in_(slots))):
        slots[row.rota_id].append(Slotted(row.week, row.weekday, row.starts_at, row.ends_at))
    return [Pattern(one.weeks, one.from_on, tuple(slots[one.id])) for one in reversed(rotas)]


def _touched() -> sa.ColumnElement[bool]:
    """Whether anything is written down for a session: attendance, a mark, a promise of pay."""
    return sa.or_(*(sa.exists().where(table.c.session_id == _session.c.id) for table in _written))


def sessions_from(intake_id: uuid.UUID, first: dt.date) -> list[Planned]:
    """The sessions of a group from a day on, in order; what is written down, cancelled or a catch-up is fixed."""
    statement = (
        sa.select(_session, _touched().label("touched"))
        .where(_session.c.intake_id == intake_id, _session.c.held_on >= first)
        .order_by(_session.c.held_on, _session.c.starts_at)
    )
    return [
        Planned(
            row.id, Meeting(row.held_on, row.starts_at, row.ends_at),
            fixed=row.touched or row.catch_up or row.state != SessionState.PLANNED,
            gone=row.state == SessionState.CANCELLED, written=row.touched or row.state != SessionState.PLANNED,
        )
        for row in session.execute(statement)
    ]  # fmt: skip


def room_of(group: Any) -> Room:
    """Who teaches a group where."""
    seats = session.scalar(sa.select(_workshop.c.seats).where(_workshop.c.id == group.workshop_id))
    return Room(group.instructor_id, group.workshop_id, group.capacity, seats)


def others_between(group: Any, first: dt.date, last: dt.date) -> list[Other]:
    """The planned sessions of other groups that share the instructor or the workshop."""
    shares = _intake.c.instructor_id == group.instructor_id
    if group.workshop_id is not None:
        shares = sa.or_(shares, _intake.c.workshop_id == group.workshop_id)
    statement = (
        sa.select(
            _session.c.held_on, _session.c.starts_at, _session.c.ends_at, _intake.c.name, _intake.c.instructor_id,
            _intake.c.workshop_id, _intake.c.capacity,
        )
        .join(_intake, _intake.c.id == _session.c.intake_id)
        .where(
            shares, _intake.c.id != group.id, _session.c.held_on >= first, _session.c.held_on <= last,
            _session.c.state == SessionState.PLANNED,
        )
        .order_by(_session.c.held_on, _session.c.starts_at, _session.c.id)
    )  # fmt: skip
    return [
        Other(Meeting(r.held_on, r.starts_at, r.ends_at), r.name, r.instructor_id, r.workshop_id, r.capacity)
        for r in session.execute(statement)
    ]


def on_closed_days(intake_id: uuid.UUID, closed: Closed, first: dt.date) -> list[tuple[Meeting, str]]:
    """The planned sessions of a group that fell on a day closed since, with the reason."""
    ahead = [one.meeting for one in sessions_from(intake_id, first) if not one.gone]
    return [(one, why) for one in ahead if (why := closed(one.day)) is not None]
