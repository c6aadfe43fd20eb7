"""Reading operations."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from probation.field_ops.models import FieldOperation, FieldRefusal, OpStatus, Refused

operation, refusal = table_of(FieldOperation), table_of(FieldRefusal)


def operation_record(op_id: uuid.UUID) -> FieldOperation | None:
    """An operation, to be settled by a command."""
    return session.get(FieldOperation, op_id)


def waiting_for(op_id: uuid.UUID, account_id: uuid.UUID) -> Sequence[FieldOperation]:
    """The operations of this account that wait for this one, in the order they were written."""
    statement = sa.select(FieldOperation).where(
        FieldOperation.after_id == op_id,
        FieldOperation.status == OpStatus.HELD,
        FieldOperation.account_id == account_id,
    )
    return session.scalars(statement.order_by(FieldOperation.seq, FieldOperation.id)).all()


def is_settled(op_id: uuid.UUID, account_id: uuid.UUID) -> bool:
    """Whether an operation has come and waits for no other."""
    found = sa.select(operation.c.id).where(
        operation.c.id == op_id, operation.c.account_id == account_id, operation.c.status != OpStatus.HELD
    )
    return session.scalar(found) is not None


def made_from(contacts: Sequence[uuid.UUID]) -> Sequence[Any]:
    """The operations that contacts were made from, of those that came from the field."""
    return session.execute(sa.select(operation).where(operation.c.made_id.in_(contacts))).all()


def refused_before(op_id: uuid.UUID | None, why: Refused, human_id: uuid.UUID) -> bool:
    """Whether this was turned away for this already: a phone asks again every minute."""
    found = sa.select(refusal.c.id).where(
        refusal.c.op_id == op_id, refusal.c.why == why, refusal.c.human_id == human_id
    )
    return op_id is not None and session.scalar(found.limit(1)) is not None
