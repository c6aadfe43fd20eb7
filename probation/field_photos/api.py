"""``PUT /field/blobs/<hash>``: one sealed photograph. The hash is of the bytes as they are sent."""

from __future__ import annotations

import hashlib
import json
import uuid

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.documents.scanning import refuse_infected
from kernel.errors import DomainError
from kernel.http import keeps
from kernel.i18n import _
from probation.field_devices.api import OFFICERS, check_sender, device_standing, once_more, paced, stamp, turned_away
from probation.field_devices.rules import Standing
from probation.field_devices.service import note_seen
from probation.field_ops.api import refusal
from probation.field_ops.models import Refused
from probation.field_ops.service import turn_away
from probation.field_photos.service import LARGEST, NewBlob, keep_blob
from probation.field_sealing.rules import Sealed, bytes_of, unseal
from probation.field_sealing.service import key_called

bp = Blueprint("field_blobs", __name__)


def open_photo(body: bytes) -> tuple[uuid.UUID, bytes]:
    """(operation, picture) of a sealed photograph. Raises DomainError."""
    head, _line, data = body.partition(b"\n")
    try:
        said = json.loads(head)
        op_id = uuid.UUID(said["op_id"])
        sealed = Sealed(kid=str(said["kid"]), epk=dict(said["epk"]), iv=bytes_of(str(said["iv"])), data=data)
    except (ValueError, KeyError, TypeError) as error:
        raise DomainError(
            _("The first line of a photograph says how it is sealed. This one does not."), field="sealed"
        ) from error
    return op_id, unseal(key_called(current_app.extensions["throughcare_settings"].var, sealed.kid), op_id, sealed)


@bp.put("/field/blobs/<string:sha256>")
@allows(*OFFICERS)
@paced
@once_more
@keeps
def put(sha256: str) -> ResponseReturnValue:
    """Keep a photograph: 201, or 200 when it was here."""
    check_sender("application/octet-stream")
    if (request.content_length or 0) > LARGEST:
        turn_away(actor(), Refused.TOO_LARGE, {"bytes": request.content_length})
        return refusal(Refused.TOO_LARGE)
    standing, token = device_standing()
    if standing is not Standing.GOOD or token is None:
        if standing is not Standing.EXPIRED:
            turn_away(actor(), Refused(standing.value), {"device_id": str(token.device_id) if token else None})
        return turned_away(standing)
    try:
        new = _keep(sha256, token.device_id, request.get_data())
    except DomainError as error:
        body = {"status": "fix", "fields": {error.field or "picture": [str(error.message)]}}
        return jsonify({**body, **stamp()}), 422
    return jsonify({"sha256": sha256, "status": "applied" if new else "duplicate", **stamp()}), 201 if new else 200


def _keep(sha256: str, device_id: uuid.UUID, body: bytes) -> bool:
    if hashlib.sha256(body).hexdigest() != sha256:
        raise DomainError(_("The photograph did not arrive whole. Send it again."), field="sealed")
    op_id, picture = open_photo(body)
    refuse_infected(picture, field="picture")
    note_seen(device_id)
    return keep_blob(actor(), NewBlob(sha256=sha256, op_id=op_id, device_id=device_id, picture=picture))
