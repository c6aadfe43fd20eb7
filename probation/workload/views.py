"""Workload on screen: who carries how much, and who has less for a time."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.day.queries import zone_of
from probation.orders.forms import choices_of
from probation.orders.views import WRITERS
from probation.workload import queries, service
from probation.workload.forms import ReductionForm

bp = Blueprint("workload", __name__)
bp.add_app_template_global(queries.ahead_of)


def _page(form: ReductionForm | None = None, status: int = 200) -> ResponseReturnValue:
    today = clock.today(zone_of(actor()))
    loads = queries.loads(actor(), today)
    shown = form or ReductionForm(formdata=None, begins_on=today)
    shown.officer_id.choices = choices_of([(key, load.name) for key, load in loads if key != actor().human_id])
    page = render_template(
        "probation/workload/page.html", loads=loads, table=queries.table_named("house"), form=shown, failed=form,
        reductions=queries.reductions_of([key for key, _load in loads], today), today=today,
        may_write=actor().has(Role.PROBATION_SUPERVISOR),
    )  # fmt: skip
    return page, status


@bp.get("/supervision/workload")
@allows(*WRITERS, Role.INSPECTOR)
def page() -> ResponseReturnValue:
    """Points, capacity and measured minutes of each officer."""
    return _page()


@bp.post("/supervision/workload/reductions")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def reduce() -> ResponseReturnValue:
    """Give an officer fewer points for a time."""
    form = ReductionForm()
    names = queries.loads(actor(), clock.now().date())
    form.officer_id.choices = choices_of([(key, load.name) for key, load in names])
    if form.validate():
        try:
            service.set_reduction(actor(), form.to_reduction())
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted. The capacity is computed again."), "success")
            return redirect(url_for("workload.page"), 303)
    return _page(form, 422)


@bp.post("/supervision/workload/reductions/<uuid:reduction_id>/ended")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def end(reduction_id: uuid.UUID) -> ResponseReturnValue:
    """End a reduction."""
    service.end_reduction(actor(), reduction_id)
    flash(_("Ended. The capacity is computed again."), "success")
    return redirect(url_for("workload.page"), 303)
