"""Cancelling a session, and taking that back."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.cancellations import service
from programmes.cancellations.forms import BringBackForm, CancelForm
from programmes.catalogue.policies import MANAGERS
from programmes.registers.queries import session_for

bp = Blueprint("cancellations", __name__)


def _cancelling(form: CancelForm, session_id: uuid.UUID) -> str:
    held, group = session_for(actor(), session_id)
    return render_template("programmes/cancellations/cancel.html", form=form, held=held, group=group)


@bp.get("/sessions/<uuid:session_id>/cancel")
@allows(*MANAGERS)
def ask_cancel(session_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why a session does not take place, and whether it is paid."""
    return _cancelling(CancelForm(None), session_id)


@bp.post("/sessions/<uuid:session_id>/cancel")
@allows(*MANAGERS)
@writes
def cancel(session_id: uuid.UUID) -> ResponseReturnValue:
    """Cancel a session, with or without pay."""
    form = CancelForm()
    session_for(actor(), session_id)
    if not form.validate():
        return _cancelling(form, session_id), 422
    try:
        service.cancel(actor(), session_id, reason=form.reason.data, paid=form.paid.data == "yes")
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _cancelling(form, session_id), 422
    flash(_("The session is cancelled."))
    return redirect(url_for("registers.page", session_id=session_id))


def _bringing(form: BringBackForm, session_id: uuid.UUID) -> str:
    held, group = session_for(actor(), session_id)
    return render_template("programmes/cancellations/back.html", form=form, held=held, group=group)


@bp.get("/sessions/<uuid:session_id>/bring-back")
@allows(*MANAGERS)
def ask_back(session_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why a cancelled session takes place after all."""
    return _bringing(BringBackForm(None), session_id)


@bp.post("/sessions/<uuid:session_id>/bring-back")
@allows(*MANAGERS)
@writes
def bring_back(session_id: uuid.UUID) -> ResponseReturnValue:
    """Open the session and its register again."""
    form = BringBackForm()
    session_for(actor(), session_id)
    if not form.validate():
        return _bringing(form, session_id), 422
    try:
        service.bring_back(actor(), session_id, reason=form.reason.data)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _bringing(form, session_id), 422
    flash(_("The session takes place after all. Take its register."))
    return redirect(url_for("registers.page", session_id=session_id))
