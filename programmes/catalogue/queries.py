"""Reading the catalogue."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import Room
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from programmes.catalogue.models import Programme, ProgrammeStatus, ProgrammeVersion, Workshop

programme, version, workshop = table_of(Programme), table_of(ProgrammeVersion), table_of(Workshop)
_unit = table_of(Unit)


def programme_of(programme_id: uuid.UUID) -> Programme:
    """The programme. Raises NotFound."""
    found = session.get(Programme, programme_id)
    if found is None:
        raise NotFound(_("There is no such programme."))
    return found


def programmes_page(*, status: str = "", after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """One page of the catalogue by name."""
    statement = sa.select(
        programme.c.id,
        programme.c.code,
        programme.c.name,
        programme.c.kind,
        programme.c.status,
        programme.c.awarding_body,
        programme.c.paid,
    )
    if status:
        statement = statement.where(programme.c.status == status)
    return page_of(statement, programme.c.name, row_id=programme.c.id, after=after)


_LIVE = (
    sa.select(programme.c.id, programme.c.name)
    .where(programme.c.status == ProgrammeStatus.LIVE)
    .order_by(programme.c.name)
    .limit(300)
)
_VERSIONS = (
    sa.select(version)
    .where(version.c.programme_id == sa.bindparam("programme_id", type_=version.c.programme_id.type))
    .order_by(version.c.number.desc())
)


def live_programmes() -> list[tuple[uuid.UUID, str]]:
    """(id, name) of the programmes that take applications."""
    return [(row.id, row.name) for row in session.execute(_LIVE)]


def versions_of(programme_id: uuid.UUID) -> Sequence[Any]:
    """The versions of a programme, newest first."""
    return session.execute(_VERSIONS, {"programme_id": programme_id}).all()


def version_on(programme_id: uuid.UUID, on: dt.date) -> ProgrammeVersion | None:
    """The newest version in force on a day, for groups that begin then."""
    return session.scalar(
        sa.select(ProgrammeVersion)
        .where(ProgrammeVersion.programme_id == programme_id, ProgrammeVersion.valid_from <= on)
        .order_by(ProgrammeVersion.valid_from.desc(), ProgrammeVersion.number.desc())
        .limit(1)
    )


def workshops_for(actor: Actor) -> Sequence[Any]:
    """The workshops of the actor's establishments, by prison and name."""
    statement = (
        sa.select(workshop.c.id, workshop.c.name, workshop.c.seats, workshop.c.unit_id, _unit.c.name.label("unit_name"))
        .join(_unit, _unit.c.id == workshop.c.unit_id)
        .order_by(_unit.c.name, workshop.c.name)
        .limit(500)
    )
    if not actor.everywhere:
        statement = statement.where(workshop.c.unit_id.in_(actor.establishments))
    return session.execute(statement).all()


def rooms_of(actor: Actor) -> list[Room]:
    """The workshops of the actor's establishments, as the shop names them."""
    return [Room(id=row.id, name=row.name, unit_id=row.unit_id) for row in workshops_for(actor)]
