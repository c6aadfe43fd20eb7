"""Printing labels."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import i18n
from kernel.authz import actor, allows
from kernel.documents import pdf_response
from kernel.errors import Conflict
from kernel.i18n import _
from marketplace.credits.service import on_labels
from marketplace.labels.documents import labels_pdf
from marketplace.labels.forms import LabelForm
from marketplace.labels.rules import GRIDS, Sheet
from marketplace.production.queries import batch_row
from marketplace.production.views import READERS
from marketplace.provenance.forms import RevokeForm
from marketplace.provenance.queries import of_batch

bp = Blueprint("labels", __name__)


@bp.get("/batches/<uuid:batch_id>/labels.pdf")
@allows(*READERS)
def paper(batch_id: uuid.UUID) -> ResponseReturnValue:
    """The labels of a published batch. Raises Conflict before it is published and after it was revoked."""
    row = batch_row(actor(), batch_id)
    form = LabelForm(request.args) if request.args else LabelForm.for_pieces(row.passed)
    found = of_batch(batch_id, form.language.data or "")
    if found is None or found.revoked_on:
        raise Conflict(_("This batch is not published, or its labels were revoked: there is nothing to print."))
    if request.args and not form.validate():
        context = {"batch": row, "proof": found, "labels": form, "form": RevokeForm(None), "copied": False}
        return render_template("marketplace/provenance/batch.html", **context), 422
    sheet = Sheet(form.sheet.data)
    address = url_for("provenance.show", token=found.token, _external=True)
    used = (form.used.data or 0) % GRIDS[sheet].size
    with i18n.speaking(form.language.data):
        credit = on_labels(row.product_id, batch_id)
    paper = labels_pdf(found, address, sheet, form.language.data, many=form.many.data, used=used, credit=credit)
    return pdf_response(paper, f"labels-{found.code}.pdf")
