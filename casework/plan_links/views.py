"""Choosing what closes a step by itself."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.people.queries import PersonCard
from casework.plan_links import queries, service
from casework.plan_links.forms import LinkForm
from casework.plans.models import Step
from casework.plans.queries import step_record
from casework.plans.rules import WRITERS
from casework.plans.service import plan_person
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("plan_links", __name__)


def _page(card: PersonCard, step: Step, form: LinkForm, status: int = 200) -> ResponseReturnValue:
    facts = {"person": card, "tabs": tabs_for(actor()), "tab": "plan", "step": step}
    return render_template("casework/plan_links/page.html", form=form, **facts), status


@bp.get("/people/<uuid:person_id>/plan/steps/<uuid:step_id>/tie")
@allows(*WRITERS)
def page(person_id: uuid.UUID, step_id: uuid.UUID) -> ResponseReturnValue:
    """What this step can be tied to."""
    card = plan_person(actor(), person_id)
    form = LinkForm()
    form.offer(queries.choices_for(actor(), card))
    return _page(card, step_record(step_id, card.id), form)


@bp.post("/people/<uuid:person_id>/plan/steps/<uuid:step_id>/tie")
@allows(*WRITERS)
@writes
def tie(person_id: uuid.UUID, step_id: uuid.UUID) -> ResponseReturnValue:
    """Tie it."""
    card = plan_person(actor(), person_id)
    step, choices, form = step_record(step_id, card.id), queries.choices_for(actor(), card), LinkForm()
    form.offer(choices)
    if not form.validate():
        return _page(card, step, form, 422)
    found, target = form.chosen(choices)
    try:
        service.link_step(actor(), step.id, found.kind.value, found.ref_id, found.words, target)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, step, form, 422)
    flash(_("Tied. The step closes by itself when that is done."), "success")
    return redirect(url_for("plans.page", person_id=card.id, _anchor=f"goal-{step.goal_id}"), 303)


@bp.post("/people/<uuid:person_id>/plan/steps/<uuid:step_id>/untie")
@allows(*WRITERS)
@writes
def untie(person_id: uuid.UUID, step_id: uuid.UUID) -> ResponseReturnValue:
    """Let it go."""
    step = service.untie_step(actor(), person_id, step_id)
    flash(_("The step is closed by hand from now on."), "success")
    return redirect(url_for("plans.page", person_id=step.person_id, _anchor=f"goal-{step.goal_id}"), 303)
