"""Commands of needs and of the sentence plan."""

from __future__ import annotations

import uuid

from casework.custody.events import SupervisionBegan
from casework.people.queries import PersonCard, person_for, person_record
from casework.plans import queries
from casework.plans.models import Goal, GoalState, Plan, Step, StepState
from casework.plans.policies import can_write_plan
from casework.plans.rules import (
    MUST_SAY_WHY,
    NEEDS_RULE,
    OPEN_GOALS,
    REVIEW_EVERY,
    NewGoal,
    NewStep,
    answers_something,
)
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _


def plan_person(actor: Actor, person_id: uuid.UUID) -> PersonCard:
    """The person, when this actor may write in their plan: a case manager in custody, a probation officer outside.

    Raises NotFound when the person is hidden, Forbidden when the plan belongs to the other service.
    """
    card = person_for(actor, person_id)
    if not can_write_plan(actor, card):
        raise Forbidden(_("The case manager keeps this plan in prison, the probation officer under supervision."))
    return card


def begin_plan(actor: Actor, person_id: uuid.UUID) -> Plan:
    """Open the person's plan, or give the open one. Whoever begins it is named on a file that names nobody."""
    card = plan_person(actor, person_id)
    if (there := queries.open_plan(card.id)) is not None:
        return there
    today = clock.today(card.zone)
    made = Plan(
        person_id=card.id, owner_id=actor.human_id, opened_on=today, review_on=today + REVIEW_EVERY,
        changed_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "plan.begun", made)
    if card.officer_id is None:
        name_keeper(actor, card.id)
    session.flush()
    return made


def name_keeper(actor: Actor, person_id: uuid.UUID) -> None:
    """Name the actor on the person's file: theirs to look after from now on."""
    person = person_record(actor, person_id)
    person.officer_id = actor.human_id
    audit.record(actor, "person.officer_named", person)


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
    _demand_ground(card.id, new)
    kept = _touch(actor, card.id)
    made = Goal(
        id=new.id, plan_id=kept.id, person_id=card.id, words=new.words, area=new.area, state=new.state,
        target_on=new.target_on, own_wish=new.own_wish,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "goal.added", made)
    session.flush()
    return made


def _demand_ground(person_id: uuid.UUID, new: NewGoal) -> None:
    """Refuse a goal that answers no assessed need and is not the person's own wish."""
    if not answers_something(queries.needs_of(person_id).get(new.area.value), own_wish=new.own_wish):
        raise DomainError(
            _("No need is written down in this area. Look at the needs first, or say that it is the person's wish."),
            rule=NEEDS_RULE, field="own_wish",
        )  # fmt: skip


def change_goal(actor: Actor, person_id: uuid.UUID, new: NewGoal) -> Goal:
    """Change an open goal's words, area or date, or put it off."""
    card = plan_person(actor, person_id)
    goal = queries.goal_record(card.id, new.id)
    if goal.state not in OPEN_GOALS:
        raise DomainError(_("Open this goal again before you change it."))
    _demand_ground(card.id, new)
    goal.words, goal.area, goal.own_wish = new.words, new.area, new.own_wish
    goal.target_on, goal.state = new.target_on, new.state
    return _changed(actor, goal, "goal.changed")


def set_goal_state(actor: Actor, person_id: uuid.UUID, goal_id: uuid.UUID, state: GoalState, reason: str = "") -> Goal:
    """A goal is achieved, taken out or brought back (each with a reason; it stays readable), or open again."""
    card = plan_person(actor, person_id)
    goal = queries.goal_record(card.id, goal_id)
    if not reason.strip() and GoalState.REMOVED in {state, goal.state}:
        again = goal.state is GoalState.REMOVED
        words = _("Write why this goal comes back.") if again else _("Write why this goal is taken out.")
        raise DomainError(words, field="reason")
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


def move_owner(event: SupervisionBegan) -> None:
    """Supervision began: the open plan goes on with the officer; its goals, steps and their ids stay."""
    if (moved := queries.open_plan(event.person_id)) is not None and moved.owner_id != event.officer_id:
        moved.owner_id = event.officer_id
        audit.record(None, "plan.owner_moved", moved, reason="supervision.begun")
        session.flush()
