"""What a service tells us, on screen: sessions, concerns, the report at the end."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.http import writes
from kernel.i18n import _
from probation.feedback import service
from probation.feedback.forms import ReportForm, SessionForm
from probation.referrals.queries import referral_for
from probation.referrals.views import WRITERS, deed

bp = Blueprint("feedback", __name__)


@bp.post("/referrals/<uuid:referral_id>/sessions")
@allows(*WRITERS)
@writes
def note(referral_id: uuid.UUID) -> ResponseReturnValue:
    """Note a session."""
    card, _found = referral_for(actor(), referral_id)
    form = SessionForm()
    said = _("Noted. Under a running order it stands in the log of contacts too.")
    return deed(referral_id, form, said, lambda: service.note_session(actor(), form.to_session(referral_id, card.zone)))


@bp.post("/referrals/sessions/<uuid:session_id>/seen")
@allows(*WRITERS)
@writes
def seen(session_id: uuid.UUID) -> ResponseReturnValue:
    """A concern was read."""
    found = service.see_concern(actor(), session_id)
    return redirect(url_for("referrals.show", referral_id=found.id), 303)


@bp.post("/referrals/<uuid:referral_id>/completed")
@allows(*WRITERS)
@writes
def complete(referral_id: uuid.UUID) -> ResponseReturnValue:
    """The report at the end."""
    form = ReportForm()
    said = _("Completed. Every desired outcome has its score.")
    return deed(
        referral_id, form, said,
        lambda: service.complete(actor(), referral_id, form.to_scores(), form.report.data or ""),
    )  # fmt: skip
