"""Reading addresses of a person whom the caller has fetched already. Protected ones come without their words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.addresses.models import Address
from kernel.db import session, table_of

_address = table_of(Address)
_HIDDEN = sa.literal("")
_ADDRESSES = (
    sa.select(
        _address.c.id, _address.c.kind, _address.c.country, _address.c.from_on, _address.c.to_on,
        _address.c.checked_on, _address.c.protected,
        sa.case((_address.c.protected, _HIDDEN), else_=_address.c.lines).label("lines"),
        sa.case((_address.c.protected, _HIDDEN), else_=_address.c.phone).label("phone"),
    )
    .where(_address.c.person_id == sa.bindparam("person_id", type_=_address.c.person_id.type))
    .order_by(_address.c.to_on.is_not(None), _address.c.from_on.desc(), _address.c.id)
    .limit(100)
)  # fmt: skip


def addresses_of(person_id: uuid.UUID) -> Sequence[Any]:
    """Every address, those in force first. The database itself leaves out the words of protected ones."""
    return session.execute(_ADDRESSES, {"person_id": person_id}).all()
