"""The rota of a group: filled in week by week, tried out, applied; and when the slots of a prison lie."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from kernel.calendars.forms import DAY_NAMES
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from kernel.units.queries import unit_of
from programmes.catalogue.policies import MANAGERS, READERS, can_manage
from programmes.intakes.queries import intake_row
from programmes.rotas import queries, service
from programmes.rotas.forms import PARTS, Grid, RotaForm, SlotTimesForm, grid_of, stretched, typed_grid
from programmes.rotas.rules import MOST_WEEKS

bp = Blueprint("rotas", __name__)


def _page(intake_id: uuid.UUID, form: RotaForm | None = None, grid: Grid | None = None, **shown: Any) -> str:
    group = intake_row(actor(), intake_id)
    times, today = queries.slot_times(group.unit_id), clock.today(group.zone)
    rotas = queries.rotas_of(intake_id)
    begun = [one for one in queries.patterns_of(group) if one.from_on <= today] or queries.patterns_of(group)[:1]
    if form is None:
        form = RotaForm(None, from_on=max(today, group.starts_on))
    if grid is None:
        grid = stretched(grid_of(begun[-1], times), request.args.get("weeks", begun[-1].weeks, type=int) or 1)
    grid = grid[:MOST_WEEKS]
    form.weeks.data = str(len(grid))
    return render_template(
        "programmes/rotas/page.html",
        group=group, form=form, grid=grid, parts=PARTS, times=times, names=DAY_NAMES, rotas=rotas, most=MOST_WEEKS,
        today=today, managing=can_manage(actor(), group.unit_id) and group.ends_on >= today,
        found=shown.get("found"),
    )  # fmt: skip


@bp.get("/intakes/<uuid:intake_id>/rota")
@allows(*READERS)
def page(intake_id: uuid.UUID) -> ResponseReturnValue:
    """The rota in force, and for coordinators the form of the next one."""
    return _page(intake_id)


@bp.post("/intakes/<uuid:intake_id>/rota")
@allows(*MANAGERS)
@writes
def change(intake_id: uuid.UUID) -> ResponseReturnValue:
    """Show what a rota would do; apply it when exactly that was shown before."""
    form, group = RotaForm(), intake_row(actor(), intake_id)
    grid = typed_grid(request.form, form.many())
    if not form.validate():
        return _page(intake_id, form, grid), 422
    try:
        wanted = form.to_rota(intake_id, grid, queries.slot_times(group.unit_id))
        found = service.preview(actor(), wanted)
        if "apply" not in request.form or form.seen.data != found.mark:
            form.seen.data = found.mark
            return _page(intake_id, form, grid, found=found)
        service.apply_rota(actor(), wanted)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(intake_id, form, grid), 422
    flash(_("The rota is applied. %(many)d sessions are new.", many=len(found.changes.add)))
    return redirect(url_for("intakes.detail", intake_id=intake_id))


def _slots(prison_id: uuid.UUID, form: SlotTimesForm) -> str:
    return render_template("programmes/rotas/slots.html", prison=unit_of(prison_id), form=form, parts=PARTS)


def _in_care(prison_id: uuid.UUID) -> None:
    if not actor().covers(prison_id):
        raise NotFound(_("There is no such prison in your care."))


@bp.get("/prisons/<uuid:prison_id>/slots")
@allows(*MANAGERS)
def slots(prison_id: uuid.UUID) -> ResponseReturnValue:
    """When the morning, afternoon and evening slots of a prison lie."""
    _in_care(prison_id)
    form = SlotTimesForm(None)
    form.show(queries.slot_times(prison_id))
    return _slots(prison_id, form)


@bp.post("/prisons/<uuid:prison_id>/slots")
@allows(*MANAGERS)
@writes
def set_slots(prison_id: uuid.UUID) -> ResponseReturnValue:
    """Set them."""
    _in_care(prison_id)
    form = SlotTimesForm()
    if not form.validate():
        return _slots(prison_id, form), 422
    try:
        service.set_slot_times(actor(), prison_id, form.to_times())
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _slots(prison_id, form), 422
    flash(_("The slots are saved. Rotas that are applied from now on use them."))
    return redirect(url_for("rotas.slots", prison_id=prison_id))
