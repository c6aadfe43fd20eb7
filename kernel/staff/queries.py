"""Who has an account, with which roles, when it was last used; one's own sessions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Account, Human, RoleGrant, WebSession
from kernel.accounts.rules import IDLE
from kernel.authz import Actor, Role
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.factor_resets.queries import waiting_on
from kernel.factors.queries import who_has_one
from kernel.i18n import _
from kernel.paging import Page, page_of
from kernel.staff.models import StartCode
from kernel.staff.rules import Standing, browser_name, can_manage, standing_of
from kernel.units.models import Unit, UnitKind
from kernel.units.queries import establishments

_account, _human, _grant = table_of(Account), table_of(Human), table_of(RoleGrant)
_web, _code, _unit = table_of(WebSession), table_of(StartCode), table_of(Unit)
_PEOPLE = sa.select(
    _account.c.id, _account.c.human_id, _account.c.username, _account.c.active,
    (_account.c.password_hash != "").label("has_password"), _human.c.name, _human.c.staff_number,
).join_from(_account, _human, _human.c.id == _account.c.human_id)  # fmt: skip
_GRANTS = (
    sa.select(
        _grant.c.id,
        _grant.c.account_id,
        _grant.c.role,
        _grant.c.unit_id,
        _grant.c.confirmed_at,
        _unit.c.name.label("place"),
    )
    .join_from(_grant, _unit, _unit.c.id == _grant.c.unit_id, isouter=True)
    .where(_grant.c.account_id.in_(sa.bindparam("accounts", expanding=True)))
    .order_by(_grant.c.role, _unit.c.name)
)
_SEEN = (
    sa.select(_web.c.account_id, sa.func.max(_web.c.seen_at).label("at"))
    .where(_web.c.account_id.in_(sa.bindparam("accounts", expanding=True)))
    .group_by(_web.c.account_id)
)
_LIVE = sa.and_(
    _web.c.ended_at.is_(None), _web.c.ends_at > sa.bindparam("now"), _web.c.seen_at > sa.bindparam("idle_since")
)
_SESSIONS = (
    sa.select(_web.c.token_hash, _web.c.begun_at, _web.c.seen_at, _web.c.browser)
    .where(_web.c.account_id == sa.bindparam("account_id"), _LIVE)
    .order_by(_web.c.seen_at.desc())
)
_LAST_CODE = (
    sa.select(_code.c.given_at, _code.c.ends_at, _code.c.used_at, _code.c.confirmed_at)
    .where(_code.c.account_id == sa.bindparam("account_id"))
    .order_by(_code.c.given_at.desc())
    .limit(1)
)
_ROLES_OF_HUMAN = (
    sa.select(_grant.c.role)
    .join_from(_grant, _account, _account.c.id == _grant.c.account_id)
    .where(_account.c.human_id == sa.bindparam("human_id"), _account.c.active)
)
_WAITING = sa.select(sa.func.count()).where(_account.c.active, _account.c.password_hash == "")
_SIGNED_IN = sa.select(sa.func.count(_web.c.account_id.distinct())).where(_LIVE)


@dataclass(frozen=True, kw_only=True)
class StaffMember:
    """One account as an administrator sees it. ``grants`` are rows of (id, role, unit_id, place)."""

    id: uuid.UUID
    human_id: uuid.UUID
    name: str
    staff_number: str
    username: str
    standing: Standing
    grants: Sequence[Any]
    seen_at: dt.datetime | None
    has_factor: bool


@dataclass(frozen=True, kw_only=True)
class OwnSession:
    """A browser in which somebody is signed in. ``ref`` names it; ``here`` is the one that asks."""

    ref: str
    begun_at: dt.datetime
    seen_at: dt.datetime
    browser: str
    here: bool


def _in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    if actor.everywhere:
        return sa.true()
    mine = _grant.c.unit_id.in_(actor.establishments)
    of_account = sa.select(_grant.c.id).where(_grant.c.account_id == _account.c.id)
    outside = of_account.where(sa.or_(_grant.c.unit_id.is_(None), ~mine))
    return sa.and_(of_account.where(mine).exists(), ~outside.exists())


def staff_page(actor: Actor, asked: str = "", after: uuid.UUID | None = None) -> Page[StaffMember]:
    """The accounts in the administrator's scope by name, or those whose name, user name or number holds ``asked``."""
    statement = _PEOPLE.where(_in_scope(actor))
    if asked:
        columns = (_human.c.name, _human.c.staff_number, _account.c.username)
        statement = statement.where(sa.or_(*(column.icontains(asked, autoescape=True) for column in columns)))
    found = page_of(statement, _human.c.name, row_id=_account.c.id, after=after)
    return Page(_members(found.rows), found.after)


