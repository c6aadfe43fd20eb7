"""``POST /field/packs`` and ``POST /field/packs/<id>/return``."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.enums import LabelledEnum
from kernel.http import load_json, writes
from probation.contacts.models import ContactKind, NeedArea, Outcome
from probation.field_devices.api import OFFICERS, check_sender, device_standing, once_more, paced, stamp, turned_away
from probation.field_devices.rules import Standing
from probation.field_devices.service import note_seen
from probation.field_packs.rules import AGREED, SCHEMA
from probation.field_packs.schemas import PackSchema
from probation.field_packs.service import Pack, give_back, issue
from probation.field_sealing.rules import jwk_of, kid_of
from probation.field_sealing.service import newest_key

bp = Blueprint("field_packs", __name__)
_SCHEMA = PackSchema()


def _listed(kind: type[LabelledEnum]) -> list[list[str]]:
    return [[one.value, str(one.label)] for one in kind]


def _seal() -> dict[str, Any]:
    public = newest_key(current_app.extensions["throughcare_settings"].var).public_key()
    return {"kid": kid_of(public), "jwk": jwk_of(public)}


def _told(pack: Pack) -> dict[str, Any]:
    row = pack.row
    return {
        "pack_id": str(row.id), "issued_at": row.issued_at.isoformat(), "expires_at": row.expires_at.isoformat(),
        "date": row.day.isoformat(), "zone": pack.zone, "seal": _seal(), "schema": SCHEMA,
        "officer": {"name": actor().name}, "kinds": _listed(ContactKind), "outcomes": _listed(Outcome),
        "needs": _listed(NeedArea), "actions": [str(one) for one in AGREED], "people": pack.people, **stamp(),
    }  # fmt: skip


@bp.post("/field/packs")
@allows(*OFFICERS)
@paced
@once_more
@writes
def take() -> ResponseReturnValue:
    """Give out a pack: 201, or 200 when this one was given out before."""
    check_sender()
    asked = load_json(_SCHEMA)
    standing, _token = device_standing(asked.device_id)
    if standing is not Standing.GOOD:
        return turned_away(standing)
    pack = issue(actor(), asked)
    note_seen(asked.device_id)
    return jsonify(_told(pack)), 200 if pack.again else 201


@bp.post("/field/packs/<uuid:pack_id>/return")
@allows(*OFFICERS)
@paced
@writes
def bring_back(pack_id: uuid.UUID) -> ResponseReturnValue:
    """Take a pack back."""
    check_sender()
    found = give_back(actor(), pack_id)
    assert found.returned_at
    return jsonify({"pack_id": str(found.id), "returned_at": found.returned_at.isoformat(), **stamp()})
