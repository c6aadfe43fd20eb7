"""Leaving a letter standing. Taking it back is done where letters are."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.http import writes
from kernel.i18n import _
from probation.field_devices.api import OFFICERS
from probation.field_letters.service import let_stand

bp = Blueprint("field_letters", __name__)


@bp.post("/supervision/steps/<uuid:step_id>/stands")
@allows(*OFFICERS)
@writes
def stands(step_id: uuid.UUID) -> ResponseReturnValue:
    """Leave a letter as it is, with why."""
    order_id = let_stand(actor(), step_id, request.form.get("words", ""))
    flash(_("The letter stands. Why is on file."), "success")
    return redirect(url_for("enforcement.page", order_id=order_id), 303)
