"""``POST /field/ops``: one sealed operation, one transaction, one answer for ever.

201 applied, 200 seen before, 202 held or with the supervisor, 401 sign in and keep it, 403 not yours, 409 a clash or a
number used twice, 413 too large, 422 fix the named fields. Refusals are kept: see ``probation.field_ops.service``.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError

from kernel import clock
from kernel.authz import actor, allows
from kernel.http import keeps
from kernel.i18n import _l
from probation.field_devices.api import OFFICERS, check_sender, device_standing, once_more, paced, stamp, turned_away
from probation.field_devices.rules import Standing
from probation.field_devices.service import note_seen
from probation.field_ops.models import FieldOperation, OpKind, OpStatus, Refused
from probation.field_ops.rules import ACCEPTED, LARGEST, Envelope, Inside, id_of, offset_of
from probation.field_ops.schemas import envelope_of, inside_of
from probation.field_ops.service import Reply, receive, turn_away
from probation.field_sealing.rules import unseal
from probation.field_sealing.service import key_called

bp = Blueprint("field", __name__)
CODES = {
    OpStatus.APPLIED: 201, OpStatus.HELD: 202, OpStatus.WITH_SUPERVISOR: 202, OpStatus.CONFLICT: 409,
    OpStatus.FIX: 422, OpStatus.SET_ASIDE: 200,
}  # fmt: skip
DONE = frozenset({OpStatus.APPLIED, OpStatus.SET_ASIDE})


def opened(envelope: Envelope) -> Inside:
    """What an envelope holds. Raises DomainError where the seal does not open, ValidationError for what is inside."""
    var = current_app.extensions["throughcare_settings"].var
    return inside_of(unseal(key_called(var, envelope.sealed.kid), envelope.op_id, envelope.sealed), envelope)


def href_of(kept: FieldOperation) -> str:
    """Where an operation can be looked at."""
    if kept.status is OpStatus.CONFLICT:
        return url_for("field_clashes.page", op_id=kept.id)
    if kept.kind is OpKind.VISIT and kept.made_id:
        return url_for("contacts.show", contact_id=kept.made_id)
    return url_for("field_desk.mine")


_SENTENCES: dict[Refused, tuple[int, Any]] = {
    Refused.VERSION: (422, _l("This version of the app is not understood here. Open the app with a network so "
                                     "that it renews itself; it keeps what it has.")),
    Refused.SEAL: (422, _l("The seal of this record does not open. Keep it and tell your help desk.")),
    Refused.REUSED: (409, _l(
        "Another record came under this number before. Both are kept: tell your supervisor.")),
    Refused.NOT_ASSIGNED: (403, _l(
        "This person is no longer yours to write about. Send it to your supervisor.")),
    Refused.NOT_IN_PACK: (403, _l("This person was not in the pack you took.")),
    Refused.ANOTHER: (403, _l("This was written under another account. Sign in as that person.")),
    Refused.NO_PACK: (403, _l("This pack is not known here.")),
    Refused.TOO_LARGE: (413, _l("This is too large to send. A photograph may have 3 MB, a record 256 KB.")),
}  # fmt: skip


def refusal(why: Refused, **more: Any) -> ResponseReturnValue:
    """The answer to what is turned away, in words."""
    code, words = _SENTENCES[why]
    return jsonify({"status": why.value, "error": str(words), **more, **stamp()}), code


def _answer(op_id: str, reply: Reply) -> ResponseReturnValue:
    if reply.refused is not None:
        more = {"status": "fix", "fields": dict(reply.fields)} if reply.fields else {}
        return refusal(reply.refused, op_id=op_id, **more)
    kept = reply.kept
    if kept is None:
        return jsonify({"op_id": op_id, "status": "fix", "fields": dict(reply.fields), **stamp()}), 422
    body = {"op_id": str(kept.id), "status": kept.status.value, "href": href_of(kept), **stamp()}
    if kept.status is OpStatus.FIX:
        return jsonify({**body, "fields": kept.answer}), 422
    if reply.again and kept.status in DONE:
        return jsonify({**body, "status": "duplicate"}), 200
    return jsonify(body), CODES[kept.status]


def _from_a_stranger(standing: Standing, body: dict[str, Any]) -> ResponseReturnValue:
    """A device that may not write: what it sent is kept sealed, unless signing in again is all it needs."""
    if standing is not Standing.EXPIRED:
        turn_away(actor(), Refused(standing.value), body)
    return turned_away(standing)


@bp.post("/field/ops")
@allows(*OFFICERS)
@paced
@once_more
@keeps
def take() -> ResponseReturnValue:
    """Take one operation of the queue."""
    check_sender()
    if (request.content_length or 0) > LARGEST:
        turn_away(actor(), Refused.TOO_LARGE, {"bytes": request.content_length})
        return refusal(Refused.TOO_LARGE)
    body = request.get_json(silent=True)
    body = body if isinstance(body, dict) else {}
    standing, _token = device_standing(id_of(body.get("device_id")))
    if standing is not Standing.GOOD:
        return _from_a_stranger(standing, body)
    if body.get("schema") not in ACCEPTED:
        turn_away(actor(), Refused.VERSION, body)
        return refusal(Refused.VERSION)
    try:
        envelope = envelope_of(body)
    except ValidationError as error:
        return jsonify({"status": "fix", "fields": error.messages, **stamp()}), 422
    note_seen(envelope.device_id, offset_of(envelope.device_clock, clock.now()))
    return _answer(str(envelope.op_id), receive(actor(), envelope, opened))
