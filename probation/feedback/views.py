"""What a service tells us, on screen: sessions, concerns, the report at the end."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import tabs_for
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.feedback import service
from probation.feedback.forms import ReportForm, SessionForm, TakeBackForm
from probation.referrals.queries import referral_for, session_for
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


def _wrong(session_id: uuid.UUID, form: TakeBackForm) -> str:
    card, found, noted = session_for(actor(), session_id)
    return render_template(
        "probation/referrals/take_back.html", person=card, tabs=tabs_for(actor()), tab="support", referral=found,
        noted=noted, form=form,
    )  # fmt: skip


@bp.get("/referrals/sessions/<uuid:noted_id>/take-back")
@allows(*WRITERS)
def wrong(noted_id: uuid.UUID) -> str:
    """The form that takes back a session that was noted wrongly."""
    return _wrong(noted_id, TakeBackForm(formdata=None))


@bp.post("/referrals/sessions/<uuid:noted_id>/take-back")
@allows(*WRITERS)
@writes
def take_back(noted_id: uuid.UUID) -> ResponseReturnValue:
    """Take back a session. The right one is noted anew."""
    form = TakeBackForm()
    if form.validate():
        try:
            found = service.take_back_session(actor(), noted_id, form.reason.data or "")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Taken back. It stays on file with your reason. Note the right session anew."), "success")
            return redirect(url_for("referrals.show", referral_id=found.id) + "#sessions", 303)
    return _wrong(noted_id, form), 422


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
