"""Making the demo's needs and plans in bulk: goals and steps in every state, versions read together."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from dataclasses import replace
from typing import Any

from casework.agreements.rules import Reading, updated
from casework.agreements.service import add_scan, agree
from casework.demo.service import World
from casework.imports.service import Rows
from casework.plan_papers.documents import plan_paper
from casework.plan_papers.queries import facts_for
from casework.plan_papers.rules import Said, new_token
from casework.plans import queries
from casework.plans.models import (
    Agreement,
    Area,
    Goal,
    GoalState,
    Need,
    Plan,
    PlanVersion,
    Signed,
    Step,
    StepActor,
    StepState,
)
from casework.plans.rules import REVIEW_EVERY, GoalLine, NeedLine, PlanSheet, StepLine
from casework.plans.service import plan_person
from casework.plans_demo.rules import (
    COURSES,
    GOALS,
    SIGNED_AS,
    SORTED_OUT,
    STEP_STATES,
    STRENGTHS,
    TAKEN_OUT,
    WITNESS,
    answer_of,
    weights_of,
)
from kernel import audit
from kernel.db import in_transaction, table_of
from kernel.i18n import LOCALES
from kernel.ids import new_id

CHUNK = 500
PAPERS = 4
"""So many plans are read together through the real command, with their paper."""
SCANS = 2
"""So many of them come back signed and scanned; the others wait for their page."""
SHARE = {"inside": 0.6, "outside": 0.5}
READ, READ_AGAIN = 0.85, 0.75
"""How many plans were read together when they began, and how many of those again after their last change."""
LATE = 0.3
"""How many steps may have a day that has passed."""
_T = {model: table_of(model) for model in (Need, Plan, Goal, Step, PlanVersion)}


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
    actor = world.staff[keeper]
    card, sheet = plan_person(actor, person_id), queries.sheet_of(person_id)
    assert sheet is not None
    language = card.language if card.language in LOCALES else "en"
    said = Said(agreement=Agreement.AGREED, words="", on=world.today, number=len(sheet.versions) + 1)
    paper = plan_paper(card, sheet, facts_for(actor, card, said, language), language=language)
    reading = Reading(paper=paper, language=language, token=new_token(), signed=Signed.PAPER)
    kept = agree(actor, person_id, said.agreement, "", reading)
    if world.nth("scans") < SCANS:
        add_scan(actor, person_id, kept.id, paper, new_id())


class _Planned:
    """Writes the rows of one person's needs and plan."""

    def __init__(self, world: World, rows: Rows, person: dict[str, Any], drafts: list[tuple[uuid.UUID, str]]) -> None:
        self.world, self.rows, self.person, self.drafts = world, rows, person, drafts
        self.owner: uuid.UUID = person["officer"]
        self.opened = world.days_ago(world.rng.randrange(20, 230))
        self.changed = self.opened
        self.areas = world.rng.sample(list(GOALS), world.rng.randrange(1, 4))
        leaves = None if person["office"] else person["release_on"]
        self.horizon = max(5, min(120, (leaves - world.today).days)) if leaves else 120  # nothing inside after release
        self.needs: dict[Area, NeedLine] = {}
        self.lines = 0

    def _add(self, model: Any, **values: Any) -> uuid.UUID:
        self.lines += 1  # goals and steps stand in the order in which they were written
        key = self.world.id(self.opened + dt.timedelta(seconds=self.lines))
        self.rows.add(_T[model], id=key, person_id=self.person["id"], **values)
        return key

    def make(self, with_plan: bool) -> None:
        """Needs of all areas; a plan for some."""
        rng = self.world.rng
        for area in Area:
            self._look(area, rng.choice((2, 3)) if area in self.areas else rng.choice((0, 0, 1)), self.opened.date())
        if with_plan:
            self._plan()

    def _look(self, area: Area, level: int, on: dt.date) -> None:
        strong = STRENGTHS[area] if level <= 1 and self.world.nth("strengths") % 3 == 0 else ""
        self._add(Need, area=area, level=level, words="", strengths=strong, assessed_on=on, assessed_by=self.owner)
        self.needs[area] = NeedLine(area=area, level=level, strengths=strong, assessed_on=on)

    def _plan(self) -> None:
        plan, rng, first = self.world.id(self.opened), self.world.rng, dict(self.needs)
        goals = [self._goal(plan, area) for area in self.areas]
        reads: list[dt.datetime] = []
        if self.world.nth("read") % 9 and rng.random() < READ:
            reads.append(self._read(plan, 1, first, [_begun(goal) for goal in goals], self.opened))
            if self.changed > self.opened and rng.random() < READ_AGAIN:
                reads.append(self._read(plan, 2, self.needs, goals, self.changed))
        else:
            keeper = next(name for name, who in self.world.staff.items() if who.human_id == self.owner)
            self.drafts.append((self.person["id"], keeper))
        self.rows.add(
            _T[Plan], id=plan, person_id=self.person["id"], owner_id=self.owner, opened_on=self.opened.date(),
            review_on=self._review(max([self.opened, *reads]).date()), changed_at=self.changed,
            agreed_at=reads[-1] if reads else None, closed_on=None,
        )  # fmt: skip

    def _review(self, read: dt.date) -> dt.date:
        """Half a year after it was last read; of every eighth plan sooner, because a need had changed."""
        soon = self.world.nth("plans") % 8 == 1
        return min(read + REVIEW_EVERY, self.world.today - dt.timedelta(days=5)) if soon else read + REVIEW_EVERY

    def _goal(self, plan: uuid.UUID, area: Area) -> GoalLine:
        state = COURSES[self.world.nth("goals") % len(COURSES)]
        words, steps = GOALS[area]
        reason = TAKEN_OUT if state is GoalState.REMOVED else ""
        target = self.world.today + dt.timedelta(days=self.world.rng.choice((60, 120, 240)))
        goal = self._add(
            Goal, plan_id=plan, words=words, area=area, state=state, reason=reason, target_on=target, version=1,
            own_wish=False,
        )  # fmt: skip
        kept = [self._step(plan, goal, state, line, last=line is steps[-1]) for line in steps]
        if state is GoalState.ACHIEVED:
            self._look(area, self.world.rng.choice((0, 1)), self.changed.date())
        return GoalLine(
            id=goal, words=words, area=area, state=state, reason=reason, target_on=target, steps=kept
        )  # fmt: skip

    def _step(
        self, plan: uuid.UUID, goal: uuid.UUID, course: GoalState, line: tuple[StepActor, str, str], *, last: bool
    ) -> StepLine:
        (who, text, why), rng = line, self.world.rng
        if who is StepActor.CASE_MANAGER and self.person["office"]:
            who = StepActor.PROBATION_OFFICER
        state = rng.choices(STEP_STATES, weights_of(course, last))[0]
        words = {StepState.CANNOT_YET: why, StepState.NOT_NEEDED: SORTED_OUT}.get(state, "")
        due = self.world.today + dt.timedelta(days=rng.randrange(-15 if rng.random() < LATE else 3, self.horizon))
        at = self._moment() if state is not StepState.NOT_STARTED else self.opened
        self.changed = max(self.changed, at)
        facts: dict[str, Any] = {
            "text": text, "state": state, "words": words, "due_on": due, "link_kind": "", "closed_itself": False,
            "completed_at": at if state is StepState.COMPLETED else None,
        }  # fmt: skip
        key = self._add(
            Step, goal_id=goal, plan_id=plan, actor_code=who, link_id=None, link_words="", target_minor=None,
            target_currency="", version=1, **facts,
        )  # fmt: skip
        return StepLine(id=key, actor=who, **facts)

    def _moment(self) -> dt.datetime:
        """Some day between the plan's first and yesterday."""
        days = max(1, (self.world.now - self.opened).days - 1)
        return self.opened + dt.timedelta(days=self.world.rng.randrange(days), minutes=30)

    def _read(
        self, plan: uuid.UUID, number: int, needs: dict[Area, NeedLine], goals: list[GoalLine], after: dt.datetime
    ) -> dt.datetime:
        """Keep the version that was read together an hour after the plan was last changed; the moment of it."""
        at, (said, words) = after + dt.timedelta(hours=1), answer_of(self.world.nth("versions"))
        agreement, signed = updated(said, number - 1), Signed.NOT
        if said is not Agreement.COULD_NOT_ANSWER:
            signed = list(Signed)[self.world.nth("signed") % len(Signed)]
        seen = signed is Signed.SCREEN
        sheet = PlanSheet(
            id=plan, owner="", owner_id=self.owner, opened_on=self.opened.date(), review_on=self.opened.date(),
            changed_at=after, agreed_at=None, needs=sorted(needs.values(), key=lambda one: -(one.level or 0)),
            goals=goals, versions=[],
        )  # fmt: skip
        self._add(
            PlanVersion, plan_id=plan, number=number, agreement=agreement, words=words,
            snapshot={**queries.snapshot_of(sheet), "whys": {}}, document_id=None, sha256="",
            agreed_by=self.owner, agreed_at=at,
            language="en", public_token=hashlib.sha256(f"{plan} {number}".encode()).hexdigest()[:32], signed=signed,
            signed_name=SIGNED_AS if seen else "", witness=WITNESS if seen else "",
        )  # fmt: skip
        return at


def _begun(goal: GoalLine) -> GoalLine:
    """The goal as it was when the plan began."""
    steps = [replace(one, state=StepState.NOT_STARTED, words="", completed_at=None) for one in goal.steps]
    state = GoalState.FUTURE if goal.state is GoalState.FUTURE else GoalState.ACTIVE
    return replace(goal, state=state, reason="", steps=steps)
