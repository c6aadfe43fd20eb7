"""The band of a place: what it was paid by, and what it is paid by from a day on."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.bands import service
from programmes.bands.forms import BandForm
from programmes.bands.queries import history_of
from programmes.catalogue.policies import MANAGERS, READERS, can_manage
from programmes.intakes.queries import intake_row
from programmes.places.queries import allocation_for

bp = Blueprint("bands", __name__)


def _page(allocation_id: uuid.UUID, form: BandForm) -> str:
    who = actor()
    place = allocation_for(who, allocation_id)
    group = intake_row(who, place.intake_id)
    form.offer(group.programme_id)
    return render_template(
        "programmes/bands/page.html", form=form, place=place, group=group, rows=history_of(place.id),
        person=person_for(who, place.person_id), managing=can_manage(who, group.unit_id) and not place.end_reason,
    )  # fmt: skip


@bp.get("/allocations/<uuid:allocation_id>/band")
@allows(*READERS)
def page(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """The bands of a place."""
    return _page(allocation_id, BandForm(None, from_on=clock.today()))


@bp.post("/allocations/<uuid:allocation_id>/band")
@allows(*MANAGERS)
@writes
def set_band(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Pay the place by a band from a day on."""
    form, who = BandForm(), actor()
    form.offer(intake_row(who, allocation_for(who, allocation_id).intake_id).programme_id)
    try:
        if form.validate() and form.from_on.data:
            service.set_band(who, allocation_id, form.band.data, form.from_on.data, form.why.data)
            flash(_("The band is set. Sessions from that day on are paid by it."))
            return redirect(url_for("bands.page", allocation_id=allocation_id))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
    return _page(allocation_id, form), 422
