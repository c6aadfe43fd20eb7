"""What lies ahead of a place: planned changes, and times at which the person does not come."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS, READERS, can_manage
from programmes.exclusions import service as exclusions
from programmes.exclusions.queries import exclusions_of
from programmes.intakes.forms import WEEKDAYS
from programmes.intakes.queries import intake_row
from programmes.places.models import EndReason
from programmes.places.queries import allocation_for
from programmes.planned import service
from programmes.planned.forms import ChangeForm, ExclusionForm
from programmes.planned.queries import changes_of

bp = Blueprint("planned", __name__)


def _page(allocation_id: uuid.UUID, **forms: Any) -> str:
    who = actor()
    place = allocation_for(who, allocation_id)
    group = intake_row(who, place.intake_id)
    shown = {
        "changing": forms.get("changing") or ChangeForm(None, prefix="change"),
        "excluding": forms.get("excluding") or ExclusionForm(None, prefix="except"),
    }
    for form in shown.values():
        form.offer()
    return render_template(
        "programmes/planned/page.html",
        place=place, group=group, person=person_for(who, place.person_id), changes=changes_of(place.id),
        exclusions=exclusions_of([place.id]), weekdays=WEEKDAYS, reasons=EndReason,
        managing=can_manage(who, group.unit_id) and place.end_reason is None,
        refused=next(iter(forms.values()), None), **shown,
    )  # fmt: skip


@bp.get("/allocations/<uuid:allocation_id>/ahead")
@allows(*READERS)
def page(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """What is planned for a place and when the person does not come."""
    return _page(allocation_id)


def _keep(allocation_id: uuid.UUID, name: str, form: Any, command: Callable[[], object]) -> ResponseReturnValue:
    form.offer()
    if not form.validate():
        return _page(allocation_id, **{name: form}), 422
    try:
        command()
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(allocation_id, **{name: form}), 422
    flash(_("Saved."))
    return redirect(url_for("planned.page", allocation_id=allocation_id))


@bp.post("/allocations/<uuid:allocation_id>/changes")
@allows(*MANAGERS)
@writes
def plan(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Plan a change for a day to come."""
    form = ChangeForm(prefix="change")
    return _keep(allocation_id, "changing", form, lambda: service.plan(actor(), form.to_change(allocation_id)))


@bp.post("/allocations/<uuid:allocation_id>/exclusions")
@allows(*MANAGERS)
@writes
def exclude(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Note a time at which the person does not come."""
    form = ExclusionForm(prefix="except")
    return _keep(
        allocation_id, "excluding", form, lambda: exclusions.exclude(actor(), form.to_exclusion(allocation_id))
    )


@bp.post("/planned-changes/<uuid:change_id>/take-back")
@allows(*MANAGERS)
@writes
def take_back(change_id: uuid.UUID) -> ResponseReturnValue:
    """Take a planned change back."""
    place = service.take_back(actor(), change_id)
    flash(_("Taken back."))
    return redirect(url_for("planned.page", allocation_id=place.id))


@bp.post("/place-exclusions/<uuid:exclusion_id>/end")
@allows(*MANAGERS)
@writes
def end_exclusion(exclusion_id: uuid.UUID) -> ResponseReturnValue:
    """The person comes at that time again."""
    place = exclusions.end_exclusion(actor(), exclusion_id)
    flash(_("The person is expected again from tomorrow."))
    return redirect(url_for("planned.page", allocation_id=place.id))
