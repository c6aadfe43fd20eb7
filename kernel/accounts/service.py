"""Signing in and out, opening accounts, granting roles."""

from __future__ import annotations

import secrets
import threading
import uuid
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

import argon2
import sqlalchemy as sa

from kernel import audit, clock
from kernel.accounts import queries
from kernel.accounts.models import Account, HalfSession, Human, RoleGrant, SignInThrottle, WebSession
from kernel.accounts.rules import (
    ABSOLUTE,
    FREE_TRIES,
    FREE_TRIES_OF_A_NETWORK,
    clashing_duties,
    delay_after,
    is_forgotten,
    is_weak,
)
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _, comma
from kernel.ids import new_id

_hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""OWASP's profile: 19 MiB, two passes. At most two at once, or a login storm starves the case file."""
_at_once = threading.BoundedSemaphore(2)
_DUMMY = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$0000000000000000000000000000000000000000000"
_throttle, _web, _half = table_of(SignInThrottle), table_of(WebSession), table_of(HalfSession)


@dataclass(frozen=True, kw_only=True)
class NewAccount:
    """Someone to be given an account. ``grants`` are (role, unit) pairs; unit None is the whole service."""

    name: str
    staff_number: str
    username: str
    password: str = ""
    grants: tuple[tuple[Role, uuid.UUID | None], ...] = ()
    id: uuid.UUID = field(default_factory=new_id)


def hash_password(password: str) -> str:
    """The argon2id hash of a password."""
    with _at_once:
        return _hasher.hash(password)


def refuse_clash(roles: AbstractSet[Role], field: str = "") -> None:
    """Raises DomainError when one human may not hold these roles together."""
    if clash := clashing_duties(roles):
        names = comma().join(str(role.label) for role in sorted(clash))
        raise DomainError(_("One person may not hold these duties together: %(names)s.", names=names), field=field)


def standing_for(actor: Actor | None) -> dict[str, Any]:
    """Who asked for a right, and from when it counts: at once only where no human asked."""
    return {"asked_by": actor.human_id} if actor else {"confirmed_at": clock.now()}


def open_account(actor: Actor | None, new: NewAccount) -> Account:
    """Open an account for a new human. Refuses a weak password and duties that one human may not combine.

    Asked for by a human, it waits for another one to confirm it; made by the ceremony (no actor), it counts at once.
    """
    refuse_clash({role for role, _unit in new.grants}, field="grants")
    if new.password and is_weak(new.password, new.username, new.name):
        raise DomainError(_("Choose a longer password: 12 characters or more, without your name."), field="password")
    human = Human(name=new.name, staff_number=new.staff_number)
    account = Account(
        id=new.id,
        human_id=human.id,
        username=new.username.strip().casefold(),
        password_hash=hash_password(new.password) if new.password else "",
        **standing_for(actor),
    )
    session.add_all([human, account])
    audit.record(actor, "human.registered", human)
    audit.record(actor, "account.opened", account)
    session.flush()
    for role, unit_id in new.grants:
        grant = RoleGrant(account_id=account.id, role=role, unit_id=unit_id, **standing_for(actor))
        session.add(grant)
        audit.record(actor, "role.granted", grant)
    return account


def _matches(account: Account | None, password: str) -> bool:
    """Whether the password is right; takes as long for an unknown account as for a known one."""
    with _at_once:
        try:
            _hasher.verify((account and account.password_hash) or _DUMMY, password)
        except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
            return False
    return account is not None


def refuse_while_waiting(keys: Mapping[str, int]) -> None:
    """Raises Forbidden while one of these keys (an account, a network) must wait after too many failures."""
    waiting = session.scalar(sa.select(sa.func.max(_throttle.c.open_at)).where(_throttle.c.key.in_(list(keys))))
    if waiting and waiting > clock.now():
        raise Forbidden(_("Too many attempts. Wait a moment, then try again."))


def count_failure(keys: Mapping[str, int]) -> None:
    """Count one failure more of each key; the number is how many are free before it must wait. Commit it."""
    for key, free in keys.items():
        row = session.get(SignInThrottle, key) or SignInThrottle(key=key, open_at=clock.now())
        row.failures = 1 if is_forgotten(row.open_at, clock.now()) else row.failures + 1
        row.open_at = clock.now() + delay_after(row.failures, free)
        session.add(row)


def failures_of(key: str) -> int:
    """How many failures are counted under this key."""
    return session.scalar(sa.select(_throttle.c.failures).where(_throttle.c.key == key)) or 0


def forget_failures(key: str) -> None:
    """What failed under this key no longer counts: somebody has shown that they are who they say."""
    session.execute(sa.delete(_throttle).where(_throttle.c.key == key))


def begin_session(account: Account, browser: str = "") -> str:
    """Open a session row for an account and return its secret token (256 bits), which is kept nowhere else."""
    token, now = secrets.token_urlsafe(32), clock.now()
    session.add(
        WebSession(
            token_hash=queries.token_hash(token),
            account_id=account.id,
            begun_at=now,
            seen_at=now,
            ends_at=now + ABSOLUTE,
            browser=browser[:200],
        )
    )
    audit.event(None, audit.Kind.ACCESS, "session.begun", actor_id=account.id, human_id=account.human_id)
    return token


def throttle_keys(name: str, network: str) -> dict[str, int]:
    """What a failure counts against, with how many are free: whose it is said to be, and the network it came from."""
    return {name: FREE_TRIES} | ({f"net:{network}": FREE_TRIES_OF_A_NETWORK} if network else {})


def check_password(username: str, password: str, *, network: str = "") -> Account | None:
    """Whose name and password these are: the account, or None when one of them is wrong. No session is opened.

    Raises Forbidden while the account's name or the network must wait. A refusal is counted, so commit it too.
    """
    name = f"name:{username.strip().casefold()[:80]}"
    keys = throttle_keys(name, network)
    refuse_while_waiting(keys)
    account = queries.account_by_name(username)
    if not _matches(account, password) or account is None or not account.active:
        count_failure(keys)
        audit.event(None, audit.Kind.REFUSAL, "session.refused", actor_id=account.id if account else None)
        return None
    forget_failures(name)
    return account


def sign_out(actor: Actor, token: str) -> None:
    """End the session on the server: a copied cookie is worth nothing from now on."""
    end = sa.update(_web).where(_web.c.token_hash == queries.token_hash(token)).values(ended_at=clock.now())
    session.execute(end)
    audit.event(actor, audit.Kind.ACCESS, "session.ended")


def touch(token: str) -> None:
    """Note that the session is in use."""
    session.execute(sa.update(_web).where(_web.c.token_hash == queries.token_hash(token)).values(seen_at=clock.now()))


def end_sessions(account_id: uuid.UUID) -> None:
    """Sign an account out everywhere, browsers that have only shown the password included."""
    live = sa.update(_web).where(_web.c.account_id == account_id, _web.c.ended_at.is_(None))
    session.execute(live.values(ended_at=clock.now()))
    session.execute(sa.delete(_half).where(_half.c.account_id == account_id))
