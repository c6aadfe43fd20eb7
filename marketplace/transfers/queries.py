"""Reading the shop's accounts at banks."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from marketplace.transfers.models import AccountState, ShopAccount

account = table_of(ShopAccount)


def in_use(currency: str) -> Any:
    """The account that buyers pay to in a currency, or None."""
    wanted = (account.c.currency == currency, account.c.state == AccountState.CONFIRMED)
    return session.execute(sa.select(account).where(*wanted)).first()


def any_in_use() -> bool:
    """Whether buyers can pay by transfer at all."""
    return session.scalar(sa.select(account.c.id).where(account.c.state == AccountState.CONFIRMED).limit(1)) is not None


def accounts() -> Sequence[Any]:
    """Every account that was written down, the newest first."""
    return session.execute(sa.select(account).order_by(account.c.written_at.desc(), account.c.id).limit(50)).all()


def account_of(account_id: uuid.UUID) -> ShopAccount:
    """One account, to be decided. Raises NotFound."""
    found = session.get(ShopAccount, account_id)
    if found is None:
        raise NotFound(_("There is no such account."))
    return found
