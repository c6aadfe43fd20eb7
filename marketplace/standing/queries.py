"""Reading standing instructions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from marketplace.earnings.models import Mandate
from marketplace.ledger.models import TRUST_ROLES, LedgerAccount

mandate = table_of(Mandate)
_account = table_of(LedgerAccount)


def account_row(account_id: uuid.UUID) -> Any:
    """(id, owner_id, number, role, currency, balance) of an account of a person. Raises NotFound."""
    found = session.execute(
        sa.select(
            _account.c.id, _account.c.owner_id, _account.c.number, _account.c.role, _account.c.currency,
            _account.c.balance,
        ).where(_account.c.id == account_id, _account.c.role.in_(TRUST_ROLES))
    ).first()  # fmt: skip
    if found is None:
        raise NotFound(_("There is no such account."))
    return found


def mandates_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Whom a person pays or paid, those in force first."""
    wanted = sa.select(mandate).where(mandate.c.person_id == person_id)
    return session.execute(
        wanted.order_by(mandate.c.ends_on.is_not(None), mandate.c.begins_on.desc(), mandate.c.id).limit(100)
    ).all()


def mandate_row(mandate_id: uuid.UUID) -> Any:
    """One of them with the number of the person's account. Raises NotFound."""
    found = session.execute(
        sa.select(mandate, _account.c.number, _account.c.id.label("account_id"))
        .join(_account, _account.c.owner_id == mandate.c.person_id)
        .where(mandate.c.id == mandate_id)
        .order_by(_account.c.opened_on, _account.c.id)
        .limit(1)
    ).first()
    if found is None:
        raise NotFound(_("There is no such instruction."))
    return found
