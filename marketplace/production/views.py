"""Batches: the shop manager plans, instructors note the work and inspect."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import by_number, names_of
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.units.queries import establishments
from marketplace.production import queries
from marketplace.production.forms import BatchForm, InspectionForm, WorkForm
from marketplace.production.models import BatchState
from marketplace.production.service import contribute, inspect_batch, start_batch
from marketplace.products.queries import choices

bp = Blueprint("production", __name__, url_prefix="/batches")
READERS = (Role.SHOP_MANAGER, Role.INSTRUCTOR, Role.PROGRAMME_COORDINATOR)
MAKERS = (Role.INSTRUCTOR, Role.PROGRAMME_COORDINATOR)


@bp.get("")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """Batches at my places, newest first."""
    found = queries.batches_page(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/production/page.html", page=found, states=BatchState)


def _new_form() -> BatchForm:
    form = BatchForm()
    form.offer(choices(), establishments(actor()))
    return form


@bp.get("/new")
@allows(*READERS)
def new() -> ResponseReturnValue:
    """The form for a batch."""
    return render_template("marketplace/production/new.html", form=_new_form())


@bp.post("/new")
@allows(*READERS)
@writes
def start() -> ResponseReturnValue:
    """Start a batch."""
    form = _new_form()
    if not form.validate():
        return render_template("marketplace/production/new.html", form=form), 422
    made = start_batch(actor(), form.to_new_batch())
    flash(_("Batch started."))
    return redirect(url_for("production.batch", batch_id=made.id), 303)


def _batch_page(batch_id: uuid.UUID, work: WorkForm | None = None, look: InspectionForm | None = None) -> str:
    who = actor()
    row, makers = queries.batch_row(who, batch_id), queries.makers_of(batch_id)
    names = names_of([maker.person_id for maker in makers]) if who.has(*MAKERS) else {}
    return render_template(
        "marketplace/production/batch.html", batch=row, makers=makers, names=names, may_note=who.has(*MAKERS),
        work=work or WorkForm(), look=look or InspectionForm(), form=work or look, states=BatchState,
    )  # fmt: skip


@bp.get("/<uuid:batch_id>")
@allows(*READERS)
def batch(batch_id: uuid.UUID) -> ResponseReturnValue:
    """A batch. Names of makers are for those who run the workshop."""
    return _batch_page(batch_id)


@bp.post("/<uuid:batch_id>/work")
@allows(*MAKERS)
@writes
def work(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Note a person's work on the batch."""
    who, form = actor(), WorkForm()
    queries.batch_row(who, batch_id)
    if not form.validate():
        return _batch_page(batch_id, work=form), 422
    try:
        person_id = by_number(who, form.number.data)
        if person_id is None:
            raise DomainError(_("Nobody here has that number. Look at the file again."), field="number")  # noqa: TRY301
        contribute(who, batch_id, person_id, minutes=form.minutes.data or 0, pieces=form.pieces.data or 0)
    except DomainError as refusal:
        form.refuse(refusal)
        return _batch_page(batch_id, work=form), 422
    flash(_("Noted."))
    return redirect(url_for("production.batch", batch_id=batch_id), 303)


@bp.post("/<uuid:batch_id>/inspection")
@allows(*MAKERS)
@writes
def inspect(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Inspect the batch: what passed goes to the shelf."""
    who, form = actor(), InspectionForm()
    queries.batch_row(who, batch_id)
    if not form.validate():
        return _batch_page(batch_id, look=form), 422
    try:
        inspect_batch(
            who, batch_id, passed=form.passed.data, rejected=form.rejected.data or 0, reason=form.reason.data or ""
        )
    except DomainError as refusal:
        form.refuse(refusal)
        return _batch_page(batch_id, look=form), 422
    flash(_("Inspected. What passed is on the shelf."))
    return redirect(url_for("production.batch", batch_id=batch_id), 303)
