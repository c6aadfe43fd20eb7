"""The level of an order: decided on a page that shows what follows from it."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from casework.public import PersonCard, SecurityLevel, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.levels.rules import step_words
from probation.orders.models import Level
from probation.orders.queries import order_for
from probation.packs.queries import ground_of
from probation.standards import service
from probation.standards.forms import LevelForm
from probation.standards.queries import level_history, picture_of, suggestion_for

bp = Blueprint("levels", __name__)
WRITERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)


def _security() -> dict[str, Any]:
    return {level.value: level.label for level in SecurityLevel}


def _page(card: PersonCard, row: Any, form: LevelForm, status: int = 200) -> ResponseReturnValue:
    picture = picture_of(row, row.zone, in_custody=card.in_custody)
    ground = ground_of(row.office_id, clock.today(row.zone))
    page = render_template(
        "probation/standards/level.html", person=card, tabs=tabs_for(actor()), tab="supervision", order=row, form=form,
        version=ground.version, suggested=suggestion_for(row, card.level, ground, picture.news), news=picture.news,
        levels=level_history(row.id), Level=Level, said_step=partial(step_words, security_levels=_security()),
    )  # fmt: skip
    return page, status


@bp.get("/supervision/orders/<uuid:order_id>/level")
@allows(*WRITERS)
def page(order_id: uuid.UUID) -> ResponseReturnValue:
    """The level now, the level by rule with its steps, what each level asks, and the history of decisions."""
    card, row = order_for(actor(), order_id)
    return _page(card, row, _form(row, LevelForm(formdata=None, level=row.level and Level(row.level))))


def _form(row: Any, form: LevelForm) -> LevelForm:
    """The form with the levels that the office's standards know, the closest first."""
    known = ground_of(row.office_id, clock.today(row.zone)).version.levels
    form.level.choices = [SelectChoice(value=one, label=Level(one).label) for one in known]
    return form


@bp.post("/supervision/orders/<uuid:order_id>/level")
@allows(*WRITERS)
@writes
def decide(order_id: uuid.UUID) -> ResponseReturnValue:
    """Set the level."""
    card, row = order_for(actor(), order_id)
    form = _form(row, LevelForm())
    if not form.validate():
        return _page(card, row, form, 422)
    try:
        service.set_level(actor(), form.to_level(order_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, row, form, 422)
    flash(_("The level is set. What is due was computed again."), "success")
    return redirect(url_for("supervision.order", order_id=order_id), 303)
