"""My devices and packs; for the supervisor, the packs given out and not returned."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.http import safe_next, writes
from kernel.i18n import _
from probation.day.queries import zone_of
from probation.field_checkins.queries import out_alone
from probation.field_clashes.queries import waiting_since
from probation.field_devices.api import OFFICERS
from probation.field_devices.queries import devices_of
from probation.field_devices.rules import ends_at
from probation.field_devices.service import revoke
from probation.field_packs.queries import packs_of, packs_out
from probation.field_packs.rules import NOTICE_AFTER, waits_until
from probation.field_packs.service import give_back

bp = Blueprint("field_desk", __name__)


@bp.get("/my-devices")
@allows(*OFFICERS)
def mine() -> ResponseReturnValue:
    """My devices with how long each may write, and the packs I was given."""
    who = actor()
    return render_template(
        "probation/field_packs/mine.html", devices=devices_of(who.human_id), packs=packs_of(who.human_id),
        now=clock.now(), zone=zone_of(who), ends_at=ends_at,
    )  # fmt: skip


@bp.post("/my-devices/<uuid:device_id>/revoke")
@allows(*OFFICERS)
@writes
def end_device(device_id: uuid.UUID) -> ResponseReturnValue:
    """Revoke a device."""
    revoke(actor(), device_id)
    flash(_("The device is revoked. It can send and receive nothing more; what it keeps is sealed."), "success")
    return redirect(safe_next("field_desk.mine"), 303)


@bp.post("/field-packs/<uuid:pack_id>/close")
@allows(*OFFICERS)
@writes
def close_pack(pack_id: uuid.UUID) -> ResponseReturnValue:
    """Close a pack by hand: nothing more is to be waited for."""
    give_back(actor(), pack_id)
    flash(_("The pack is closed. What still comes from it is taken all the same."), "success")
    return redirect(safe_next("field_desk.mine"), 303)


@bp.get("/supervision/field")
@allows(Role.PROBATION_SUPERVISOR, Role.INSPECTOR)
def board() -> ResponseReturnValue:
    """Packs given out and not returned, with the age of each and when its device was last heard of."""
    who, packs = actor(), packs_out(actor())
    long_since = clock.now() - NOTICE_AFTER
    return render_template(
        "probation/field_packs/board.html", packs=packs, out=out_alone(who), now=clock.now(),
        long_out=[one for one in packs if one.issued_at <= long_since], waiting_long=waiting_since(who, long_since),
        waits_until=waits_until, may_write=who.has(Role.PROBATION_SUPERVISOR), here=url_for("field_desk.board"),
    )  # fmt: skip
