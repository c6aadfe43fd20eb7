"""Who is signed in, with which roles, over which establishments: one statement for each request."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Account, Human, RoleGrant, WebSession
from kernel.accounts.rules import IDLE
from kernel.authz import Actor, Role
from kernel.db import Prepared, session, table_of
from kernel.units.models import ESTABLISHMENTS, Unit

COMMAND_LINE = uuid.UUID(int=0)
"""The id of whoever works with the server's own keys: no human has it."""

_account, _human, _grant = table_of(Account), table_of(Human), table_of(RoleGrant)
_web, _unit = table_of(WebSession), table_of(Unit)
_in_scope = sa.alias(_unit)


def token_hash(token: str) -> bytes:
    """What the database keeps of a session token."""
    return hashlib.sha256(token.encode()).digest()


_GRANTED = (
    _account.c.id, _account.c.human_id, _account.c.locale, _human.c.name,
    _grant.c.role, _grant.c.unit_id, _in_scope.c.id.label("establishment_id"),
    _in_scope.c.zone,
)  # fmt: skip
_WITH_GRANTS = (
    _account.join(_human, _human.c.id == _account.c.human_id)
    .outerjoin(_grant, sa.and_(_grant.c.account_id == _account.c.id, _grant.c.confirmed_at.is_not(None)))
    .outerjoin(
        _in_scope,
        sa.and_(
            sa.or_(_in_scope.c.id == _grant.c.unit_id, _in_scope.c.parent_id == _grant.c.unit_id),
            sa.or_(*(_in_scope.c.kind == kind for kind in sorted(ESTABLISHMENTS))),
        ),
    )
)
_WHO = Prepared(
    sa.select(*_GRANTED, _web.c.seen_at)
    .select_from(_WITH_GRANTS.join(_web, _account.c.id == _web.c.account_id))
    .where(
        _web.c.token_hash == sa.bindparam("token_hash"),
        _web.c.ended_at.is_(None),
        _web.c.ends_at > sa.bindparam("now"),
        _web.c.seen_at > sa.bindparam("idle_since"),
        _account.c.active,
        _account.c.confirmed_at.is_not(None),
    )
)
_OF_ACCOUNT = (
    sa.select(*_GRANTED)
    .select_from(_WITH_GRANTS)
    .where(_account.c.id == sa.bindparam("account_id"), _account.c.active, _account.c.confirmed_at.is_not(None))
)


def signed_in_actor(token: str) -> tuple[Actor, dt.datetime] | None:
    """The actor behind a session token and when the session was last seen, or None when it is over.

    A grant over a unit covers that unit and the establishments directly under it (a region's prisons and offices).
    """
    now = clock.now()
    hashed = token_hash(token)
    rows = _WHO.all(token_hash=hashed, now=now, idle_since=now - IDLE)
    if not rows:
        return None
    return _actor_from(rows, hashed.hex()[:16]), rows[0].seen_at


def actor_of(account_id: uuid.UUID) -> Actor | None:
    """The actor behind an active account with the roles it holds now: for work done later in its name."""
    rows = session.execute(_OF_ACCOUNT, {"account_id": account_id}).all()
    return _actor_from(rows, "") if rows else None


def _actor_from(rows: Sequence[Any], session_ref: str) -> Actor:
    first = rows[0]
    granted = [row for row in rows if row.role is not None]
    zones = {row.zone for row in granted}
    return Actor(
        account_id=first.id,
        human_id=first.human_id,
        name=first.name,
        roles=frozenset(Role(row.role) for row in granted),
        establishments=frozenset(row.establishment_id for row in granted if row.establishment_id),
        everywhere=any(row.unit_id is None for row in granted),
        session_ref=session_ref,
        locale=first.locale,
        zone=zones.pop() or "" if len(zones) == 1 else "",
    )


def account_by_name(username: str) -> Account | None:
    """The account with this user name, whatever its letter case."""
    return session.scalar(sa.select(Account).where(Account.username == username.strip().casefold()))


def any_account() -> bool:
    """Whether the first-run ceremony is over."""
    return session.scalar(sa.select(_account.c.id).limit(1)) is not None


def command_line_actor() -> Actor:
    """Who acts on the command line: somebody with the keys to the server, named as such in the audit, no person."""
    return Actor(
        account_id=COMMAND_LINE,
        human_id=COMMAND_LINE,
        name="command line",
        roles=frozenset({Role.RECORDS_OFFICER}),
        everywhere=True,
        session_ref="command line",
    )
