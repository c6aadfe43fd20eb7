"""The public proof of a certificate, the paper, and handing it over."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for
from kernel.authz import actor, allows, public
from kernel.documents import pdf_response
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS, READERS, can_manage, demand
from programmes.completions import service
from programmes.completions.documents import certificate_pdf
from programmes.completions.forms import OutcomeForm, RevokeForm
from programmes.completions.queries import certificate_by_id, public_certificate
from programmes.intakes.queries import intake_row
from programmes.modules.queries import course_at
from programmes.modules.rules import missing
from programmes.places.queries import allocation_for

bp = Blueprint("completions", __name__)


@bp.get("/verify/<token>")
@public
def verify(token: str) -> ResponseReturnValue:
    """Whether a certificate is genuine. Shows nothing about the person."""
    found = public_certificate(token)
    return render_template("programmes/completions/verify.html", certificate=found), 200 if found else 404


@bp.get("/certificates/<uuid:certificate_id>.pdf")
@allows(*READERS)
def paper(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """The certificate as PDF."""
    found = certificate_by_id(certificate_id)
    person_for(actor(), found.person_id)
    if found.revoked_on:
        raise Conflict(_("This certificate was withdrawn, so it is not printed any more."))
    address = url_for("completions.verify", token=found.public_token, _external=True)
    return pdf_response(certificate_pdf(found, address), f"{found.number}.pdf")


def _outcome(allocation_id: uuid.UUID, form: OutcomeForm) -> str:
    place = allocation_for(actor(), allocation_id)
    person, group = person_for(actor(), place.person_id), intake_row(actor(), place.intake_id)
    demand(can_manage(actor(), group.unit_id))
    left = missing(course_at(person.id, place.id).modules)
    return render_template(
        "programmes/completions/outcome.html", form=form, place=place, person=person, group=group, missing=left
    )


@bp.get("/allocations/<uuid:allocation_id>/complete")
@allows(*MANAGERS)
def outcome(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Ask how a place ended; what is missing stands above the form."""
    return _outcome(allocation_id, OutcomeForm(None, prefix="outcome"))


@bp.post("/allocations/<uuid:allocation_id>/complete")
@allows(*MANAGERS)
@writes
def complete(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Record the outcome: the seat is free, and a completed place may have a certificate."""
    form = OutcomeForm(prefix="outcome")
    if not form.validate():
        return _outcome(allocation_id, form), 422
    try:
        made = service.complete(actor(), form.to_ending(allocation_id))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _outcome(allocation_id, form), 422
    flash(_("Saved: %(outcome)s. The seat is free for the next person.", outcome=made.outcome.label))
    return redirect(url_for("intakes.person_tab", person_id=made.person_id))


@bp.post("/allocations/<uuid:allocation_id>/award")
@allows(*MANAGERS)
@writes
def award(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Certify the modules achieved in a place that ended before its time."""
    made = service.award_modules(actor(), allocation_id)
    flash(_("Saved: what was achieved is certified."))
    return redirect(url_for("intakes.person_tab", person_id=made.person_id))


def _revoking(form: RevokeForm, certificate_id: uuid.UUID) -> str:
    found = certificate_by_id(certificate_id)
    person = person_for(actor(), found.person_id)
    return render_template("programmes/completions/revoke.html", form=form, certificate=found, person=person)


@bp.get("/certificates/<uuid:certificate_id>/revoke")
@allows(*MANAGERS)
def ask_revoke(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Ask why a certificate is withdrawn."""
    return _revoking(RevokeForm(None), certificate_id)


@bp.post("/certificates/<uuid:certificate_id>/revoke")
@allows(*MANAGERS)
@writes
def revoke(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Withdraw a certificate for good."""
    form = RevokeForm()
    if not form.validate():
        return _revoking(form, certificate_id), 422
    found = service.revoke(actor(), certificate_id, form.reason.data)
    flash(_("The certificate is withdrawn. Who checks it reads that from now on."))
    return redirect(url_for("intakes.person_tab", person_id=found.person_id))


@bp.post("/certificates/<uuid:certificate_id>/hand-over")
@allows(*MANAGERS)
@writes
def hand_over(certificate_id: uuid.UUID) -> ResponseReturnValue:
    """Note that the person has the paper in hand."""
    found = service.hand_over(actor(), certificate_id)
    flash(_("Saved: the certificate is handed over."))
    return redirect(url_for("intakes.person_tab", person_id=found.person_id))
