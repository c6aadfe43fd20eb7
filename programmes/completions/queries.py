"""Reading certificates."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.catalogue.models import Programme
from programmes.completions.models import Certificate, Completion, Outcome
from programmes.intakes.models import Intake
from programmes.places.models import Allocation
from programmes.places.queries import day_limit

_cert, _done = table_of(Certificate), table_of(Completion)
_place, _intake, _programme = table_of(Allocation), table_of(Intake), table_of(Programme)
_PUBLIC = sa.select(
    _cert.c.number, _cert.c.title, _cert.c.issuer, _cert.c.issued_on, _cert.c.revoked_on, _cert.c.partial
)
_ENDINGS = (
    sa.select(_done.c.decided_on.label("on"), _done.c.outcome, _programme.c.name.label("programme"))
    .join(_place, _place.c.id == _done.c.allocation_id)
    .join(_intake, _intake.c.id == _place.c.intake_id)
    .join(_programme, _programme.c.id == _intake.c.programme_id)
    .where(
        _done.c.person_id == sa.bindparam("person_id", type_=_done.c.person_id.type),
        _done.c.decided_on < sa.bindparam("before", type_=sa.Date),
    )
    .order_by(_done.c.decided_on.desc(), _done.c.id.desc())
    .limit(sa.bindparam("many", type_=sa.Integer))
)


def endings_before(person_id: uuid.UUID, before: dt.datetime, limit: int) -> Sequence[Any]:
    """(on, outcome, programme) of how places ended, newest first. The caller has fetched the person."""
    return session.execute(_ENDINGS, {"person_id": person_id, "before": day_limit(before), "many": limit}).all()


def trained_between(first: dt.date, last: dt.date) -> int:
    """How many people completed a programme in these days: a number, whoever they are."""
    wanted = (_done.c.outcome == Outcome.COMPLETED, _done.c.decided_on >= first, _done.c.decided_on <= last)
    return session.scalar(sa.select(sa.func.count(_done.c.person_id.distinct())).where(*wanted)) or 0


def certificates_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The certificates of a person, newest first. The caller has fetched the person."""
    return session.execute(
        sa.select(_cert).where(_cert.c.person_id == person_id).order_by(_cert.c.issued_on.desc())
    ).all()


def public_certificate(token: str) -> Any | None:
    """What anyone who holds the paper may check: number, title, issuer, day, whether it still holds. No name."""
    return session.execute(_PUBLIC.where(_cert.c.public_token == token)).first()


def unit_of_certificate(certificate_id: uuid.UUID) -> uuid.UUID | None:
    """The prison whose group the certificate was earned in: it answers for the paper after the person has left."""
    return session.scalar(
        sa.select(_intake.c.unit_id)
        .join(_place, _place.c.intake_id == _intake.c.id)
        .join(_done, _done.c.allocation_id == _place.c.id)
        .join(_cert, _cert.c.completion_id == _done.c.id)
        .where(_cert.c.id == certificate_id)
    )


def certificate_by_id(certificate_id: uuid.UUID) -> Certificate:
    """The certificate; the caller checks that the actor may know of the person. Raises NotFound."""
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound(_("There is no such certificate."))
    return found
