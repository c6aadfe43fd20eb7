"""An answer that somebody has seen to."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.http import safe_next, writes
from probation.replies import service

bp = Blueprint("replies", __name__)


@bp.post("/reminders/replies/<uuid:reply_id>/seen")
@allows(Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
@writes
def seen(reply_id: uuid.UUID) -> ResponseReturnValue:
    """It leaves the officer's day."""
    service.see(actor(), reply_id)
    return redirect(safe_next("day.page"), 303)
