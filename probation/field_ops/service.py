"""Taking operations: each once, in order of its line, and nothing that was kept is ever lost or doubled.

The id is claimed by an insert; who comes second meets the unique key and is told what the first was told.
"""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, ValidationError

from kernel import audit, clock
from kernel.audit.models import Kind
from kernel.authz import Actor
from kernel.db import session
from kernel.db.session import attempt
from kernel.errors import Conflict, DomainError, NotFound
from kernel.i18n import _
from probation.field_checkins.schemas import BackSchema, GoInSchema
from probation.field_checkins.service import go_in, say_back
from probation.field_ops.models import FieldOperation, FieldRefusal, OpKind, OpStatus, Refused
from probation.field_ops.queries import is_settled, operation_record, refused_before, waiting_for
from probation.field_ops.rules import Envelope, FromField, Inside, corrected, id_of, offset_of
from probation.field_packs.queries import in_pack, pack_row
from probation.field_proposals.schemas import ProposalSchema
from probation.field_proposals.service import propose
from probation.field_visits.schemas import FieldVisitSchema
from probation.field_visits.service import log_from_field
from probation.orders.queries import order_for, person_under

Opener = Callable[[Envelope], Inside]
_DEEDS: dict[OpKind, tuple[Schema, Callable[[Actor, FromField, Any], uuid.UUID]]] = {
    OpKind.VISIT: (FieldVisitSchema(), log_from_field),
    OpKind.CHECK_IN: (GoInSchema(), go_in),
    OpKind.CHECK_OUT: (BackSchema(), say_back),
    OpKind.PROPOSAL: (ProposalSchema(), propose),
}
ABOUT_SOMEBODY = frozenset({OpKind.VISIT, OpKind.PROPOSAL})


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the device is told: an operation as it stands, or why it was turned away."""

    kept: FieldOperation | None = None
    again: bool = False
    refused: Refused | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)


def turn_away(actor: Actor, why: Refused, raw: Mapping[str, Any], *, office_id: uuid.UUID | None = None) -> Reply:
    """Keep what is refused as it was sent, with who sent it and why it is not taken."""
    op_id, office = id_of(raw.get("op_id")), office_id or min(actor.establishments, default=None)
    if refused_before(op_id, why, actor.human_id) and why is not Refused.REUSED:
        return Reply(refused=why)
    made = FieldRefusal(
        at=clock.now(), why=why, human_id=actor.human_id, office_id=office, envelope=dict(raw), op_id=op_id,
        device_id=id_of(raw.get("device_id")),
    )  # fmt: skip
    session.add(made)
    audit.event(actor, Kind.REFUSAL, "field_operation.refused", subject_kind="field_operation",
                subject_id=op_id, reason=why.value)  # fmt: skip
    session.flush()
    return Reply(refused=why)


def fields_of(error: ValidationError) -> dict[str, Any]:
    """Each wrong field with what is wrong about it."""
    return dict(error.messages) if isinstance(error.messages, dict) else {"visit": error.messages}


def receive(actor: Actor, envelope: Envelope, opener: Opener) -> Reply:
    """Take one operation, or say why not. Sent again it gets the first answer; other content under its id gets none."""
    pack = pack_row(envelope.pack_id)
    if pack is None or pack.account_id != actor.account_id:
        return turn_away(actor, Refused.ANOTHER if pack is not None else Refused.NO_PACK, envelope.raw)
    try:
        inside = opener(envelope)
    except ValidationError as error:
        return Reply(fields=fields_of(error))
    except DomainError as error:
        refused = turn_away(actor, Refused.SEAL, envelope.raw, office_id=pack.office_id)
        return Reply(refused=refused.refused, fields={error.field: [str(error.message)]})
    found = operation_record(envelope.op_id)
    known = _known(actor, found, envelope, inside) if found else None
    return known or _take(actor, envelope, inside, pack, found)


def _known(actor: Actor, found: FieldOperation, envelope: Envelope, inside: Inside) -> Reply | None:
    """The answer to an id that was seen before; None where what was sent before had to be mended first."""
    if found.account_id != actor.account_id:
        return turn_away(actor, Refused.ANOTHER, envelope.raw, office_id=found.office_id)
    same = found.digest == inside.digest
    if found.status is OpStatus.FIX:
        if not same:
            turn_away(
                actor, Refused.CORRECTED, {"op_id": str(found.id), "payload": found.payload}, office_id=found.office_id
            )
        return None
    if not same:
        return turn_away(actor, Refused.REUSED, envelope.raw, office_id=found.office_id)
    return Reply(kept=found, again=True)


def _take(actor: Actor, envelope: Envelope, inside: Inside, pack: Any, found: FieldOperation | None) -> Reply:
    if inside.order_id is None and inside.kind in ABOUT_SOMEBODY:
        return Reply(fields={"order_id": [_("Say who this is about.")]})
    if inside.order_id is not None and not in_pack(pack.id, inside.order_id):
        return turn_away(actor, Refused.NOT_IN_PACK, envelope.raw, office_id=pack.office_id)
    mine = inside.order_id is None or _is_mine(actor, inside.order_id)
    if not mine and not envelope.to_supervisor:
        return turn_away(actor, Refused.NOT_ASSIGNED, envelope.raw, office_id=pack.office_id)
    kept = found or _claim(actor, envelope, inside, pack)
    kept.digest, kept.payload, kept.occurred_at = inside.digest, dict(inside.payload), inside.occurred_at
    kept.received_at, kept.clock_offset = clock.now(), offset_of(envelope.device_clock, clock.now())
    if mine:
        settle(actor, kept)
    else:
        _put(kept, OpStatus.WITH_SUPERVISOR)
        audit.event(actor, Kind.WRITE, "field_operation.handed_up", subject_kind="field_operation", subject_id=kept.id,
                    person_id=kept.person_id)  # fmt: skip
    session.flush()
    return Reply(kept=kept)


def _is_mine(actor: Actor, order_id: uuid.UUID) -> bool:
    try:
        order_for(actor, order_id)
    except NotFound:
        return False
    return True


def _claim(actor: Actor, envelope: Envelope, inside: Inside, pack: Any) -> FieldOperation:
    """Insert the operation. Raises IntegrityError when it is being taken in this very moment."""
    kept = FieldOperation(
        id=envelope.op_id, digest=inside.digest, device_id=envelope.device_id, account_id=actor.account_id,
        human_id=actor.human_id, pack_id=pack.id, office_id=pack.office_id, seq=envelope.seq, lane=envelope.lane,
        after_id=envelope.after, version=envelope.schema, kind=inside.kind, order_id=inside.order_id,
        person_id=person_under(inside.order_id) if inside.order_id else None, status=OpStatus.HELD, answer={},
        occurred_at=inside.occurred_at, clock_offset=0, zone=inside.tz, received_at=clock.now(),
        payload=dict(inside.payload),
    )  # fmt: skip
    session.add(kept)
    session.flush()
    return kept


def settle(actor: Actor, first: FieldOperation) -> None:
    """Make a record of an operation unless it follows one that has not come; then of those that waited for it."""
    queue = deque([first])
    while queue:
        kept = queue.popleft()
        if kept.after_id and not is_settled(kept.after_id, kept.account_id):
            kept.status = OpStatus.HELD
            continue
        carry_out(actor, kept)
        if kept is not first and kept.status is OpStatus.FIX:  # its phone was told that it is safe here
            kept.status = OpStatus.WITH_SUPERVISOR
        session.flush()
        queue.extend(waiting_for(kept.id, kept.account_id))


def said_in(kept: FieldOperation) -> FromField:
    """Who wrote an operation, about whom, and when by our clock."""
    return FromField(
        op_id=kept.id, human_id=kept.human_id, order_id=kept.order_id, offset=kept.clock_offset,
        occurred_at=corrected(kept.occurred_at, kept.clock_offset),
    )  # fmt: skip


def carry_out(actor: Actor, kept: FieldOperation) -> None:
    """Make a record of an operation now, whatever came before. One that cannot be made leaves nothing half done."""
    assert kept.payload is not None
    try:
        with attempt():
            schema, deed = _DEEDS[kept.kind]
            kept.made_id = deed(actor, said_in(kept), schema.load(kept.payload))
    except Conflict:
        _put(kept, OpStatus.CONFLICT)
    except NotFound:
        _put(kept, OpStatus.WITH_SUPERVISOR)
    except ValidationError as error:
        _put(kept, OpStatus.FIX, fields_of(error))
    except DomainError as error:
        beyond = error.field == "order_id"  # an order that ended meanwhile: nothing on the phone could mend it
        status = OpStatus.WITH_SUPERVISOR if beyond else OpStatus.FIX
        _put(kept, status, {error.field or "visit": [str(error.message)]})
    else:
        _put(kept, OpStatus.APPLIED)
        kept.payload = None


def _put(kept: FieldOperation, status: OpStatus, fields: Mapping[str, Any] | None = None) -> None:
    kept.status, kept.answer = status, dict(fields or {})
    kept.settled_at = clock.now() if status is OpStatus.APPLIED else None
