"""Commands of needs and of the sentence plan."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.custody.events import SupervisionBegan
from casework.people.queries import PersonCard, person_for
from casework.plans import queries
from casework.plans.models import Area, Goal, GoalState, Need, Plan, Step, StepActor, StepState
from casework.plans.policies import can_write_plan
from casework.plans.rules import (
    DONE,
    HIGHEST,
    LINKERS,
    MUST_SAY_WHY,
    OPEN_GOALS,
    REVIEW_EVERY,
    UNTRIED_RULE,
    needs_allowed,
)
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _


@dataclass(frozen=True, kw_only=True)
class NewNeed:
    """A look at one area: 0 no need to 3 high."""

    area: Area
    level: int
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class NewGoal:
    """A goal in the person's words. ``id`` is made by the form, so that a double click is one goal."""

    id: uuid.UUID
    words: str
    area: Area
    target_on: dt.date | None = None
    state: GoalState = GoalState.ACTIVE


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """Who does what by when. ``id`` is made by the form."""

    id: uuid.UUID
    actor_code: StepActor
    text: str
    due_on: dt.date | None = None


def plan_person(actor: Actor, person_id: uuid.UUID) -> PersonCard:
    """The person, when this actor may write in their plan: a case manager in custody, a probation officer outside.

    Raises NotFound when the person is hidden, Forbidden when the plan belongs to the other service.
    """
    card = person_for(actor, person_id)
    if not can_write_plan(actor, card):
        raise Forbidden(_("The case manager keeps this plan in prison, the probation officer under supervision."))
    return card


def assessed_person(actor: Actor, person_id: uuid.UUID) -> PersonCard:
    """The person, when their needs may be scored. Refused for the unconvicted (Mandela Rules 111, 122)."""
    card = plan_person(actor, person_id)
    if not needs_allowed(card.legal_status):
        raise DomainError(
            _("Do not score the needs of someone who is not convicted. Offer help that they ask for instead."),
            rule=UNTRIED_RULE,
        )
    return card


def record_needs(actor: Actor, person_id: uuid.UUID, looks: list[NewNeed]) -> list[Need]:
    """Record what was found in some areas today. Refused for the unconvicted."""
    card, made = assessed_person(actor, person_id), []
    for look in looks:
        if not 0 <= look.level <= HIGHEST:
            raise DomainError(_("Choose a level from 0 to 3."), field="level")
        one = Need(
            person_id=card.id, area=look.area, level=look.level, words=look.words,
            assessed_on=clock.today(card.zone), assessed_by=actor.human_id,
        )  # fmt: skip
        session.add(one)
        audit.record(actor, "need.assessed", one)
        made.append(one)
    session.flush()
    return made


def begin_plan(actor: Actor, person_id: uuid.UUID) -> Plan:
    """Open the person's plan; the one that is open when there is one already."""
    card = plan_person(actor, person_id)
    if queries.sheet_of(card.id) is not None:
        return queries.plan_record(card.id)
    today = clock.today(card.zone)
    made = Plan(
        person_id=card.id, owner_id=actor.human_id, opened_on=today, review_on=today + REVIEW_EVERY,
        changed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "plan.begun", made)
    session.flush()
    return made


def _touch(actor: Actor, person_id: uuid.UUID) -> Plan:
    changed = queries.plan_record(person_id)
    changed.changed_at = clock.now()
    audit.record(actor, "plan.changed", changed)
    return changed


def add_goal(actor: Actor, person_id: uuid.UUID, new: NewGoal) -> Goal:
    """Add a goal to the person's plan. The same form sent twice adds it once."""
    card = plan_person(actor, person_id)
    if session.get(Goal, new.id) is not None:
        return queries.goal_record(card.id, new.id)
    kept = _touch(actor, card.id)
    made = Goal(
        id=new.id, plan_id=kept.id, person_id=card.id, words=new.words, area=new.area, state=new.state,
        target_on=new.target_on,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "goal.added", made)
    session.flush()
    return made


