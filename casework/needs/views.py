"""The eight areas of life as a form: what was seen last, to look at again together."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.needs import service
from casework.needs.forms import NeedsForm
from casework.people.queries import PersonCard
from casework.plans.models import Area
from casework.plans.queries import need_lines
from casework.plans.rules import WRITERS
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("needs", __name__)


def _page(card: PersonCard, form: NeedsForm, status: int = 200) -> ResponseReturnValue:
    facts = {"person": card, "tabs": tabs_for(actor()), "tab": "plan", "areas": list(Area)}
    return render_template("casework/needs/page.html", form=form, **facts), status


@bp.get("/people/<uuid:person_id>/plan/needs")
@allows(*WRITERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The eight areas as they were last seen. Refused for the unconvicted."""
    card = service.assessed_person(actor(), person_id)
    form = NeedsForm()
    form.fill(need_lines(card.id))
    return _page(card, form)


@bp.post("/people/<uuid:person_id>/plan/needs")
@allows(*WRITERS)
@writes
def look(person_id: uuid.UUID) -> ResponseReturnValue:
    """Keep what differs from the last look."""
    card, form = service.assessed_person(actor(), person_id), NeedsForm()
    if not form.validate():
        return _page(card, form, 422)
    try:
        service.record_needs(actor(), card.id, form.to_looks(need_lines(card.id)))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, form, 422)
    flash(_("The needs are written down."), "success")
    return redirect(url_for("plans.page", person_id=card.id), 303)
