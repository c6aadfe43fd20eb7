"""Keeping the directory: a service is entered, changed as it changes, and closed from a day on."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import fold
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _
from probation.services.models import OutsideService, Referrer, ServiceKind, ServiceOffice
from probation.services.queries import office, service_of

LEAST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A service as it is to stand in the directory. ``id`` is minted by the form: sent twice, it is entered once."""

    id: uuid.UUID
    name: str
    kind: ServiceKind
    offers: str
    referrers: tuple[Referrer, ...]
    area: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    contact_name: str = ""
    languages: tuple[str, ...] = ()
    offices: tuple[uuid.UUID, ...] = ()
    places: int | None = None


def enter_service(actor: Actor, entry: Entry) -> OutsideService:
    """Put a service into the directory; the same entry sent again is the same service."""
    known = session.get(OutsideService, entry.id)
    if known is not None:
        return known
    _check(entry)
    made = OutsideService(id=entry.id, **_facts(entry))
    session.add(made)
    session.flush()
    _set_offices(entry)
    audit.record(actor, "outside_service.entered", made)
    return made


def change_service(actor: Actor, entry: Entry, version: int) -> OutsideService:
    """Correct an entry. Raises Conflict when somebody has changed it since it was read."""
    found = service_of(entry.id)
    if found.version != version:
        raise Conflict(_("Somebody has changed this service since you opened it. Look at it again."))
    _check(entry)
    for name, value in _facts(entry).items():
        setattr(found, name, value)
    session.execute(sa.delete(office).where(office.c.service_id == found.id))
    _set_offices(entry)
    audit.record(actor, "outside_service.changed", found)
    session.flush()
    return found


def close_service(actor: Actor, service_id: uuid.UUID, on: dt.date, why: str) -> OutsideService:
    """Nobody is sent there from a day on. Who is there already stays until the service is done with them."""
    found = service_of(service_id)
    if on < clock.now().date():
        raise DomainError(_("Choose today or a day to come: what was sent until now was sent."), field="on")
    if len(why.strip()) < LEAST_REASON:
        raise DomainError(_("Say in a few words why it closes."), field="why")
    found.closes_on, found.closing_reason = on, why.strip()
    audit.record(actor, "outside_service.closed", found, reason=found.closing_reason)
    session.flush()
    return found


def reopen_service(actor: Actor, service_id: uuid.UUID) -> OutsideService:
    """A service takes people again."""
    found = service_of(service_id)
    if found.closes_on is None:
        raise DomainError(_("This service is open."))
    found.closes_on, found.closing_reason = None, ""
    audit.record(actor, "outside_service.reopened", found)
    session.flush()
    return found


def _facts(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name, "kind": entry.kind, "folded": fold(f"{entry.name} {entry.area}")[:400],
        "offers": entry.offers, "area": entry.area, "address": entry.address, "phone": entry.phone,
        "email": entry.email, "contact_name": entry.contact_name, "languages": _listed(entry.languages),
        "referrers": _listed(tuple(one.value for one in entry.referrers)), "places": entry.places,
        "kept_at": clock.now(),
    }  # fmt: skip


def _listed(words: tuple[str, ...]) -> str:
    return f" {' '.join(words)} " if words else " "


def _set_offices(entry: Entry) -> None:
    session.add_all([ServiceOffice(service_id=entry.id, office_id=one) for one in dict.fromkeys(entry.offices)])


def _check(entry: Entry) -> None:
    if not (entry.phone or entry.email or entry.address):
        raise DomainError(_("Write a telephone number, an e-mail address or an address: it must be reachable."),
                          field="phone")  # fmt: skip
    if not entry.referrers:
        raise DomainError(_("Say who may send people there."), field="referrers")
