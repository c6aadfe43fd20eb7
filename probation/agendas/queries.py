"""What an officer's calendar shows: when, how and where, with the initials of whom, never a name or a home."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import file_now, person
from kernel import clock
from kernel.accounts.models import Account
from kernel.accounts.queries import token_hash
from kernel.db import session, table_of
from kernel.units.models import Unit
from probation.agendas.models import AgendaAddress
from probation.contacts.models import Contact, ContactState
from probation.contacts.queries import contact
from probation.orders.queries import order

_address, _account, _unit = table_of(AgendaAddress), table_of(Account), table_of(Unit)
_after = table_of(Contact).alias("after")
BEHIND, AHEAD, MOST = dt.timedelta(days=31), dt.timedelta(days=366), 2000


def open_address(human_id: uuid.UUID) -> AgendaAddress | None:
    """The address in use for an officer."""
    return session.scalar(
        sa.select(AgendaAddress).where(AgendaAddress.human_id == human_id, AgendaAddress.withdrawn_at.is_(None))
    )


def address_behind(token: str) -> Any | None:
    """The address of a secret while it is in use and the officer still has an account; None otherwise."""
    works = sa.exists().where(_account.c.human_id == _address.c.human_id, _account.c.active)
    wanted = (_address.c.token_hash == token_hash(token), _address.c.withdrawn_at.is_(None), works)
    return session.execute(sa.select(_address).where(*wanted)).first()


def appointments_behind(address: Any) -> Sequence[Any]:
    """The officer's planned contacts, a month back and a year ahead, with what became of those moved or cancelled."""
    now = clock.now()
    statement = (
        sa.select(
            contact.c.id, contact.c.kind, contact.c.scheduled_at, contact.c.minutes, contact.c.received_at,
            person.c.name, _unit.c.name.label("office"), _unit.c.zone,
            _after.c.state.label("state_after"), _after.c.received_at.label("changed_at"),
        )
        .select_from(contact)
        .join(person, person.c.id == file_now(contact.c.person_id))
        .join(order, order.c.id == contact.c.order_id)
        .join(_unit, _unit.c.id == order.c.office_id)
        .outerjoin(_after, _after.c.replaces_id == contact.c.id)
        .where(
            contact.c.officer_id == address.human_id, contact.c.state == ContactState.SCHEDULED,
            contact.c.scheduled_at.between(now - BEHIND, now + AHEAD),
        )
        .order_by(contact.c.scheduled_at, contact.c.id)
    )  # fmt: skip
    return session.execute(statement.limit(MOST)).all()
