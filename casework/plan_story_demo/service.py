"""Working with the demo's plans by the real commands."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

import sqlalchemy as sa

from casework.access.queries import person, visible_to
from casework.demo.service import World
from casework.papers.models import PaperKind
from casework.papers.service import NewPaper, file_paper
from casework.people.queries import PersonCard, person_for
from casework.plan_links.queries import choices_for, tied_steps
from casework.plan_links.rules import LinkChoice, LinkKind, Target, paper_ref
from casework.plan_links.service import link_step
from casework.plan_meetings.models import MeetingKind, PlanMeeting
from casework.plan_meetings.rules import HeldMeeting, NewMeeting
from casework.plan_meetings.service import cancel_meeting, hold_meeting, plan_meeting
from casework.plan_story_demo.rules import OFF, PLACE, SAID, STEPS, TALKED, WHY, WISHES, comes, seats
from casework.plans.models import Area, GoalState, Plan, StepActor
from casework.plans.queries import sheet_of
from casework.plans.rules import NewGoal, NewStep
from casework.plans.service import add_goal, add_step
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session, table_of

PEOPLE, OF_EACH = 40, 3
HELD, CANCELLED = 7, 2
_plan = table_of(Plan)


def seed(world: World) -> None:
    """Meetings of every kind, steps tied to every kind of thing, wishes."""
    inside, outside = (_kept_by(world.staff[name]) for name in ("case", "probation"))
    for turn in range(len(MeetingKind) + HELD + CANCELLED):
        in_transaction(partial(_meeting, world, inside[turn % len(inside)], turn))
    for turn, words in enumerate(WISHES):
        in_transaction(partial(_wish, world, inside[turn % len(inside)], words))
    tied = dict.fromkeys(LinkKind, 0)
    for name, people in (("case", inside), ("probation", outside)):
        for person_id in people:
            in_transaction(partial(_tie, world, world.staff[name], person_id, tied))
    in_transaction(partial(_identity_card, world))


def _kept_by(keeper: Actor) -> list[uuid.UUID]:
    statement = sa.select(_plan.c.person_id).where(_plan.c.owner_id == keeper.human_id, _plan.c.closed_on.is_(None))
    seen = statement.join(person, person.c.id == _plan.c.person_id).where(visible_to(keeper))
    return list(session.scalars(seen.order_by(_plan.c.id).limit(PEOPLE)))


def _meeting(world: World, person_id: uuid.UUID, turn: int) -> None:
    """The first ones are planned, one of each kind; then come those that were held, and those called off."""
    keeper, kind = world.staff["case"], list(MeetingKind)[turn % len(MeetingKind)]
    if turn < len(MeetingKind):
        _set(world, person_id, kind, world.now + dt.timedelta(days=2 + turn))
        return
    with clock.held_at(world.now - dt.timedelta(days=30)):
        made = _set(world, person_id, kind, world.now - dt.timedelta(days=2 + turn))
    if turn >= len(MeetingKind) + HELD:
        cancel_meeting(keeper, person_id, made.id, OFF)
        return
    name, sheet = person_for(keeper, person_id).name, sheet_of(person_id)
    held = HeldMeeting(
        held_on=world.today - dt.timedelta(days=2 + turn), seats=seats(name, turn), words=TALKED,
        person_words=SAID if comes(turn) else "", next_on=world.today + dt.timedelta(days=90 + turn),
        whys={str(step.id): WHY for goal in sheet.goals for step in goal.steps} if sheet else {},
    )  # fmt: skip
    hold_meeting(keeper, person_id, made.id, held)


def _set(world: World, person_id: uuid.UUID, kind: MeetingKind, at: dt.datetime) -> PlanMeeting:
    hour = at.replace(hour=9, minute=30, second=0, microsecond=0)
    new = NewMeeting(id=world.id(), kind=kind, at=hour, place=PLACE)
    return plan_meeting(world.staff["case"], person_id, new)


def _wish(world: World, person_id: uuid.UUID, words: str) -> None:
    new = NewGoal(id=world.id(), words=words, area=Area.HEALTH, own_wish=True)
    add_goal(world.staff["case"], person_id, new)


def _tie(world: World, keeper: Actor, person_id: uuid.UUID, tied: dict[LinkKind, int]) -> None:
    """Add a step for something of a kind that has few so far, and tie it."""
    card, sheet = person_for(keeper, person_id), sheet_of(person_id)
    goal = next((one for one in sheet.goals if one.state is GoalState.ACTIVE), None) if sheet else None
    for choice in _one_of_each(choices_for(keeper, card)) if goal else ():
        if goal and tied[choice.kind] < OF_EACH:
            step = _step(world, keeper, card, goal.id, choice.kind)
            link_step(keeper, step, choice.kind, choice.ref_id, choice.words, _target(choice, tied))
            tied[choice.kind] += 1


def _step(world: World, keeper: Actor, card: PersonCard, goal_id: uuid.UUID, kind: LinkKind) -> uuid.UUID:
    due = world.today + dt.timedelta(days=60)
    new = NewStep(id=world.id(), actor_code=StepActor.PERSON, text=STEPS[kind], due_on=due)
    return add_step(keeper, card.id, goal_id, new).id


def _one_of_each(choices: list[LinkChoice]) -> list[LinkChoice]:
    """One thing of each kind; of papers the proof of identity."""
    card = paper_ref(PaperKind.IDENTITY.value)
    wanted = [one for one in choices if one.kind is not LinkKind.DOCUMENT or one.ref_id == card]
    return list({one.kind: one for one in reversed(wanted)}.values())


def _target(choice: LinkChoice, tied: dict[LinkKind, int]) -> Target | None:
    """A sum that is far off, or one that is saved already, in turn."""
    if not choice.currency:
        return None
    return Target(minor=60_000 if tied[choice.kind] % 2 else 1, currency=choice.currency)


def _identity_card(world: World) -> None:
    """A paper that somebody waited for comes in."""
    keeper = world.staff["case"]
    step = tied_steps(LinkKind.DOCUMENT, [paper_ref(PaperKind.IDENTITY.value)])[0]
    content = f"Identity card of {person_for(keeper, step.person_id).name}, copy.".encode()
    new = NewPaper(
        id=world.id(), person_id=step.person_id, kind=PaperKind.IDENTITY, title="Identity card", content=content
    )
    file_paper(keeper, new)
