"""The level of an order: decided on a page that shows what follows from it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, tabs_for
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.orders.models import Level
from probation.orders.queries import order_for
from probation.standards import service
from probation.standards.forms import LevelForm
from probation.standards.queries import level_history, pack, suggested_level

bp = Blueprint("levels", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)


def _page(card: PersonCard, row: Any, form: LevelForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "probation/standards/level.html", person=card, tabs=tabs_for(actor()), tab="supervision", order=row, form=form,
        pack=pack(), suggested=suggested_level(card.level), levels=level_history(row.id), Level=Level,
    )  # fmt: skip
    return page, status


@bp.get("/supervision/orders/<uuid:order_id>/level")
@allows(*WRITERS)
def page(order_id: uuid.UUID) -> ResponseReturnValue:
    """The level now, what each level asks, and the history of decisions."""
    card, row = order_for(actor(), order_id)
    return _page(card, row, LevelForm(formdata=None, level=row.level and Level(row.level)))


@bp.post("/supervision/orders/<uuid:order_id>/level")
@allows(*WRITERS)
@writes
def decide(order_id: uuid.UUID) -> ResponseReturnValue:
    """Set the level."""
    card, row = order_for(actor(), order_id)
    form = LevelForm()
    if not form.validate():
        return _page(card, row, form, 422)
    try:
        service.set_level(actor(), form.to_level(order_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, row, form, 422)
    flash(_("The level is set. What is due was computed again."), "success")
    return redirect(url_for("supervision.order", order_id=order_id), 303)
