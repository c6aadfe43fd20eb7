"""Batches: the shop manager plans, instructors note the work and inspect."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import by_number, names_of, rooms_for
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _
from kernel.units.models import UnitKind
from kernel.units.queries import establishments
from marketplace.production import queries
from marketplace.production.forms import BatchForm, CorrectionForm, InspectionForm, PlanForm, WorkForm
from marketplace.production.models import BatchState, ShareRule
from marketplace.production.rules import may_inspect, per_piece, waste
from marketplace.production.service import change_plan, correct_work, inspect_batch, note_work, start_batch
from marketplace.products.queries import choices

bp = Blueprint("production", __name__, url_prefix="/batches")
READERS = (Role.SHOP_MANAGER, Role.INSTRUCTOR, Role.PROGRAMME_COORDINATOR)
MAKERS = (Role.INSTRUCTOR, Role.PROGRAMME_COORDINATOR)
FORMS = (WorkForm, CorrectionForm, InspectionForm, PlanForm)


@bp.get("")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """Batches at my places, newest first."""
    found = queries.batches_page(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("marketplace/production/page.html", page=found, states=BatchState)


def _new_form() -> BatchForm:
    form = BatchForm()
    form.offer(choices(), establishments(actor(), UnitKind.PRISON, UnitKind.WORKSHOP_SITE), rooms_for(actor()))
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
    try:
        made = start_batch(actor(), form.to_new_batch())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("marketplace/production/new.html", form=form), 422
    flash(_("Batch started."))
    return redirect(url_for("production.batch", batch_id=made.id), 303)


def _batch_page(batch_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    who, row, makers = actor(), queries.batch_row(actor(), batch_id), queries.makers_of(batch_id)
    may_note = who.has(*MAKERS)
    forms = {kind.__name__: kind(None, prefix=kind.prefix) for kind in FORMS}
    forms |= {type(refused).__name__: refused} if refused else {}
    return render_template(
        "marketplace/production/batch.html", batch=row, makers=makers, may_note=may_note, forms=forms, form=refused,
        names=names_of([maker.person_id for maker in makers]) if may_note else {}, states=BatchState, rules=ShareRule,
        may_inspect=may_inspect(who.human_id, queries.noters_of(batch_id)), looks=queries.looks_at(batch_id),
        corrections=queries.corrections_of(batch_id) if may_note else [],
        cost=per_piece(row.materials_minor, row.planned), waste=waste(row.passed, row.rejected),
    )  # fmt: skip


@bp.get("/<uuid:batch_id>")
@allows(*READERS)
def batch(batch_id: uuid.UUID) -> ResponseReturnValue:
    """A batch. Names of makers are for those who run the workshop."""
    return _batch_page(batch_id)


def _deed(batch_id: uuid.UUID, form: BaseForm, deed: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do it and say so, or show the batch again with what was typed."""
    queries.batch_row(actor(), batch_id)
    try:
        if form.validate():
            deed()
            flash(said)
            return redirect(url_for("production.batch", batch_id=batch_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _batch_page(batch_id, form), 422


def _person(form: WorkForm) -> uuid.UUID:
    person_id = by_number(actor(), form.number.data)
    if person_id is None:
        raise DomainError(_("Nobody here has that number. Look at the file again."), field="number")
    return person_id


@bp.post("/<uuid:batch_id>/work")
@allows(*MAKERS)
@writes
def work(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Note a person's work on the batch."""
    form = WorkForm()
    return _deed(batch_id, form, lambda: note_work(actor(), batch_id, form.to_worked(_person(form))), _("Noted."))


@bp.post("/<uuid:batch_id>/correction")
@allows(*MAKERS)
@writes
def correct(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Correct what was noted of a person by a row of its own."""
    form = CorrectionForm(prefix=CorrectionForm.prefix)
    return _deed(
        batch_id, form,
        lambda: correct_work(actor(), batch_id, form.to_worked(_person(form)), form.reason.data), _("Corrected."),
    )  # fmt: skip


@bp.post("/<uuid:batch_id>/inspection")
@allows(*READERS)
@writes
def inspect(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Inspect pieces of the batch: what passed goes to the shelf."""
    form = InspectionForm(prefix=InspectionForm.prefix)
    return _deed(
        batch_id, form,
        lambda: inspect_batch(
            actor(), batch_id, passed=form.passed.data, rejected=form.rejected.data or 0,
            reason=form.reason.data or "", look_id=uuid.UUID(form.key.data),
        ),
        _("Inspected. What passed is on the shelf."),
    )  # fmt: skip


@bp.post("/<uuid:batch_id>/plan")
@allows(*READERS)
@writes
def plan(batch_id: uuid.UUID) -> ResponseReturnValue:
    """Plan more or fewer pieces."""
    form = PlanForm(prefix=PlanForm.prefix)
    return _deed(
        batch_id, form, lambda: change_plan(actor(), batch_id, form.planned.data, form.reason.data),
        _("The plan is changed."),
    )  # fmt: skip
