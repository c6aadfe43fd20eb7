"""Reading certificates."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from programmes.completions.models import Certificate

_cert = table_of(Certificate)
_PUBLIC = sa.select(_cert.c.number, _cert.c.title, _cert.c.issuer, _cert.c.issued_on, _cert.c.revoked_on)


def certificates_of(person_id: uuid.UUID) -> Sequence[sa.Row[Any]]:
    """The certificates of a person, newest first. The caller has fetched the person."""
    return session.execute(sa.select(_cert).where(_cert.c.person_id == person_id).order_by(_cert.c.issued_on.desc())).all()


def public_certificate(token: str) -> sa.Row[Any] | None:
    """What anyone who holds the paper may check: number, title, issuer, day, whether it still holds. No name."""
    return session.execute(_PUBLIC.where(_cert.c.public_token == token)).first()
