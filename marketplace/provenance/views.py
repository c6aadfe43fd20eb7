"""The page behind a label, and publishing a batch. The first is the public's: it reads no person."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows, public
from kernel.db import in_transaction
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, current_locale
from marketplace.labels.forms import LabelForm
from marketplace.production.queries import batch_row
from marketplace.production.views import READERS
from marketplace.products.models import Origin
from marketplace.provenance import queries, service
from marketplace.provenance.forms import RevokeForm
from marketplace.provenance.rules import looks_copied

bp = Blueprint("provenance", __name__)


@bp.get("/made/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """Where a piece comes from and whether its label is ours.

    A look leaves a number, as a look at a file leaves its row: no GET changes what anybody sees on another page.
    """
    found = queries.by_token(token[:64], current_locale().language)
    if found is None:
        return render_template("marketplace/provenance/unknown.html"), 404
    in_transaction(lambda: service.count_scan(found.id))
    return render_template(
        "marketplace/provenance/show.html", proof=found, origin=Origin(found.origin),
        copied=looks_copied(found.scans, found.pieces), in_shop=queries.is_in_shop(found),
    ), 410 if found.revoked_on else 200  # fmt: skip


def _staff_page(batch_id: uuid.UUID, form: RevokeForm) -> str:
    row, found = batch_row(actor(), batch_id), queries.of_batch(batch_id)
    return render_template(
        "marketplace/provenance/batch.html", batch=row, proof=found, form=form,
        labels=LabelForm.for_pieces(row.passed), copied=found and looks_copied(found.scans, found.pieces),
    )  # fmt: skip


@bp.get("/batches/<uuid:batch_id>/labels")
@allows(*READERS)
def batch(batch_id: uuid.UUID) -> ResponseReturnValue:
    """A batch in public: published or not, its labels, how often they were looked at."""
    return _staff_page(batch_id, RevokeForm(None))


@bp.post("/batches/<uuid:batch_id>/publish")
@allows(*READERS)
@writes
def publish(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Give the batch its page."""
    batch_row(actor(), batch_id)
    service.publish(actor(), batch_id)
    flash(_("Published. Print the labels."))
    return redirect(url_for("provenance.batch", batch_id=batch_id), 303)


@bp.post("/batches/<uuid:batch_id>/revoke")
@allows(*READERS)
@writes
def revoke(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Make its labels worth nothing."""
    form = RevokeForm()
    batch_row(actor(), batch_id)
    try:
        if form.validate():
            service.revoke(actor(), batch_id, form.reason.data)
            flash(_("Revoked. Whoever reads such a label is told so."))
            return redirect(url_for("provenance.batch", batch_id=batch_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _staff_page(batch_id, form), 422
