"""The page on which a catch-up session is planned."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS
from programmes.catch_ups import service
from programmes.catch_ups.forms import CatchUpForm
from programmes.catch_ups.queries import missed_in
from programmes.intakes.queries import intake_row

bp = Blueprint("catch_ups", __name__)


def _page(intake_id: uuid.UUID, form: CatchUpForm) -> str:
    group = intake_row(actor(), intake_id)
    return render_template(
        "programmes/catch_ups/page.html", group=group, form=form, missed=missed_in(actor(), intake_id),
        ticked=request.form.getlist("missed"),
    )  # fmt: skip


@bp.get("/intakes/<uuid:intake_id>/catch-up")
@allows(*MANAGERS)
def ask(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Who missed which session of a group, and a form for a session to make up for it."""
    return _page(intake_id, CatchUpForm(None))


@bp.post("/intakes/<uuid:intake_id>/catch-up")
@allows(*MANAGERS)
@writes
def plan(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Plan the catch-up session."""
    form = CatchUpForm()
    intake_row(actor(), intake_id)
    if not form.validate():
        return _page(intake_id, form), 422
    try:
        wanted = form.to_catch_up(intake_id, missed_in(actor(), intake_id), request.form.getlist("missed"))
        _made, beside = service.plan_catch_up(actor(), wanted)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(intake_id, form), 422
    flash(_("The catch-up session is planned. Only the people chosen are on its register."))
    if beside:
        flash(_("“%(name)s” meets at the same time.", name=beside[0].name))
    return redirect(url_for("intakes.detail", intake_id=intake_id))
