"""The plan as a page that reads like paper, as paper, and the forms that change it, one thing at a time."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.goal_templates.rules import ready_goals
from casework.people.queries import PersonCard, person_for
from casework.plan_meetings.queries import next_meeting
from casework.plans import queries, service
from casework.plans.forms import CloseGoalForm, GoalForm, StepForm, StepStateForm, When
from casework.plans.models import Area, GoalState
from casework.plans.policies import can_take_over, can_write_plan
from casework.plans.rules import READERS, REMIND, UNTRIED_RULE, WRITERS, needs_allowed
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("plans", __name__)


def _page(template: str, card: PersonCard, status: int = 200, **facts: Any) -> ResponseReturnValue:
    shown = {"person": card, "tabs": tabs_for(actor()), "tab": "plan", "today": clock.today(card.zone), **facts}
    return render_template(f"casework/plans/{template}.html", **shown), status


@bp.get("/people/<uuid:person_id>/plan")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The person's plan: areas by need, goals in their words, steps with who and when."""
    card = person_for(actor(), person_id)
    scored, sheet = needs_allowed(card.legal_status), queries.sheet_of(card.id)
    return _page(
        "page", card, sheet=sheet, needs=queries.need_lines(card.id), scored=scored,
        may_take=bool(sheet and not sheet.closed_on and can_take_over(actor(), card, sheet.owner_id)),
        may_write=can_write_plan(actor(), card) and not (sheet and sheet.closed_on), untried_rule=UNTRIED_RULE,
        meeting=next_meeting(sheet.id) if sheet else None, soon=clock.today(card.zone) + REMIND,
    )  # fmt: skip


def _deed(
    card: PersonCard, form: BaseForm, deed: Callable[[], object], said: str,
    again: Callable[[int], ResponseReturnValue], *, anchor: str = "",
) -> ResponseReturnValue:  # fmt: skip
    """Do one deed and come back to the plan; a refused form is shown again as it was typed."""
    if not form.validate():
        return again(422)
    try:
        deed()
    except DomainError as refusal:
        form.refuse(refusal)
        return again(422)
    flash(said, "success")
    return redirect(url_for("plans.page", person_id=card.id, _anchor=anchor or None), 303)


@bp.post("/people/<uuid:person_id>/plan")
@allows(*WRITERS)
@writes
def begin(person_id: uuid.UUID) -> ResponseReturnValue:
    """Begin the plan."""
    plan = service.begin_plan(actor(), person_id)
    flash(_("The plan has begun. Write the first goal together."), "success")
    return redirect(url_for("plans.page", person_id=plan.person_id), 303)


def _form_page(card: PersonCard, form: BaseForm, kind: str, status: int = 200, **facts: Any) -> ResponseReturnValue:
    return _page("form", card, status, form=form, kind=kind, **facts)


