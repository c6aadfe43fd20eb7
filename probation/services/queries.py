"""Reading the directory. What people waited is counted from referrals that began within a year."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import fold
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.units.models import Unit
from probation.services.models import OutsideService, Referrer, ServiceKind, ServiceOffice

service = table_of(OutsideService)
office = table_of(ServiceOffice)
_unit = table_of(Unit)
_OFFICES = (
    sa.select(office.c.service_id, _unit.c.id, _unit.c.name)
    .join(_unit, _unit.c.id == office.c.office_id)
    .where(office.c.service_id.in_(sa.bindparam("services", expanding=True, type_=office.c.service_id.type)))
    .order_by(_unit.c.name)
)


@dataclass(frozen=True, kw_only=True)
class DirectoryFilter:
    """What the address of the directory says. No personal data."""

    words: str = ""
    kind: str = ""
    language: str = ""
    closed: bool = False


def services_page(wanted: DirectoryFilter, today: dt.date, after: uuid.UUID | None) -> Page[sa.Row[Any]]:
    """Services in order of their names; those that closed only when asked for."""
    closed = service.c.closes_on <= today
    statement = sa.select(service).where(closed if wanted.closed else sa.or_(service.c.closes_on.is_(None), ~closed))
    for word in fold(wanted.words).split()[:6]:
        statement = statement.where(service.c.folded.contains(word, autoescape=True))
    if wanted.kind in list(ServiceKind):
        statement = statement.where(service.c.kind == wanted.kind)
    if wanted.language:
        statement = statement.where(service.c.languages.contains(f" {wanted.language} ", autoescape=True))
    return page_of(statement, service.c.folded, row_id=service.c.id, after=after, size=25)


def service_of(service_id: uuid.UUID) -> OutsideService:
    """One service. Raises NotFound. The directory holds no case data, so everybody who reads it reads all of it."""
    found = session.get(OutsideService, service_id)
    if found is None:
        raise NotFound(_("There is no such service."))
    return found


def offices_of(services: Collection[uuid.UUID]) -> dict[uuid.UUID, list[Any]]:
    """Service → the offices it takes people from, for a whole page of services."""
    found: dict[uuid.UUID, list[Any]] = {one: [] for one in services}
    for row in session.execute(_OFFICES, {"services": list(services)}) if services else ():
        found[row.service_id].append(row)
    return found


def open_services(actor: Actor, office_id: uuid.UUID | None, today: dt.date) -> Sequence[Any]:
    """The services to which this actor may send somebody of this office today, by kind and name."""
    limited = sa.exists().where(office.c.service_id == service.c.id)
    here = sa.exists().where(office.c.service_id == service.c.id, office.c.office_id == office_id)
    roles = [service.c.referrers.contains(f" {one.value} ") for one in Referrer if one.value in actor.roles]
    statement = (
        sa.select(service)
        .where(sa.or_(service.c.closes_on.is_(None), service.c.closes_on > today))
        .where(sa.or_(*roles) if roles else sa.false(), sa.or_(~limited, here))
        .order_by(service.c.kind, service.c.folded)
        .limit(200)
    )
    return session.execute(statement).all()


def takes_from(service_id: uuid.UUID, office_id: uuid.UUID | None) -> bool:
    """Whether a service takes people of an office."""
    chosen = {row.id for row in offices_of([service_id])[service_id]}
    return not chosen or office_id in chosen
