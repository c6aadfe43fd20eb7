"""Operations that people must look at, and what was decided on them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from casework.public import PersonCard, file_now, person, person_for, visible_to
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _
from kernel.units.models import Unit
from probation.contacts.queries import contact, history_of
from probation.field_clashes.models import ClashDecision
from probation.field_ops.models import FieldOperation, OpStatus
from probation.field_ops.queries import operation, operation_record, refusal
from probation.field_ops.rules import HELD_FOR
from probation.orders.queries import in_scope

decision, _human, _unit = table_of(ClashDecision), table_of(Human), table_of(Unit)
LATELY = dt.timedelta(days=30)
_SHOWN = (
    sa.select(operation, person.c.name, _human.c.name.label("officer"), _unit.c.zone.label("office_zone"))
    .select_from(operation)
    .join(_human, _human.c.id == operation.c.human_id)
    .join(_unit, _unit.c.id == operation.c.office_id)
    .outerjoin(person, person.c.id == file_now(operation.c.person_id))
    .order_by(operation.c.received_at, operation.c.id)
    .limit(50)
)  # fmt: skip


def _waiting(actor: Actor, *clauses: sa.ColumnElement[bool]) -> Sequence[Any]:
    mine = sa.and_(operation.c.person_id.is_(None), in_scope(actor, operation.c.office_id))
    return session.execute(_SHOWN.where(*clauses, sa.or_(visible_to(actor), mine))).all()


def clashes(actor: Actor) -> Sequence[Any]:
    """Clashing records of people the actor may know of, oldest first."""
    return _waiting(actor, operation.c.status == OpStatus.CONFLICT)


def handed_up(actor: Actor) -> Sequence[Any]:
    """What officers could not write themselves and a supervisor decides on."""
    return _waiting(actor, operation.c.status == OpStatus.WITH_SUPERVISOR)


def held_long(actor: Actor) -> Sequence[Any]:
    """What has waited too long for the record before it."""
    long = operation.c.received_at < clock.now() - HELD_FOR
    return _waiting(actor, operation.c.status == OpStatus.HELD, long)


def waiting_since(actor: Actor, moment: dt.datetime) -> Sequence[Any]:
    """What came before ``moment`` and still waits: for the one before it, for a decision, for the supervisor."""
    open_ones = operation.c.status.in_([OpStatus.HELD, OpStatus.CONFLICT, OpStatus.WITH_SUPERVISOR, OpStatus.FIX])
    return _waiting(actor, open_ones, operation.c.received_at <= moment)


def sent_by(human_id: uuid.UUID) -> Sequence[Any]:
    """What somebody sent and what is not settled, without who it is about: they may no longer know of them."""
    statement = sa.select(operation.c.id, operation.c.kind, operation.c.status, operation.c.received_at).where(
        operation.c.human_id == human_id, operation.c.status.not_in([OpStatus.APPLIED, OpStatus.SET_ASIDE])
    )
    return session.execute(statement.order_by(operation.c.received_at).limit(50)).all()


def refused_lately(actor: Actor) -> Sequence[Any]:
    """What was turned away in the actor's offices in the last month, newest first."""
    statement = (
        sa.select(refusal.c.id, refusal.c.at, refusal.c.why, refusal.c.op_id, _human.c.name.label("officer"))
        .join(_human, _human.c.id == refusal.c.human_id)
        .where(in_scope(actor, refusal.c.office_id), refusal.c.at > clock.now() - LATELY)
    )
    return session.execute(statement.order_by(refusal.c.at.desc(), refusal.c.id.desc()).limit(50)).all()


def decisions_on(op_id: uuid.UUID) -> Sequence[Any]:
    """What was decided on an operation, oldest first."""
    statement = (
        sa.select(decision, _human.c.name.label("who"))
        .join(_human, _human.c.id == decision.c.decided_by)
        .where(decision.c.op_id == op_id)
    )
    return session.execute(statement.order_by(decision.c.n)).all()


def clash_for(actor: Actor, op_id: uuid.UUID) -> tuple[PersonCard, FieldOperation]:
    """(person, operation) of a clash. Raises NotFound when there is none or its person is hidden."""
    found = operation_record(op_id)
    if found is None or found.person_id is None or found.payload is None:
        raise NotFound(_("There is no such record, or you may not know of it."))
    return person_for(actor, found.person_id), found


def rows_against(found: FieldOperation) -> Sequence[Any]:
    """The history of the contact that an operation clashes with, oldest first."""
    payload = found.payload or {}
    key = uuid.UUID(str(payload.get("answers_id") or payload["id"]))
    root = session.scalar(sa.select(contact.c.root_id).where(contact.c.id == key))
    return history_of(root) if root else ()
