"""Reading fines."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.paging import Page, page_of
from marketplace.earnings.models import PayoutState
from marketplace.fines.models import Fine
from marketplace.ledger.models import LedgerAccount

fine = table_of(Fine)
_account = table_of(LedgerAccount)


def fine_of(fine_id: uuid.UUID) -> Fine:
    """One fine. Raises NotFound."""
    found = session.get(Fine, fine_id)
    if found is None:
        raise NotFound(_("There is no such fine."))
    return found


def fines_page(after: uuid.UUID | None = None) -> Page[Any]:
    """Fines by account number, the newest first."""
    number = sa.select(_account.c.number).where(_account.c.owner_id == fine.c.person_id).limit(1).scalar_subquery()
    wanted = sa.select(fine, number.label("number"))
    return page_of(wanted, fine.c.requested_at, row_id=fine.c.id, after=after, newest_first=True, size=25)


def taken_by(person_id: uuid.UUID, decision: str) -> bool:
    """Whether this decision was taken from this person before, or waits."""
    wanted = sa.exists().where(
        fine.c.person_id == person_id, fine.c.decision == decision, fine.c.state != PayoutState.REFUSED
    )
    return bool(session.scalar(sa.select(wanted)))
