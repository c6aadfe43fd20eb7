"""Giving somebody a code to look at their own account, and looking."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.kiosk.models import AccountLook
from marketplace.ledger.rules import number_of

LASTS = dt.timedelta(minutes=10)
_look = table_of(AccountLook)


def _digest(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def open_look(actor: Actor, person_id: uuid.UUID) -> str:
    """A code of forty random bits, good once and for ten minutes; the codes given before are worth nothing more."""
    code, now, look_id = number_of(uuid.UUID(bytes=secrets.token_bytes(16))), clock.now(), new_id()
    session.execute(
        sa.update(_look).where(_look.c.person_id == person_id, _look.c.used_at.is_(None), _look.c.expires_at > now)
        .values(expires_at=now)
    )  # fmt: skip
    session.execute(_look.insert(), {
        "id": look_id, "person_id": person_id, "code_digest": _digest(code), "opened_by": actor.human_id,
        "opened_at": now, "expires_at": now + LASTS, "used_at": None,
    })  # fmt: skip
    audit.event(
        actor, audit.Kind.WRITE, "account_look.opened", subject_kind="account_look", subject_id=look_id,
        person_id=person_id,
    )  # fmt: skip
    return code


def look(code: str) -> uuid.UUID:
    """Whose account the code opens; it opens it once. Raises NotFound for one that is wrong, used or too old."""
    now = clock.now()
    found = session.execute(
        sa.update(_look)
        .where(_look.c.code_digest == _digest(code), _look.c.used_at.is_(None), _look.c.expires_at > now)
        .values(used_at=now)
        .returning(_look.c.id, _look.c.person_id)
    ).first()
    if found is None:
        raise NotFound(_("This code is not known, was used, or is older than ten minutes. Ask for a new one."))
    audit.event(
        None, audit.Kind.READ, "account_look.used", subject_kind="account_look", subject_id=found.id,
        person_id=found.person_id,
    )  # fmt: skip
    return uuid.UUID(str(found.person_id))
