"""Making the demo's needs and plans in bulk: goals, steps in every state, versions read together."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from casework.demo.service import World
from casework.imports.service import Rows
from casework.plans import queries
from casework.plans.documents import Said, plan_paper
from casework.plans.models import (
    Agreement,
    Area,
    Goal,
    GoalState,
    Need,
    Plan,
    PlanVersion,
    Step,
    StepActor,
    StepState,
)
from casework.plans.rules import REVIEW_EVERY
from casework.plans.service import agree, plan_person
from kernel import audit
from kernel.db import in_transaction, table_of

CHUNK = 500
PAPERS = 4
"""So many plans are read together through the real command, with their paper."""
SHARE = {"inside": 0.6, "outside": 0.5}
_T = {model: table_of(model) for model in (Need, Plan, Goal, Step, PlanVersion)}
GOALS: dict[Area, tuple[str, tuple[tuple[StepActor, str], ...]]] = {
    Area.EMPLOYMENT: ("I will learn a trade so that I can earn an honest living.", (
        (StepActor.CASE_MANAGER, "Ask for a place in the workshop"), (StepActor.PERSON, "Finish the course"),
        (StepActor.PARTNER, "Meet an employer before release"))),
    Area.ACCOMMODATION: ("I will have a room of my own to go to.", (
        (StepActor.CASE_MANAGER, "Write to the housing office"),
        (StepActor.FAMILY, "Ask my brother for the first weeks"))),
    Area.DRUGS: ("I will stay clean, also on bad days.", (
        (StepActor.HEALTH, "See the nurse about support"), (StepActor.PERSON, "Go to the Tuesday group"))),
    Area.RELATIONSHIPS: ("I will be a father my children can count on.", (
        (StepActor.PERSON, "Call home every Sunday"), (StepActor.FAMILY, "Plan a visit with the children"))),
    Area.FINANCE: ("I will pay back what I owe, a little each month.", (
        (StepActor.PERSON, "Write down all debts"), (StepActor.PARTNER, "See the debt adviser"))),
    Area.THINKING: ("I will stop and think before I act.", (
        (StepActor.PROGRAMME_STAFF, "Offer a place in the thinking course"),
        (StepActor.PERSON, "Keep a diary of hard moments"))),
}  # fmt: skip
WORDS = {
    StepState.CANNOT_YET: "The waiting list is six weeks long.", StepState.NOT_NEEDED: "Sorted out another way.",
}  # fmt: skip
STATES = (StepState.NOT_STARTED, StepState.IN_PROGRESS, StepState.COMPLETED, StepState.CANNOT_YET, StepState.NOT_NEEDED)


def seed(world: World) -> None:
    """Needs for the convicted, plans for many of those inside and outside, a few read together with their paper."""
    people = [p for p in world.people if p["office"] or p["state"] == "sentenced"]
    drafts: list[tuple[uuid.UUID, str]] = []
    for start in range(0, len(people), CHUNK):
        part = people[start : start + CHUNK]
        in_transaction(lambda part=part: _chunk(world, part, drafts))  # type: ignore[misc]
    for person_id, keeper in drafts[:PAPERS]:
        in_transaction(lambda one=person_id, who=keeper: _read_together(world, one, who))  # type: ignore[misc]


def _chunk(world: World, part: list[dict[str, Any]], drafts: list[tuple[uuid.UUID, str]]) -> None:
    rows = Rows()
    for person in part:
        share = SHARE["outside" if person["office"] else "inside"]
        _Planned(world, rows, person, drafts).make(world.rng.random() < share)
    rows.insert()
    for model, action in ((Need, "need.assessed"), (Plan, "plan.begun"), (PlanVersion, "plan_version.kept")):
        made = {row["id"]: row["person_id"] for row in rows.by_table.get(_T[model], ())}
        audit.record_many(None, action, model.__tablename__, made, reason="demo")


def _read_together(world: World, person_id: uuid.UUID, keeper: str) -> None:
    actor = replace(world.staff[keeper], everywhere=True)  # the farm's people are kept by the big prison's staff
    card, sheet = plan_person(actor, person_id), queries.sheet_of(person_id)
    assert sheet is not None
    said = Said(agreement=Agreement.AGREED, words="", on=world.today)
    agree(actor, person_id, said.agreement, paper=plan_paper(card, sheet, said))


class _Planned:
    """Writes the rows of one person's needs and plan."""

    def __init__(self, world: World, rows: Rows, person: dict[str, Any], drafts: list[tuple[uuid.UUID, str]]) -> None:
        self.world, self.rows, self.person, self.drafts = world, rows, person, drafts
        self.owner: uuid.UUID = person["officer"]
        self.days = world.rng.randrange(20, 230)
        self.areas = world.rng.sample(list(GOALS), world.rng.randrange(1, 4))

    def _add(self, model: Any, **values: Any) -> uuid.UUID:
        key = self.world.id()
        self.rows.add(_T[model], id=key, person_id=self.person["id"], **values)
        return key

    def make(self, with_plan: bool) -> None:
        """Needs of all areas; a plan for some."""
        for area in Area:
            level = self.world.rng.choice((2, 3)) if area in self.areas else self.world.rng.choice((0, 0, 1))
            self._add(
                Need, area=area, level=level, words="", assessed_on=self.world.today - dt.timedelta(days=self.days),
                assessed_by=self.owner,
            )  # fmt: skip
        if with_plan:
            self._plan()

    def _plan(self) -> None:
        world, opened = self.world, self.world.today - dt.timedelta(days=self.days)
        changed = world.days_ago(self.days)
        read = changed + dt.timedelta(hours=1) if world.rng.random() < 0.6 else None  # noqa: PLR2004 - most are agreed
        plan = self._add(
            Plan, owner_id=self.owner, opened_on=opened, review_on=opened + REVIEW_EVERY, changed_at=changed,
            agreed_at=read, closed_on=None,
        )  # fmt: skip
        goals = [self._goal(plan, area) for area in self.areas]
        if read:
            self._version(plan, goals, read)
        else:
            keeper = next(name for name, who in world.staff.items() if who.human_id == self.owner)
            self.drafts.append((self.person["id"], keeper))

    def _goal(self, plan: uuid.UUID, area: Area) -> dict[str, Any]:
        words, steps = GOALS[area]
        target = self.world.today + dt.timedelta(days=self.world.rng.choice((60, 120, 240)))
        goal = self._add(
            Goal, plan_id=plan, words=words, area=area, state=GoalState.ACTIVE, reason="", target_on=target, version=1
        )
        for who, text in steps:
            self._step(plan, goal, who, text)
        return {"words": words, "area": str(area)}

    def _step(self, plan: uuid.UUID, goal: uuid.UUID, who: StepActor, text: str) -> None:
        rng = self.world.rng
        state = rng.choices(STATES, (30, 35, 22, 9, 4))[0]
        self._add(
            Step, goal_id=goal, plan_id=plan, actor_code=who, text=text, state=state, words=WORDS.get(state, ""),
            due_on=self.world.today + dt.timedelta(days=rng.randrange(-15, 120)), link_kind="", link_id=None,
            completed_at=self.world.days_ago(rng.randrange(1, 19)) if state == StepState.COMPLETED else None,
            closed_itself=False, version=1,
        )  # fmt: skip

    def _version(self, plan: uuid.UUID, goals: list[dict[str, Any]], at: dt.datetime) -> None:
        no = self.world.rng.random() < 0.1  # noqa: PLR2004 - a few disagree
        self._add(
            PlanVersion, plan_id=plan, number=1, agreement=Agreement.DISAGREED if no else Agreement.AGREED,
            words="I wanted the other workshop." if no else "", snapshot={"needs": [], "goals": goals},
            document_id=None, sha256="", agreed_by=self.owner, agreed_at=at,
        )  # fmt: skip
