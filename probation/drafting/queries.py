"""Reading a version of the conditions: its rows, and the version that it varies."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from probation.orders.queries import condition, condition_set, order_for

_writer, _approver = table_of(Human).alias("writer"), table_of(Human).alias("approver")
_teller = table_of(Human).alias("teller")
_ID = condition_set.c.id.type
_VERSION = (
    sa.select(
        condition_set, _writer.c.name.label("writer"), _approver.c.name.label("approver"),
        _teller.c.name.label("teller"),
    )
    .join(_writer, _writer.c.id == condition_set.c.prepared_by)
    .outerjoin(_approver, _approver.c.id == condition_set.c.approved_by)
    .outerjoin(_teller, _teller.c.id == condition_set.c.explained_by)
    .where(condition_set.c.id == sa.bindparam("key", type_=_ID))
)  # fmt: skip
_CONDITION = sa.select(condition).where(condition.c.id == sa.bindparam("key", type_=_ID))


def version_for(actor: Actor, version_id: uuid.UUID) -> tuple[PersonCard, Any, Any]:
    """(person, order, version). Raises NotFound when there is none or its person is hidden."""
    row = session.execute(_VERSION, {"key": version_id}).first()
    if row is None:
        raise NotFound(_("There is no such version of the conditions."))
    card, order = order_for(actor, row.order_id)
    return card, order, row


def condition_for(actor: Actor, condition_id: uuid.UUID) -> tuple[PersonCard, Any, Any, Any]:
    """(person, order, version, condition). Raises NotFound like ``version_for``."""
    row = session.execute(_CONDITION, {"key": condition_id}).first()
    if row is None:
        raise NotFound(_("There is no such condition."))
    return *version_for(actor, row.set_id), row
