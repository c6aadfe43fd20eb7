"""Who can sign in to the demo with one click."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from casework.demo.rules import STAFF
from kernel.accounts.models import Account, Human, RoleGrant
from kernel.db import session, table_of
from kernel.units.models import Unit

_account, _human, _grant, _unit = table_of(Account), table_of(Human), table_of(RoleGrant), table_of(Unit)


def demo_staff() -> Sequence[sa.Row[str, str, str, str | None]]:
    """(user name, name, role, place or None for the whole service) of the demo's staff, in their usual order."""
    order = {username: n for n, (username, *_rest) in enumerate(STAFF)}
    rows = session.execute(
        sa.select(_account.c.username, _human.c.name, _grant.c.role, _unit.c.name.label("place"))
        .select_from(
            _account.join(_human, _human.c.id == _account.c.human_id)
            .join(_grant, _grant.c.account_id == _account.c.id)
            .outerjoin(_unit, _unit.c.id == _grant.c.unit_id)
        )
        .where(_account.c.username.in_(list(order)))
    ).all()
    return sorted(rows, key=lambda row: order[row.username])
