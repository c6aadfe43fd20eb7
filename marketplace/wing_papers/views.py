"""Ask for the statements of a wing, and take the papers."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock, documents
from kernel.authz import actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from marketplace.statements.views import first_of_month
from marketplace.wing_papers import queries, service
from marketplace.wing_papers.forms import WingForm
from marketplace.wing_papers.service import ASKERS

bp = Blueprint("wing_papers", __name__, url_prefix="/finance/statements")


def _page(form: WingForm) -> str:
    found = queries.batches_page(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/wing_papers/page.html", form=form, page=found)


@bp.get("")
@allows(*ASKERS)
def page() -> ResponseReturnValue:
    """Which wing and month, and what was asked for before."""
    form = WingForm(None)
    form.offer(queries.wings(actor()), clock.today())
    return _page(form)


@bp.post("")
@allows(*ASKERS)
@writes
def ask() -> ResponseReturnValue:
    """Ask for the statements of a wing; they are made as long work."""
    form = WingForm()
    form.offer(queries.wings(actor()), clock.today())
    if not form.validate():
        return _page(form), 422
    first, address = first_of_month(form.month.data, clock.today()), url_for("statements.check", _external=True)
    try:
        made = service.ask(actor(), uuid.UUID(form.wing.data), first, address, large=form.size.data == "large")
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    return redirect(url_for("wing_papers.batch", statement_batch_id=made.id), 303)


@bp.get("/<uuid:statement_batch_id>")
@allows(*ASKERS)
def batch(statement_batch_id: uuid.UUID) -> ResponseReturnValue:
    """The papers of a wing as they get ready."""
    found = queries.batch_of(actor(), statement_batch_id)
    return render_template(
        "marketplace/wing_papers/batch.html", batch=found, sheaves=queries.sheaves_of(found.id),
        people=len(found.people["ids"]), first=first_of_month(found.period, clock.today()),
    )  # fmt: skip


@bp.get("/<uuid:statement_batch_id>/<uuid:paper_id>.pdf")
@allows(*ASKERS)
def paper(statement_batch_id: uuid.UUID, paper_id: uuid.UUID) -> ResponseReturnValue:
    """One of the papers, for whoever asked for it: each file in it was noted as read when it was made."""
    found = queries.batch_of(actor(), statement_batch_id)
    wanted = next((row for row in queries.sheaves_of(found.id) if row.document_id == paper_id), None)
    if wanted is None:
        raise NotFound(_("There is no such paper, or you may not know of it."))
    return pdf_response(documents.fetch(wanted.document_id).content, f"{found.period} {wanted.number}.pdf")
