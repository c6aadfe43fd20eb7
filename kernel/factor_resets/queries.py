"""What waits for a second human, and who could be one."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.accounts.models import Account, Human, RoleGrant, WebSession
from kernel.authz import Role
from kernel.db import session, table_of
from kernel.factor_resets.models import FactorReset
from kernel.factor_resets.rules import LATELY

reset = table_of(FactorReset)
_account, _human, _grant, _web = table_of(Account), table_of(Human), table_of(RoleGrant), table_of(WebSession)


def is_open() -> sa.ColumnElement[bool]:
    """That nobody has confirmed it yet and its day is not over."""
    return sa.and_(reset.c.confirmed_at.is_(None), reset.c.ends_at > clock.now())


def waiting_on(account_id: uuid.UUID) -> Any | None:
    """(id, asked_by, asked_name, reason) of what was asked for on an account and waits."""
    statement = (
        sa.select(reset.c.id, reset.c.asked_by, reset.c.reason, _human.c.name.label("asked_name"))
        .join(_human, _human.c.id == reset.c.asked_by)
        .where(reset.c.account_id == account_id, is_open())
    )
    return session.execute(statement).first()


def others_about(human_id: uuid.UUID, roles: tuple[Role, ...]) -> list[tuple[uuid.UUID, Role]]:
    """(human, role) of everybody else who holds one of the roles over the whole service and was signed in lately."""
    lately = sa.select(_web.c.account_id).where(_web.c.seen_at > clock.now() - LATELY)
    statement = (
        sa.select(_account.c.human_id, _grant.c.role)
        .join(_grant, _grant.c.account_id == _account.c.id)
        .where(
            _account.c.active, _account.c.confirmed_at.is_not(None), _account.c.human_id != human_id,
            _account.c.id.in_(lately), _grant.c.role.in_(sorted(roles)), _grant.c.unit_id.is_(None),
            _grant.c.confirmed_at.is_not(None),
        )
    )  # fmt: skip
    return [(row.human_id, Role(row.role)) for row in session.execute(statement)]