def _members(rows: Sequence[Any]) -> list[StaffMember]:
    keys = {"accounts": [row.id for row in rows]}
    grants: dict[uuid.UUID, list[Any]] = {}
    for grant in session.execute(_GRANTS, keys):
        grants.setdefault(grant.account_id, []).append(grant)
    secured = who_has_one(keys["accounts"])
    seen = {row.account_id: row.at for row in session.execute(_SEEN, keys)}
    return [
        StaffMember(
            id=row.id, human_id=row.human_id, name=row.name, staff_number=row.staff_number, username=row.username,
            standing=standing_of(active=row.active, has_password=row.has_password), grants=grants.get(row.id, ()),
            seen_at=seen.get(row.id), has_factor=row.id in secured,
        )
        for row in rows
    ]  # fmt: skip


def account_for(actor: Actor, account_id: uuid.UUID) -> StaffMember:
    """One account of the administrator's scope. Raises NotFound."""
    found = _members(session.execute(_PEOPLE.where(_account.c.id == account_id)).all())
    if not found or not can_manage(actor, (grant.unit_id for grant in found[0].grants)):
        raise NotFound(_("There is no such account, or you may not know of it."))
    return found[0]


def last_code(account_id: uuid.UUID) -> sa.Row[dt.datetime, dt.datetime, dt.datetime | None, dt.datetime | None] | None:
    """(given_at, ends_at, used_at, confirmed_at) of the newest start code of an account."""
    return session.execute(_LAST_CODE, {"account_id": account_id}).first()


def something_waits(account_id: uuid.UUID) -> bool:
    """Whether the account, a role of it, its newest start code or a lost factor still waits for a second human."""
    account = session.get_one(Account, account_id)
    pending = sa.select(_grant.c.id).where(_grant.c.account_id == account_id, _grant.c.confirmed_at.is_(None))
    code = last_code(account_id)
    waits = bool(code and not code.confirmed_at and not code.used_at and code.ends_at > clock.now())
    waits = waits or waiting_on(account_id) is not None
    return account.active and (account.confirmed_at is None or waits or session.scalar(pending.limit(1)) is not None)


def roles_of_human(human_id: uuid.UUID) -> set[Role]:
    """All roles that a human holds through their open accounts: duties are kept apart on the human."""
    return {Role(role) for role in session.scalars(_ROLES_OF_HUMAN, {"human_id": human_id})}


def is_taken(*, username: str = "", staff_number: str = "") -> bool:
    """Whether an account has this user name, or a human this staff number."""
    taken = sa.select(_account.c.id).where(_account.c.username == username.strip().casefold())
    known = sa.select(_human.c.id).where(_human.c.staff_number == staff_number)
    return session.scalar(taken.limit(1)) is not None or session.scalar(known.limit(1)) is not None


def grantable_units(actor: Actor) -> list[tuple[uuid.UUID, str]]:
    """(id, name) of the places over which the administrator may give a role."""
    kinds = (UnitKind.REGION, UnitKind.PRISON, UnitKind.PROBATION_OFFICE)
    return [(row.id, row.name) for row in establishments(actor, *kinds)]


def sessions_of(actor: Actor) -> list[OwnSession]:
    """The browsers in which the actor is signed in now, the last used first."""
    now = clock.now()
    rows = session.execute(_SESSIONS, {"account_id": actor.account_id, "now": now, "idle_since": now - IDLE})
    return [
        OwnSession(
            ref=row.token_hash.hex(), begun_at=row.begun_at, seen_at=row.seen_at, browser=browser_name(row.browser),
            here=row.token_hash.hex()[: len(actor.session_ref)] == actor.session_ref and bool(actor.session_ref),
        )
        for row in rows
    ]  # fmt: skip


def numbers() -> tuple[int, int]:
    """(open accounts that wait for their owner, people signed in now)."""
    now = clock.now()
    waiting = session.scalar(_WAITING.select_from(_account)) or 0
    return waiting, session.scalar(_SIGNED_IN, {"now": now, "idle_since": now - IDLE}) or 0
