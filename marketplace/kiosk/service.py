"""Giving somebody a code to look at their own account, and looking."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
import secrets
import uuid

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.kiosk.models import AccountLook
from marketplace.ledger.rules import number_of

LASTS = dt.timedelta(minutes=10)
PIN, MOST_TRIES = re.compile(r"[0-9]{4,6}"), 3
_look = table_of(AccountLook)


def _digest(code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(plain.encode()).hexdigest()


def _pin_digest(look_id: uuid.UUID, pin: str) -> str:
    return hashlib.scrypt(pin.encode(), salt=look_id.bytes, n=2**14, r=8, p=1).hex()


def open_look(actor: Actor, person_id: uuid.UUID, pin: str) -> str:
    """A code of forty random bits beside a PIN that the person chose, good once and for ten minutes.

    The codes given before are worth nothing more. Raises DomainError for a PIN that is not four to six digits.
    """
    if not PIN.fullmatch(pin):
        raise DomainError(_("The person types a PIN of four to six digits."), field="pin")
    code, now, look_id = number_of(uuid.UUID(bytes=secrets.token_bytes(16))), clock.now(), new_id()
    session.execute(
        sa.update(_look).where(_look.c.person_id == person_id, _look.c.used_at.is_(None), _look.c.expires_at > now)
        .values(expires_at=now)
    )  # fmt: skip
    session.execute(_look.insert(), {
        "id": look_id, "person_id": person_id, "code_digest": _digest(code), "opened_by": actor.human_id,
        "opened_at": now, "expires_at": now + LASTS, "used_at": None, "pin_digest": _pin_digest(look_id, pin),
        "tries": 0,
    })  # fmt: skip
    _note(actor, audit.Kind.WRITE, "account_look.opened", look_id, person_id)
    return code


def look(code: str, pin: str) -> uuid.UUID | None:
    """Whose account code and PIN open, once; None when one of them is wrong, used, too old or tried too often.

    A refusal is counted and kept in the trail, so commit it too.
    """
    now = clock.now()
    found = session.execute(
        sa.update(_look)
        .where(_look.c.code_digest == _digest(code), _look.c.used_at.is_(None), _look.c.expires_at > now,
               _look.c.tries < MOST_TRIES)
        .values(tries=_look.c.tries + 1)
        .returning(_look.c.id, _look.c.person_id, _look.c.pin_digest)
    ).first()  # fmt: skip
    if found is None:
        audit.event(None, audit.Kind.REFUSAL, "account_look.refused", subject_kind="account_look")
        return None
    look_id, person_id = uuid.UUID(str(found.id)), uuid.UUID(str(found.person_id))
    if not hmac.compare_digest(found.pin_digest, _pin_digest(look_id, pin)):
        _note(None, audit.Kind.REFUSAL, "account_look.refused", look_id, person_id)
        return None
    session.execute(sa.update(_look).where(_look.c.id == look_id).values(used_at=now))
    _note(None, audit.Kind.READ, "account_look.used", look_id, person_id)
    return person_id


def _note(actor: Actor | None, kind: audit.Kind, action: str, look_id: uuid.UUID, person_id: uuid.UUID) -> None:
    audit.event(actor, kind, action, subject_kind="account_look", subject_id=look_id, person_id=person_id)
