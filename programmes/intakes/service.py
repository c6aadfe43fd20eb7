"""Opening groups, setting their weekly times, planning sessions, and moving seats by one conditional statement."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.catalogue.models import ProgrammeStatus, Workshop
from programmes.catalogue.policies import can_manage, demand
from programmes.catalogue.queries import programme_of, version_on
from programmes.checks.rules import refuse_plan
from programmes.intakes.models import Intake, Slot
from programmes.intakes.queries import intake_for, slots_of
from programmes.intakes.rules import WeeklySlot, hours_refusal, overlaps
from programmes.rotas.queries import closed_at, others_between, patterns_of, room_of, rotas_of, sessions_from
from programmes.rotas.rules import changes, clashes, plan
from programmes.rotas.service import add_sessions, refuse_full

_intake = table_of(Intake)
_ID = sa.bindparam("intake_id", type_=_intake.c.id.type)
_TAKE = (
    sa.update(_intake)
    .where(_intake.c.id == _ID, _intake.c.taken < _intake.c.capacity)
    .values(taken=_intake.c.taken + 1)
)
_FREE = sa.update(_intake).where(_intake.c.id == _ID, _intake.c.taken > 0).values(taken=_intake.c.taken - 1)


@dataclass(frozen=True, kw_only=True)
class NewIntake:
    """A group to open. It is taught by the version in force on the day it begins."""

    programme_id: uuid.UUID
    unit_id: uuid.UUID
    instructor_id: uuid.UUID
    name: str
    starts_on: dt.date
    ends_on: dt.date
    capacity: int
    workshop_id: uuid.UUID | None = None
    language: str = ""
    id: uuid.UUID = field(default_factory=new_id)


def _check(new: NewIntake) -> None:
    if programme_of(new.programme_id).status is not ProgrammeStatus.LIVE:
        raise DomainError(_("Open the programme for applications first."), field="programme_id")
    if new.ends_on < new.starts_on:
        raise DomainError(_("The last day comes before the first. Mend one of them."), field="ends_on")
    if new.workshop_id is None:
        return
    room = session.get(Workshop, new.workshop_id)
    if room is None or room.unit_id != new.unit_id:
        raise DomainError(_("This workshop lies in another prison. Choose one of this prison."), field="workshop_id")
    if new.capacity > room.seats:
        raise DomainError(
            _("The workshop has %(seats)d seats. Plan no more people.", seats=room.seats), field="capacity"
        )


def open_intake(actor: Actor, new: NewIntake) -> Intake:
    """Open a group with its seats. The same id twice is one group."""
    demand(can_manage(actor, new.unit_id))
    existing = session.get(Intake, new.id)
    if existing:
        return existing
    _check(new)
    version = version_on(new.programme_id, new.starts_on)
    if version is None:
        raise DomainError(_("No version of the programme is in force on that day. Add one first."), field="starts_on")
    made = Intake(version_id=version.id, **vars(new))
    session.add(made)
    audit.record(actor, "intake.opened", made)
    session.flush()
    return made


@dataclass(frozen=True, kw_only=True)
class NewSlot:
    """A weekly time to add to a group."""

    intake_id: uuid.UUID
    weekday: int
    starts_at: dt.time
    ends_at: dt.time
    id: uuid.UUID = field(default_factory=new_id)


def add_slot(actor: Actor, new: NewSlot) -> Slot:
    """Add a weekly time and plan its sessions. Refused over the legal hours (Mandela Rule 102).

    In a group that meets already they are planned from today on: nothing new lies in the past.
    """
    found = intake_for(actor, new.intake_id)
    demand(can_manage(actor, found.unit_id))
    existing = session.get(Slot, new.id)
    if existing:
        return existing
    if rotas_of(found.id):
        raise DomainError(_("This group has a rota. Change the rota instead."), field="weekday")
    slots = [WeeklySlot(row.weekday, row.starts_at, row.ends_at) for row in slots_of(found.id)]
    wanted = WeeklySlot(new.weekday, new.starts_at, new.ends_at)
    if new.ends_at <= new.starts_at:
        raise DomainError(_("The end comes before the beginning. Mend one of them."), field="ends_at")
    if overlaps(slots, wanted):
        raise DomainError(_("The group meets at that time already. Choose another time."), field="starts_at")
    if refusal := hours_refusal([*slots, wanted]):
        raise DomainError(refusal, rule="Mandela Rule 102", field="weekday")
    made = Slot(id=new.id, intake_id=found.id, weekday=new.weekday, starts_at=new.starts_at, ends_at=new.ends_at)
    session.add(made)
    audit.record(actor, "slot.added", made)
    session.flush()
    today = clock.today(unit_of(found.unit_id).zone)
    plan_sessions(actor, found.id, max(today, found.starts_on) if slots else found.starts_on)
    return made


def plan_sessions(actor: Actor, intake_id: uuid.UUID, first: dt.date | None = None) -> int:
    """Plan the sessions from a day (the group's first) to its last, holidays and closed days skipped.

    Those that are there stay. Returns how many are new.
    """
    found = intake_for(actor, intake_id)
    demand(can_manage(actor, found.unit_id))
    today = first or found.starts_on
    wanted = plan(patterns_of(found)[-1], closed_at(found.unit_id), today, found.ends_on).meetings
    new = changes([replace(one, fixed=True) for one in sessions_from(found.id, today)], wanted).add
    refuse_full(clashes(new, others_between(found, today, found.ends_on), room_of(found)))
    made = add_sessions(actor, found.id, new)
    if made:
        refuse_plan(found)
    return made


def take_seat(actor: Actor, intake_id: uuid.UUID) -> bool:
    """Take one seat of a group if one is free: one conditional statement, so a seat is never given twice."""
    return _move(actor, _TAKE, intake_id, "intake.seat_taken", "intake.seat_refused")


def free_seat(actor: Actor | None, intake_id: uuid.UUID) -> bool:
    """Give one seat of a group back."""
    return _move(actor, _FREE, intake_id, "intake.seat_freed", "intake.no_seat_to_free")


def _move(actor: Actor | None, statement: sa.Update, intake_id: uuid.UUID, moved: str, stayed: str) -> bool:
    result = session.execute(statement, {"intake_id": intake_id}, execution_options={audit.AUDITS: [intake_id]})
    done = bool(result.rowcount)  # type: ignore[attr-defined]
    audit.record_many(actor, moved if done else stayed, "intake", {intake_id: None})
    return done
