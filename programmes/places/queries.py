"""Reading places and waiting lists, through the wall in front of every file."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import person as person_rows
from casework.public import person_for, visible_to
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import Programme
from programmes.intakes.models import ClassSession, Intake, SessionState
from programmes.places.models import OPEN_APPLICATION, Allocation, AllocationState, Application

application, allocation = table_of(Application), table_of(Allocation)
intake, programme, _class_session = table_of(Intake), table_of(Programme), table_of(ClassSession)
LONGEST_LIST = 300


def members_of(actor: Actor, intake_id: uuid.UUID) -> Sequence[Any]:
    """The people with an open place in a group, as far as the actor may know of them, by name."""
    statement = (
        sa.select(allocation, person_rows.c.name, person_rows.c.number, person_rows.c.release_on)
        .join(person_rows, person_rows.c.id == allocation.c.person_id)
        .where(allocation.c.intake_id == intake_id, allocation.c.state != AllocationState.ENDED, visible_to(actor))
        .order_by(person_rows.c.sort_name, allocation.c.id)
        .limit(LONGEST_LIST)
    )
    return session.execute(statement).all()


def application_for(actor: Actor, application_id: uuid.UUID) -> Application:
    """The application, if the actor may know of the person. Raises NotFound."""
    found = session.get(Application, application_id)
    if found is None:
        raise NotFound(_("There is no such application."))
    person_for(actor, found.person_id)
    return found


def allocation_for(actor: Actor, allocation_id: uuid.UUID) -> Allocation:
    """The place, if the actor may know of the person. Raises NotFound."""
    found = session.get(Allocation, allocation_id)
    if found is None:
        raise NotFound(_("There is no such place."))
    person_for(actor, found.person_id)
    return found


def open_application(person_id: uuid.UUID, programme_id: uuid.UUID) -> Application | None:
    """The person's open application for a programme."""
    return session.scalar(
        sa.select(Application).where(
            Application.person_id == person_id,
            Application.programme_id == programme_id,
            Application.state.in_(OPEN_APPLICATION),
        )
    )


def open_places(person_id: uuid.UUID) -> Sequence[Allocation]:
    """The places a person holds."""
    wanted = (Allocation.person_id == person_id, Allocation.state != AllocationState.ENDED)
    return session.scalars(sa.select(Allocation).where(*wanted)).all()


def people_with_places() -> Sequence[uuid.UUID]:
    """Everybody with an open place, whoever asks: for nightly work only."""
    held = sa.select(allocation.c.person_id).where(allocation.c.state != AllocationState.ENDED).distinct()
    return session.scalars(held.order_by(allocation.c.person_id)).all()


def open_applications(person_id: uuid.UUID) -> Sequence[Application]:
    """The applications of a person that wait for an answer."""
    wanted = (Application.person_id == person_id, Application.state.in_(OPEN_APPLICATION))
    return session.scalars(sa.select(Application).where(*wanted)).all()


_PERSON = sa.bindparam("person_id", type_=allocation.c.person_id.type)
_PLACES = (
    sa.select(
        allocation,
        intake.c.name.label("intake"),
        intake.c.unit_id,
        intake.c.ends_on,
        programme.c.name.label("programme"),
        programme.c.kind,
        programme.c.paid,
    )
    .join(intake, intake.c.id == allocation.c.intake_id)
    .join(programme, programme.c.id == intake.c.programme_id)
    .where(allocation.c.person_id == _PERSON)
    .order_by(allocation.c.starts_on.desc(), allocation.c.id.desc())
    .limit(sa.bindparam("most"))
)
_WISHES = (
    sa.select(application, programme.c.name.label("programme"))
    .join(programme, programme.c.id == application.c.programme_id)
    .where(application.c.person_id == _PERSON)
    .order_by(application.c.requested_on.desc(), application.c.id.desc())
    .limit(sa.bindparam("most"))
)


def places_of(person_id: uuid.UUID, most: int = 100) -> Sequence[Any]:
    """Every place a person held or holds, newest first. The caller has fetched the person."""
    return session.execute(_PLACES, {"person_id": person_id, "most": most}).all()


