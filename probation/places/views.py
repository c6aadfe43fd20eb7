"""The page that says where a person can be reached."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, person_for, tabs_for
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import safe_next, writes
from kernel.i18n import _
from probation.places.forms import PlaceForm
from probation.places.queries import place_of
from probation.places.service import set_place

bp = Blueprint("reach", __name__)
VISITORS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)


def _page(card: PersonCard, form: PlaceForm) -> str:
    return render_template("probation/places/page.html", person=card, tabs=tabs_for(actor()), tab="contacts", form=form)


@bp.get("/people/<uuid:person_id>/place")
@allows(*VISITORS)
def page(person_id: uuid.UUID) -> str:
    """The form of where a person can be reached."""
    card = person_for(actor(), person_id)
    return _page(card, PlaceForm(formdata=None, obj=place_of(card.id)))


@bp.post("/people/<uuid:person_id>/place")
@allows(*VISITORS)
@writes
def note(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note where a person can be reached."""
    card = person_for(actor(), person_id)
    form = PlaceForm()
    if form.validate():
        try:
            set_place(actor(), form.to_place(card.id))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Saved. Visits show this from now on."), "success")
            return redirect(safe_next("day.page"), 303)
    return _page(card, form), 422
