"""Making the demo's needs and plans in bulk; a few are agreed through the real command, with their paper."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

from casework.agreements.service import agree
from casework.demo.service import World
from casework.imports.service import Rows
from casework.plans.models import Agreement, Area, Goal, GoalState, Need, Plan, Step, StepActor, StepState
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import in_transaction, table_of

CHUNK, AGREED = 500, 12
GOALS: dict[Area, tuple[str, tuple[tuple[StepActor, str], ...]]] = {
    Area.EMPLOYMENT: ("I will learn a trade so that I can pay for my home.", (
        (StepActor.PERSON, "Ask for a place in the workshop"),
        (StepActor.PROGRAMME_STAFF, "Show the certificate to two employers"),
        (StepActor.CASE_MANAGER, "Find out which diplomas I have"),
    )),
    Area.ACCOMMODATION: ("I will have a place to live on the day I leave.", (
        (StepActor.CASE_MANAGER, "Write to the housing office"),
        (StepActor.FAMILY, "Talk with my sister about the first weeks"),
    )),
    Area.RELATIONSHIPS: ("I will stay a father to my children.", (
        (StepActor.PERSON, "Call every Sunday"),
        (StepActor.CASE_MANAGER, "Book a family visit for the holidays"),
    )),
    Area.THINKING: ("I will stop and think before I answer back.", (
        (StepActor.PROGRAMME_STAFF, "Join the group “Think first”"),
        (StepActor.PERSON, "Write down one hard moment each week"),
    )),
    Area.FINANCE: ("I will know what I owe and have a plan to pay it.", (
        (StepActor.PARTNER, "Meet the debt adviser"),
        (StepActor.PERSON, "Save ten a month"),
    )),
    Area.DRUGS: ("I will stay clean and know whom to call.", (
        (StepActor.HEALTH, "Keep my appointments with the health service"),
        (StepActor.PERSON, "Find a group near my home"),
    )),
}  # fmt: skip
_STATES = (
    StepState.NOT_STARTED,
    StepState.IN_PROGRESS,
    StepState.COMPLETED,
    StepState.CANNOT_YET,
    StepState.NOT_NEEDED,
)
_WORDS = {StepState.CANNOT_YET: "The office has not answered yet.", StepState.NOT_NEEDED: "Done in another way."}
_T = {model: table_of(model) for model in (Need, Plan, Goal, Step)}


def seed(world: World) -> None:
    """Plans for most sentenced people inside and for half of those outside; needs for all of them."""
    wanted = [p for p in world.people if _wants(world, p)]
    for start in range(0, len(wanted), CHUNK):
        in_transaction(partial(_chunk, world, wanted[start : start + CHUNK]))
    mine = [p for p in wanted if p["prison"] == "HRB"][:AGREED]
    for n, person in enumerate(mine):
        said = Agreement.AGREED if n % 4 else Agreement.DISAGREED
        words = "" if said is Agreement.AGREED else "I want the course before the group."
        with clock.held_at(world.days_ago(20 - n)):
            in_transaction(partial(agree, world.staff["case"], person["id"], said, words, paper=None))


def _wants(world: World, person: dict[str, Any]) -> bool:
    inside = person["state"] == "sentenced"
    return (inside and world.rng.random() < 0.6) or (bool(person["office"]) and world.rng.random() < 0.5)  # noqa: PLR2004


def _chunk(world: World, people: list[dict[str, Any]]) -> None:
    rows, owners = Rows(), dict[uuid.UUID, uuid.UUID | None]()
    for person in people:
        owners[_plan(world, rows, person, world.staff["case"])] = person["id"]
    rows.insert()
    audit.record_many(world.staff["case"], "plan.begun", "plan", owners, reason="demo")


def _plan(world: World, rows: Rows, person: dict[str, Any], manager: Actor) -> uuid.UUID:
    begun = max(person["opened"], world.days_ago(world.rng.randrange(30, 300)))
    owner, facts = person["officer"] or manager.human_id, {"person_id": person["id"]}
    plan = world.id(begun)
    review = world.today + dt.timedelta(days=world.rng.randrange(-15, 120))
    rows.add(
        _T[Plan], id=plan, owner_id=owner, opened_on=begun.date(), review_on=review, changed_at=begun, agreed_at=None,
        closed_on=None, **facts,
    )  # fmt: skip
    areas = world.rng.sample(list(GOALS), world.rng.randrange(1, 4))
    for area in Area:
        level = world.rng.randrange(2, 4) if area in areas else world.rng.randrange(2)
        rows.add(
            _T[Need],
            id=world.id(begun),
            area=area,
            level=level,
            words="",
            assessed_on=begun.date(),
            assessed_by=owner,
            **facts,
        )
    for n, area in enumerate(areas):
        _goal(world, rows, plan, area, begun, facts, later=n == 2)  # noqa: PLR2004 - the third goal waits
    return plan


def _goal(
    world: World, rows: Rows, plan: uuid.UUID, area: Area, begun: dt.datetime, facts: dict[str, Any], *, later: bool
) -> None:
    words, steps = GOALS[area]
    state = GoalState.FUTURE if later else world.rng.choices(list(GoalState), (80, 0, 14, 6))[0]
    goal = world.id(begun)
    rows.add(
        _T[Goal], id=goal, plan_id=plan, words=words, area=area, state=state, version=1,
        reason="The person chose another way." if state is GoalState.REMOVED else "",
        target_on=world.today + dt.timedelta(days=world.rng.randrange(20, 240)), **facts,
    )  # fmt: skip
    for actor_code, text in steps:
        step = world.rng.choices(_STATES, (30, 30, 28, 8, 4))[0] if not later else StepState.NOT_STARTED
        rows.add(
            _T[Step], id=world.id(begun), goal_id=goal, plan_id=plan, actor_code=actor_code, text=text, state=step,
            words=_WORDS.get(step, ""), due_on=world.today + dt.timedelta(days=world.rng.randrange(-20, 90)), link_kind="",
            link_id=None, completed_at=begun + dt.timedelta(days=9) if step is StepState.COMPLETED else None,
            closed_itself=False, version=1, **facts,
        )  # fmt: skip
