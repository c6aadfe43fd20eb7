"""Reading certificates."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from programmes.completions.models import Certificate

_cert = table_of(Certificate)
_PUBLIC = sa.select(_cert.c.number, _cert.c.title, _cert.c.issuer, _cert.c.issued_on, _cert.c.revoked_on)


def certificates_of(person_id: uuid.UUID) -> Sequence[Any]:
    """The certificates of a person, newest first. The caller has fetched the person."""
    return session.execute(
        sa.select(_cert).where(_cert.c.person_id == person_id).order_by(_cert.c.issued_on.desc())
    ).all()


def public_certificate(token: str) -> Any | None:
    """What anyone who holds the paper may check: number, title, issuer, day, whether it still holds. No name."""
    return session.execute(_PUBLIC.where(_cert.c.public_token == token)).first()


def certificate_by_id(certificate_id: uuid.UUID) -> Certificate:
    """The certificate; the caller checks that the actor may know of the person. Raises NotFound."""
    found = session.get(Certificate, certificate_id)
    if found is None:
        raise NotFound(_("There is no such certificate."))
    return found
