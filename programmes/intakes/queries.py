"""Reading groups, their times and sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.accounts.models import Account, Human, RoleGrant
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import Unit
from programmes.catalogue.models import Programme, Workshop
from programmes.intakes.models import ClassSession, Intake, Slot

intake, slot, class_session = table_of(Intake), table_of(Slot), table_of(ClassSession)
programme, workshop = table_of(Programme), table_of(Workshop)
_unit, _human, _account, _grant = table_of(Unit), table_of(Human), table_of(Account), table_of(RoleGrant)
_INTAKE = sa.bindparam("intake_id", type_=intake.c.id.type)
LONGEST = 300


def in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    """The groups this actor may know of: those of their establishments; instructors without another role, their own."""
    place = sa.true() if actor.everywhere else intake.c.unit_id.in_(actor.establishments)
    if actor.roles <= {Role.INSTRUCTOR}:
        return sa.and_(place, intake.c.instructor_id == actor.human_id)
    return place


def intake_for(actor: Actor, intake_id: uuid.UUID) -> Intake:
    """The group, if it lies in the actor's scope. Raises NotFound."""
    known = session.scalar(sa.select(intake.c.id).where(intake.c.id == intake_id, in_scope(actor)))
    found = session.get(Intake, known) if known else None
    if found is None:
        raise NotFound(_("There is no such group."))
    return found


INTAKES = (
    sa.select(
        intake.c.id,
        intake.c.name,
        intake.c.starts_on,
        intake.c.ends_on,
        intake.c.capacity,
        intake.c.taken,
        intake.c.unit_id,
        intake.c.programme_id,
        intake.c.instructor_id,
        intake.c.workshop_id,
        intake.c.version_id,
        intake.c.language,
        programme.c.name.label("programme"),
        programme.c.kind,
        programme.c.paid,
        _unit.c.name.label("unit"),
        _unit.c.zone,
        _human.c.name.label("instructor"),
        workshop.c.name.label("workshop"),
    )
    .join(programme, programme.c.id == intake.c.programme_id)
    .join(_unit, _unit.c.id == intake.c.unit_id)
    .join(_human, _human.c.id == intake.c.instructor_id)
    .outerjoin(workshop, workshop.c.id == intake.c.workshop_id)
)


def intake_row(actor: Actor, intake_id: uuid.UUID) -> Any:
    """The group with the names around it. Raises NotFound."""
    row = session.execute(INTAKES.where(intake.c.id == intake_id, in_scope(actor))).first()
    if row is None:
        raise NotFound(_("There is no such group."))
    return row


def open_intakes(actor: Actor, programme_id: uuid.UUID, unit_id: uuid.UUID, on: dt.date) -> Sequence[Any]:
    """The groups of a programme at an establishment that are not over, soonest first."""
    wanted = (intake.c.programme_id == programme_id, intake.c.unit_id == unit_id, intake.c.ends_on >= on)
    return session.execute(INTAKES.where(in_scope(actor), *wanted).order_by(intake.c.starts_on).limit(50)).all()


def running_intakes(actor: Actor, unit_id: uuid.UUID, on: dt.date) -> Sequence[Any]:
    """The groups at an establishment that are not over, soonest first."""
    wanted = (intake.c.unit_id == unit_id, intake.c.ends_on >= on)
    return session.execute(INTAKES.where(in_scope(actor), *wanted).order_by(intake.c.starts_on).limit(50)).all()


_SLOTS = sa.select(slot).where(slot.c.intake_id == _INTAKE).order_by(slot.c.weekday, slot.c.starts_at)
_SESSIONS = (
    sa.select(class_session)
    .where(class_session.c.intake_id == _INTAKE)
    .order_by(class_session.c.held_on, class_session.c.starts_at)
    .limit(1000)
)


def slots_of(intake_id: uuid.UUID) -> Sequence[Any]:
    """The weekly times of a group."""
    return session.execute(_SLOTS, {"intake_id": intake_id}).all()


def sessions_of(intake_id: uuid.UUID) -> Sequence[Any]:
    """The planned and held sessions of a group, in order."""
    return session.execute(_SESSIONS, {"intake_id": intake_id}).all()


def instructors(actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """(human id, name) of the instructors in the actor's scope, by name."""
    statement = (
        sa.select(_human.c.id, _human.c.name)
        .join(_account, _account.c.human_id == _human.c.id)
        .join(_grant, _grant.c.account_id == _account.c.id)
        .where(_grant.c.role == Role.INSTRUCTOR, _account.c.active, _grant.c.confirmed_at.is_not(None))
        .distinct()
        .order_by(_human.c.name)
        .limit(LONGEST)
    )
    if not actor.everywhere:
        statement = statement.where(sa.or_(_grant.c.unit_id.is_(None), _grant.c.unit_id.in_(actor.establishments)))
    return [(row.id, row.name) for row in session.execute(statement)]
