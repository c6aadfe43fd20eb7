"""What is held, and what is left."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel import clock
from kernel.db import session, table_of
from marketplace.holds.models import HoldState, LedgerHold
from marketplace.ledger.models import LedgerAccount

_hold, _account = table_of(LedgerHold), table_of(LedgerAccount)


def held_on(account_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """What is held of each of these accounts at this moment. A hold whose time is over counts no more."""
    rows = session.execute(
        sa.select(_hold.c.account_id, sa.func.sum(_hold.c.minor).label("minor"))
        .where(
            _hold.c.account_id.in_(account_ids), _hold.c.state == HoldState.ACTIVE, _hold.c.expires_at > clock.now()
        )
        .group_by(_hold.c.account_id)
    )  # fmt: skip
    return {row.account_id: int(row.minor) for row in rows}


def free_on(account_id: uuid.UUID) -> int:
    """What may be spent: the balance less what is held."""
    balance = session.scalar(sa.select(_account.c.balance).where(_account.c.id == account_id)) or 0
    return balance - held_on([account_id]).get(account_id, 0)


def account_row(account_id: uuid.UUID) -> Any:
    """The account of a hold, None when there is none."""
    return session.execute(sa.select(_account).where(_account.c.id == account_id)).first()