def applications_of(person_id: uuid.UUID, most: int = 100) -> Sequence[Any]:
    """Every application of a person, newest first. The caller has fetched the person."""
    return session.execute(_WISHES, {"person_id": person_id, "most": most}).all()


_TODAY = sa.bindparam("today", type_=sa.Date)
_next = (
    sa.select(sa.func.min(_class_session.c.held_on))
    .where(
        _class_session.c.intake_id == intake.c.id,
        _class_session.c.held_on >= _TODAY,
        _class_session.c.state == SessionState.PLANNED,
    )
    .correlate(intake)
    .scalar_subquery()
)
_CURRENT = (
    sa.select(
        allocation.c.id,
        allocation.c.state,
        allocation.c.suspended_paid,
        allocation.c.end_reason,
        allocation.c.starts_on,
        intake.c.name.label("intake"),
        intake.c.ends_on,
        programme.c.name.label("programme"),
        _next.label("next_on"),
    )
    .join(intake, intake.c.id == allocation.c.intake_id)
    .join(programme, programme.c.id == intake.c.programme_id)
    .where(allocation.c.person_id == _PERSON, allocation.c.state != AllocationState.ENDED)
    .order_by(allocation.c.starts_on, allocation.c.id)
    .limit(20)
)
_WAITS = (
    sa.select(application.c.id, application.c.state, application.c.requested_on, programme.c.name.label("programme"))
    .join(programme, programme.c.id == application.c.programme_id)
    .where(application.c.person_id == _PERSON, application.c.state.in_(OPEN_APPLICATION))
    .order_by(application.c.requested_on, application.c.id)
    .limit(20)
)
_BEFORE, _MANY = sa.bindparam("before", type_=sa.Date), sa.bindparam("many", type_=sa.Integer)
_WISHES_BEFORE = (
    sa.select(application.c.requested_on.label("on"), programme.c.name.label("programme"))
    .join(programme, programme.c.id == application.c.programme_id)
    .where(application.c.person_id == _PERSON, application.c.requested_on < _BEFORE)
    .order_by(application.c.requested_on.desc(), application.c.id.desc())
    .limit(_MANY)
)
_PLACES_BEFORE = (
    sa.select(allocation.c.starts_on.label("on"), programme.c.name.label("programme"))
    .join(intake, intake.c.id == allocation.c.intake_id)
    .join(programme, programme.c.id == intake.c.programme_id)
    .where(allocation.c.person_id == _PERSON, allocation.c.starts_on < _BEFORE)
    .order_by(allocation.c.starts_on.desc(), allocation.c.id.desc())
    .limit(_MANY)
)


def current_places(person_id: uuid.UUID, today: dt.date) -> Sequence[Any]:
    """The places a person holds with the day of the next planned session. The caller has fetched the person."""
    return session.execute(_CURRENT, {"person_id": person_id, "today": today}).all()


def waits_of(person_id: uuid.UUID) -> Sequence[Any]:
    """What a person waits for, longest first. The caller has fetched the person."""
    return session.execute(_WAITS, {"person_id": person_id}).all()


def day_limit(before: dt.datetime) -> dt.date:
    """The first civil day whose midnight is not strictly before an instant: days lower than it are."""
    floor = before.astimezone(dt.UTC)
    return floor.date() + dt.timedelta(days=1) if floor.time() > dt.time() else floor.date()


def wishes_before(person_id: uuid.UUID, before: dt.datetime, limit: int) -> Sequence[Any]:
    """(on, programme) of applications before an instant, newest first. The caller has fetched the person."""
    return session.execute(_WISHES_BEFORE, {"person_id": person_id, "before": day_limit(before), "many": limit}).all()


def places_before(person_id: uuid.UUID, before: dt.datetime, limit: int) -> Sequence[Any]:
    """(on, programme) of places that began before an instant, newest first. The caller has fetched the person."""
    return session.execute(_PLACES_BEFORE, {"person_id": person_id, "before": day_limit(before), "many": limit}).all()