@bp.get("/people/<uuid:person_id>/plan/goals/new")
@allows(*WRITERS)
def new_goal(person_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a new goal; ``?area=`` brings that area's ready sentences, ``&ready=`` puts one of them in."""
    card = service.plan_person(actor(), person_id)
    queries.plan_record(card.id)
    area = next((one for one in Area if one.value == request.args.get("area")), None)
    ready = ready_goals(area) if area else []
    chosen = request.args.get("ready", default=-1, type=int)
    words = ready[chosen] if 0 <= chosen < len(ready) else None
    form = GoalForm(
        data={"area": area, "words": words, "when": When.SIX, "own_wish": not needs_allowed(card.legal_status)}
    )
    return _form_page(card, form, "new_goal", ready=ready, areas=list(Area), chosen_area=area)


@bp.post("/people/<uuid:person_id>/plan/goals/new")
@allows(*WRITERS)
@writes
def add_goal(person_id: uuid.UUID) -> ResponseReturnValue:
    """Add the goal."""
    card, form = service.plan_person(actor(), person_id), GoalForm()

    def deed() -> None:
        service.add_goal(actor(), card.id, form.to_goal(uuid.UUID(form.id.data), clock.today(card.zone)))

    said, anchor = _("The goal is in the plan. Add its first step."), f"goal-{form.id.data}"
    again = lambda status: _form_page(card, form, "new_goal", status, ready=[], areas=[])  # noqa: E731 - one line says it
    return _deed(card, form, deed, said, again, anchor=anchor)


@bp.get("/people/<uuid:person_id>/plan/goals/<uuid:goal_id>")
@allows(*WRITERS)
def goal(person_id: uuid.UUID, goal_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a goal that is there."""
    card = service.plan_person(actor(), person_id)
    form = GoalForm()
    form.fill(queries.goal_record(card.id, goal_id))
    return _form_page(card, form, "goal", goal=queries.goal_record(card.id, goal_id))


@bp.post("/people/<uuid:person_id>/plan/goals/<uuid:goal_id>")
@allows(*WRITERS)
@writes
def change_goal(person_id: uuid.UUID, goal_id: uuid.UUID) -> ResponseReturnValue:
    """Change its words, area, day, or put it off."""
    card, form = service.plan_person(actor(), person_id), GoalForm()
    found = queries.goal_record(card.id, goal_id)

    def deed() -> None:
        service.change_goal(actor(), card.id, form.to_goal(goal_id, clock.today(card.zone)))

    again = lambda status: _form_page(card, form, "goal", status, goal=found)  # noqa: E731 - one line says it
    return _deed(card, form, deed, _("The goal is changed."), again, anchor=f"goal-{goal_id}")


@bp.get("/people/<uuid:person_id>/plan/goals/<uuid:goal_id>/state")
@allows(*WRITERS)
def goal_state(person_id: uuid.UUID, goal_id: uuid.UUID) -> ResponseReturnValue:
    """Achieved, taken out, or open again."""
    card, form = service.plan_person(actor(), person_id), CloseGoalForm()
    found = queries.goal_record(card.id, goal_id)
    form.offer(found.state)
    return _form_page(card, form, "goal_state", goal=found)


@bp.post("/people/<uuid:person_id>/plan/goals/<uuid:goal_id>/state")
@allows(*WRITERS)
@writes
def set_goal_state(person_id: uuid.UUID, goal_id: uuid.UUID) -> ResponseReturnValue:
    """Say what became of the goal."""
    card, form = service.plan_person(actor(), person_id), CloseGoalForm()
    found = queries.goal_record(card.id, goal_id)
    form.offer(GoalState.REMOVED if form.state.data is GoalState.ACTIVE else GoalState.ACTIVE)

    def deed() -> None:
        service.set_goal_state(actor(), card.id, goal_id, form.state.data, form.reason.data or "")

    again = lambda status: _form_page(card, form, "goal_state", status, goal=found)  # noqa: E731 - one line says it
    return _deed(card, form, deed, _("Noted in the plan."), again, anchor=f"goal-{goal_id}")


@bp.get("/people/<uuid:person_id>/plan/goals/<uuid:goal_id>/steps/new")
@allows(*WRITERS)
def new_step(person_id: uuid.UUID, goal_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a new step."""
    card = service.plan_person(actor(), person_id)
    return _form_page(card, StepForm(), "new_step", goal=queries.goal_record(card.id, goal_id))


@bp.post("/people/<uuid:person_id>/plan/goals/<uuid:goal_id>/steps/new")
@allows(*WRITERS)
@writes
def add_step(person_id: uuid.UUID, goal_id: uuid.UUID) -> ResponseReturnValue:
    """Add the step."""
    card, form = service.plan_person(actor(), person_id), StepForm()
    found = queries.goal_record(card.id, goal_id)

    def deed() -> None:
        service.add_step(actor(), card.id, goal_id, form.to_step(clock.today(card.zone)))

    again = lambda status: _form_page(card, form, "new_step", status, goal=found)  # noqa: E731 - one line says it
    return _deed(card, form, deed, _("The step is in the plan."), again, anchor=f"goal-{goal_id}")


@bp.get("/people/<uuid:person_id>/plan/steps/<uuid:step_id>")
@allows(*WRITERS)
def step(person_id: uuid.UUID, step_id: uuid.UUID) -> ResponseReturnValue:
    """Where a step stands."""
    card = service.plan_person(actor(), person_id)
    found = queries.step_record(step_id, card.id)
    return _form_page(card, StepStateForm(data={"state": found.state, "words": found.words}), "step", step=found)


@bp.post("/people/<uuid:person_id>/plan/steps/<uuid:step_id>")
@allows(*WRITERS)
@writes
def set_step(person_id: uuid.UUID, step_id: uuid.UUID) -> ResponseReturnValue:
    """Say where it stands now."""
    card, form = service.plan_person(actor(), person_id), StepStateForm()
    found = queries.step_record(step_id, card.id)

    def deed() -> None:
        service.set_step(actor(), card.id, step_id, form.state.data, form.words.data or "")

    again = lambda status: _form_page(card, form, "step", status, step=found)  # noqa: E731 - one line says it
    return _deed(card, form, deed, _("Noted in the plan."), again, anchor=f"goal-{found.goal_id}")
