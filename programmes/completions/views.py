"""The public proof of a certificate, and ending a place."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows, public
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS
from programmes.completions import service
from programmes.completions.models import Outcome
from programmes.completions.queries import public_certificate
from programmes.completions.service import Ending

bp = Blueprint("completions", __name__)


@bp.get("/verify/<token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Whether a certificate is genuine. Shows nothing about the person."""
    found = public_certificate(token)
    return render_template("programmes/completions/verify.html", certificate=found), 200 if found else 404


@bp.post("/allocations/<uuid:allocation_id>/complete")
@allows(*MANAGERS)
@writes
def complete(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """End a place with its outcome."""
    outcome = Outcome(request.form.get("outcome", Outcome.NOT_COMPLETED))
    done = service.complete(actor(), Ending(allocation_id=allocation_id, outcome=outcome))
    flash(_("Saved: %(outcome)s. The seat is free.", outcome=done.outcome.label))
    return redirect(url_for("intakes.person_tab", person_id=done.person_id))