def change_goal(actor: Actor, person_id: uuid.UUID, new: NewGoal) -> Goal:
    """Change an open goal's words, area or date, or put it off."""
    card = plan_person(actor, person_id)
    goal = queries.goal_record(card.id, new.id)
    if goal.state not in OPEN_GOALS:
        raise DomainError(_("Open this goal again before you change it."))
    goal.words, goal.area, goal.target_on, goal.state = new.words, new.area, new.target_on, new.state
    return _changed(actor, goal, "goal.changed")


def set_goal_state(actor: Actor, person_id: uuid.UUID, goal_id: uuid.UUID, state: GoalState, reason: str = "") -> Goal:
    """A goal is achieved, taken out (with a reason; it stays readable) or open again."""
    card = plan_person(actor, person_id)
    goal = queries.goal_record(card.id, goal_id)
    if state is GoalState.REMOVED and not reason.strip():
        raise DomainError(_("Write why this goal is taken out."), field="reason")
    goal.state, goal.reason = state, reason.strip()
    return _changed(actor, goal, f"goal.{'reopened' if state is GoalState.ACTIVE else state.value}")


def _changed(actor: Actor, goal: Goal, action: str) -> Goal:
    audit.record(actor, action, goal)
    _touch(actor, goal.person_id)
    session.flush()
    return goal


def add_step(actor: Actor, person_id: uuid.UUID, goal_id: uuid.UUID, new: NewStep) -> Step:
    """Add a step to a goal. The same form sent twice adds it once."""
    card = plan_person(actor, person_id)
    goal = queries.goal_record(card.id, goal_id)
    if (there := session.get(Step, new.id)) is not None:
        return queries.step_record(there.id, card.id)
    made = Step(
        id=new.id, goal_id=goal.id, plan_id=goal.plan_id, person_id=card.id, actor_code=new.actor_code, text=new.text,
        due_on=new.due_on,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "step.added", made)
    _touch(actor, card.id)
    session.flush()
    return made


def set_step(actor: Actor, person_id: uuid.UUID, step_id: uuid.UUID, state: StepState, words: str = "") -> Step:
    """Say where a step stands. "Cannot be done yet" and "no longer needed" say why."""
    card = plan_person(actor, person_id)
    step = queries.step_record(step_id, card.id)
    if state in MUST_SAY_WHY and not words.strip():
        raise DomainError(_("Write why in a few words."), field="words")
    step.state, step.words, step.closed_itself = state, words.strip(), False
    step.completed_at = clock.now() if state is StepState.COMPLETED else None
    audit.record(actor, f"step.{state.value}", step)
    _touch(actor, card.id)
    session.flush()
    return step


def link_step(actor: Actor, step_id: uuid.UUID, kind: str, ref_id: uuid.UUID) -> None:
    """Tie a step to an allocation, appointment or savings target (``kind``, ``ref_id``): it closes when that does.

    Raises NotFound when the person is hidden, Forbidden for a role that runs none of these.
    """
    step = queries.step_record(step_id)
    person_for(actor, step.person_id)
    if not actor.has(*LINKERS):
        raise Forbidden(_("Whoever runs the place, the appointment or the savings ties the step to it."))
    if step.state in DONE:
        raise DomainError(_("This step is done already. Choose one that is open."))
    step.link_kind, step.link_id, step.state = kind, ref_id, StepState.IN_PROGRESS
    audit.record(actor, "step.linked", step)
    session.flush()


def close_linked_steps(actor: Actor, kind: str, ref_id: uuid.UUID, words: str) -> None:
    """Complete every open step tied to (``kind``, ``ref_id``), saying in ``words`` what closed it."""
    for step in queries.linked_steps(kind, ref_id):
        step.state, step.words, step.completed_at = StepState.COMPLETED, words, clock.now()
        step.closed_itself = True
        audit.record(actor, "step.completed", step, reason=words)
    session.flush()


def move_owner(event: SupervisionBegan) -> None:
    """Supervision began: the open plan goes on with the officer; its goals, steps and their ids stay."""
    if (moved := queries.open_plan(event.person_id)) is not None and moved.owner_id != event.officer_id:
        moved.owner_id = event.officer_id
        audit.record(None, "plan.owner_moved", moved, reason="supervision.begun")
        session.flush()
