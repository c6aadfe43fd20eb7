"""What waits for a second human, and whether there is one."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Account, Human, RoleGrant
from kernel.authz import Actor, Role
from kernel.confirmations.rules import CONFIRMERS, Waiting, What
from kernel.db import session, table_of
from kernel.factor_resets import queries as resets
from kernel.paging import Page, page_of
from kernel.staff.models import StartCode
from kernel.units.models import Unit

_account, _human, _grant = table_of(Account), table_of(Human), table_of(RoleGrant)
_code, _unit = table_of(StartCode), table_of(Unit)
_asker = _human.alias("asker")
_id = sa.bindparam("account_id", type_=_account.c.id.type)
_ACCOUNT = (
    sa.select(_account.c.id, _account.c.asked_by, _asker.c.name.label("asked_name"))
    .outerjoin(_asker, _asker.c.id == _account.c.asked_by)
    .where(_account.c.id == _id, _account.c.active, _account.c.confirmed_at.is_(None))
)
_ROLES = (
    sa.select(
        _grant.c.id, _grant.c.role, _grant.c.unit_id, _grant.c.asked_by, _asker.c.name.label("asked_name"),
        _unit.c.name.label("place"),
    )
    .outerjoin(_asker, _asker.c.id == _grant.c.asked_by)
    .outerjoin(_unit, _unit.c.id == _grant.c.unit_id)
    .where(_grant.c.account_id == _id, _grant.c.confirmed_at.is_(None))
    .order_by(_grant.c.role)
)  # fmt: skip
_CODES = (
    sa.select(_code.c.id, _code.c.asked_by, _asker.c.name.label("asked_name"))
    .outerjoin(_asker, _asker.c.id == _code.c.asked_by)
    .where(
        _code.c.account_id == _id, _code.c.confirmed_at.is_(None), _code.c.used_at.is_(None),
        _code.c.ends_at > sa.bindparam("now"),
    )
)  # fmt: skip


def _open() -> sa.ColumnElement[bool]:
    grants = sa.select(_grant.c.id).where(_grant.c.account_id == _account.c.id, _grant.c.confirmed_at.is_(None))
    codes = sa.select(_code.c.id).where(
        _code.c.account_id == _account.c.id, _code.c.confirmed_at.is_(None), _code.c.used_at.is_(None),
        _code.c.ends_at > clock.now(),
    )  # fmt: skip
    lost = sa.select(resets.reset.c.id).where(resets.reset.c.account_id == _account.c.id, resets.is_open())
    waits = (_account.c.confirmed_at.is_(None), grants.exists(), codes.exists(), lost.exists())
    return sa.and_(_account.c.active, sa.or_(*waits))


def _in_scope(actor: Actor) -> sa.ColumnElement[bool]:
    """Accounts of which every role lies where this human looks after things: the same as on the staff pages."""
    if actor.everywhere:
        return sa.true()
    mine = _grant.c.unit_id.in_(actor.establishments)
    held = sa.select(_grant.c.id).where(_grant.c.account_id == _account.c.id)
    return sa.and_(held.where(mine).exists(), ~held.where(sa.or_(_grant.c.unit_id.is_(None), ~mine)).exists())


def _listed(actor: Actor) -> sa.Select[Any]:
    return (
        sa.select(_account.c.id, _account.c.username, _human.c.name, _human.c.staff_number)
        .join_from(_account, _human, _human.c.id == _account.c.human_id)
        .where(_open(), _in_scope(actor), _account.c.human_id != actor.human_id)
    )


def waiting_page(actor: Actor, after: uuid.UUID | None = None) -> Page[sa.Row[Any]]:
    """The accounts on which something waits for a second human, by name, within the actor's scope."""
    return page_of(_listed(actor), _human.c.name, row_id=_account.c.id, after=after)


def waiting_count(actor: Actor) -> int:
    """How many accounts have something that waits for a second human."""
    return session.scalar(sa.select(sa.func.count()).select_from(_listed(actor).subquery())) or 0


def waiting_on(account_id: uuid.UUID) -> list[Waiting]:
    """What waits on one account: the person, their roles, a start code, a lost factor. The caller checked the scope."""
    keys = {"account_id": account_id}
    account = session.execute(_ACCOUNT, keys).all()
    roles = session.execute(_ROLES, keys).all()
    codes = [] if account else session.execute(_CODES, {**keys, "now": clock.now()}).all()
    lost = resets.waiting_on(account_id)
    return [
        *_as(What.ACCOUNT, account), *_as(What.ROLE, roles), *_as(What.CODE, codes),
        *_as(What.FACTOR, [lost] if lost else ()),
    ]  # fmt: skip


def _as(what: What, rows: Iterable[Any]) -> list[Waiting]:
    return [
        Waiting(
            id=row.id, what=what, role=Role(row.role) if what is What.ROLE else None,
            place=(row.place or "") if what is What.ROLE else "", unit_id=row.unit_id if what is What.ROLE else None,
            asked_by=row.asked_by, asked_name=row.asked_name or "", reason=row.reason if what is What.FACTOR else "",
        )
        for row in rows
    ]  # fmt: skip


def _others(first: uuid.UUID | None) -> sa.Select[Any]:
    """Accounts of other humans than this one who may confirm something somewhere."""
    return (
        sa.select(_account.c.id)
        .join(_grant, _grant.c.account_id == _account.c.id)
        .where(
            _account.c.active, _account.c.confirmed_at.is_not(None),
            _account.c.human_id != first if first else sa.true(),
            _grant.c.role.in_(sorted(CONFIRMERS)), _grant.c.confirmed_at.is_not(None),
        )
        .limit(1)
    )  # fmt: skip


def is_alone(first: uuid.UUID) -> bool:
    """Whether this human is the only one there is who may confirm anything."""
    return session.scalar(_others(first)) is None


def has_second_human(first: uuid.UUID | None) -> bool:
    """Whether somebody else than this human can sign in and confirm over the whole service."""
    whole = _others(first).where(_account.c.password_hash != "", _grant.c.unit_id.is_(None))
    return session.scalar(whole) is not None
