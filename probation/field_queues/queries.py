"""Reading files that were brought, and where each of their records stands: never what a record says of anybody."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError

from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.units.models import Unit
from probation.field_devices.queries import device
from probation.field_ops.models import OpStatus, Refused
from probation.field_ops.queries import operation, refusal
from probation.field_ops.rules import ACCEPTED, Envelope, Inside, id_of
from probation.field_packs.queries import pack
from probation.field_queues.models import FieldQueue, FieldQueueRecord
from probation.field_queues.rules import Line, Saved
from probation.field_sealing.service import UnknownKey
from probation.orders.queries import in_scope

Opener = Callable[[Mapping[str, Any]], tuple[Envelope, Inside]]
"""Opens a record of a file. Raises DomainError or ValidationError where that cannot be done."""
queue, record = table_of(FieldQueue), table_of(FieldQueueRecord)
_human, _unit = table_of(Human), table_of(Unit)
_AS_IT_STANDS = [column for column in queue.c if column.name != "content"]
_PACKS = (
    sa.select(pack.c.id, pack.c.office_id, pack.c.account_id, pack.c.device_id, pack.c.human_id,
              _human.c.name.label("officer"), _unit.c.zone, device.c.revoked_at)
    .join(_human, _human.c.id == pack.c.human_id)
    .join(_unit, _unit.c.id == pack.c.office_id)
    .join(device, device.c.id == pack.c.device_id)
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Shown:
    """One record of a file: whose, what kind, when, and where it stands. Not about whom, and not what it says."""

    raw: Mapping[str, Any]
    op_id: uuid.UUID
    line: Line
    pack: Any = None
    envelope: Envelope | None = None
    inside: Inside | None = None
    kept: Any = None


def queues_of(actor: Actor) -> Sequence[Any]:
    """The files that were brought to the actor's offices, newest first."""
    statement = (
        sa.select(*_AS_IT_STANDS, _human.c.name.label("who"), _unit.c.zone, _unit.c.name.label("office"))
        .join(_human, _human.c.id == queue.c.brought_by)
        .join(_unit, _unit.c.id == queue.c.office_id)
        .where(in_scope(actor, queue.c.office_id))
    )
    return session.execute(statement.order_by(queue.c.received_at.desc(), queue.c.id.desc()).limit(50)).all()


def queue_for(actor: Actor, queue_id: uuid.UUID) -> FieldQueue:
    """A file that was brought to one of the actor's offices. Raises NotFound."""
    found = session.get(FieldQueue, queue_id)
    if found is None or not actor.covers(found.office_id):
        raise NotFound(_("There is no such file, or you may not know of it."))
    return found


def queue_with(sha256: str) -> FieldQueue | None:
    """The file of these very bytes."""
    return session.scalar(sa.select(FieldQueue).where(FieldQueue.sha256 == sha256))


def brought(operations: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Any]:
    """Through whose hands records came that came by file, by their operation."""
    statement = (
        sa.select(record.c.op_id, record.c.at, _human.c.name.label("who"), queue.c.source)
        .join(queue, queue.c.id == record.c.queue_id)
        .join(_human, _human.c.id == queue.c.taken_by)
        .where(record.c.op_id.in_(operations))
    )
    return {row.op_id: row for row in session.execute(statement)}


def known_packs(ids: Sequence[object]) -> dict[uuid.UUID, Any]:
    """The packs of this installation among these, with officer, zone and when the phone was withdrawn."""
    wanted = {found for one in ids if (found := id_of(one))}
    return {row.id: row for row in session.execute(_PACKS.where(pack.c.id.in_(wanted)))}


def lines_of(actor: Actor, saved: Saved, opener: Opener) -> list[Shown]:
    """Each record of a file as it stands now, in the order in which they were written."""
    packs = known_packs([raw.get("pack_id") for raw in saved.operations])
    ids = [id_of(raw["op_id"]) for raw in saved.operations]
    kept = {row.id: row for row in session.execute(sa.select(operation).where(operation.c.id.in_(ids)))}
    for_good = refusal.c.why.in_([Refused.NOT_IN_PACK, Refused.FORGED])
    gone = set(session.scalars(sa.select(refusal.c.op_id).where(refusal.c.op_id.in_(ids), for_good)))
    found = []
    for raw in saved.operations:
        of = packs.get(id_of(raw.get("pack_id")))  # type: ignore[arg-type]
        line = _line(raw, of if of and actor.covers(of.office_id) else None, kept, opener)
        turned = line.line is Line.NEW and line.op_id in gone
        found.append(dataclasses.replace(line, line=Line.REFUSED) if turned else line)
    return found


def _line(raw: Mapping[str, Any], of: Any, kept: Mapping[uuid.UUID, Any], opener: Opener) -> Shown:
    op_id = uuid.UUID(str(raw["op_id"]))
    if of is None:
        return Shown(raw=raw, op_id=op_id, line=Line.FOREIGN)
    if raw.get("schema") not in ACCEPTED:
        return Shown(raw=raw, op_id=op_id, line=Line.VERSION, pack=of)
    try:
        # what a withdrawn phone could no longer hand up itself is handed up here; its clock was measured when it wrote
        envelope, inside = opener({**raw, "device_clock": clock.now().isoformat(), "to_supervisor": True})
    except UnknownKey:
        return Shown(raw=raw, op_id=op_id, line=Line.KEY, pack=of)
    except (DomainError, ValidationError):
        return Shown(raw=raw, op_id=op_id, line=Line.BROKEN, pack=of)
    return Shown(
        raw=raw, op_id=op_id, line=_standing(inside, of, kept.get(op_id)), pack=of, envelope=envelope, inside=inside,
        kept=kept.get(op_id),
    )  # fmt: skip


def _standing(inside: Inside, of: Any, kept: Any) -> Line:
    if kept is not None and kept.status != OpStatus.FIX:
        return Line.HERE if kept.digest == inside.digest else Line.OTHER
    return Line.LATER if of.revoked_at and inside.occurred_at > of.revoked_at else Line.NEW


def counted(lines: Sequence[Shown]) -> Counter[Line]:
    """How many records stand where."""
    return Counter(one.line for one in lines)
