"""Reading needs and plans."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from casework.plans.models import Agreement, Area, Goal, GoalState, Need, Plan, PlanVersion, Step, StepActor, StepState
from casework.plans.rules import DONE, OPEN_GOALS, GoalLine, NeedLine, PlanSheet, StepLine, VersionLine
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.errors import NotFound
from kernel.i18n import _

need, plan, goal, step = table_of(Need), table_of(Plan), table_of(Goal), table_of(Step)
version, _human = table_of(PlanVersion), table_of(Human)
_person = sa.bindparam("person_id", type_=plan.c.person_id.type)
_plan_key = sa.bindparam("plan_id", type_=plan.c.id.type)


@dataclass(frozen=True, kw_only=True)
class OpenStep:
    """A step that is not done: what another module may tie its own fact to."""

    id: uuid.UUID
    text: str
    goal: str
    area: str


_NEEDS = (
    sa.select(need.c.area, need.c.level, need.c.words, need.c.strengths, need.c.assessed_on)
    .where(need.c.person_id == _person)
    .order_by(need.c.assessed_on, need.c.id)
)
_NEWEST_PLAN = (
    sa.select(plan, _human.c.name.label("owner"))
    .select_from(plan.join(_human, _human.c.id == plan.c.owner_id))
    .where(plan.c.person_id == _person)
    .order_by(plan.c.closed_on.is_not(None), plan.c.closed_on.desc())
    .limit(1)
)
_GOALS = sa.select(goal).where(goal.c.plan_id == _plan_key).order_by(goal.c.id)
_STEPS = sa.select(step).where(step.c.plan_id == _plan_key).order_by(step.c.id)
_VERSIONS = (
    sa.select(
        version.c.id, version.c.number, version.c.agreement,
        version.c.words, version.c.agreed_at, version.c.document_id,
        version.c.sha256, version.c.public_token, _human.c.name.label("by"),
    )
    .select_from(version.join(_human, _human.c.id == version.c.agreed_by))
    .where(version.c.plan_id == _plan_key)
    .order_by(version.c.number.desc())
)  # fmt: skip
_OPEN_STEPS = (
    sa.select(step.c.id, step.c.text, goal.c.words.label("goal"), goal.c.area)
    .select_from(step.join(goal, goal.c.id == step.c.goal_id).join(plan, plan.c.id == step.c.plan_id))
    .where(
        plan.c.person_id == _person, plan.c.closed_on.is_(None),
        goal.c.state.in_(sorted(OPEN_GOALS)), step.c.state.not_in(sorted(DONE)),
    )
    .order_by(goal.c.id, step.c.id)
)  # fmt: skip


def is_stuck(today: dt.date) -> sa.ColumnElement[bool]:
    """Which steps wait for something: they cannot be done yet, or are not done and their day has passed."""
    late = sa.and_(step.c.state.not_in(sorted(DONE)), step.c.due_on < today)
    return sa.or_(step.c.state == StepState.CANNOT_YET, late)


def need_lines(person_id: uuid.UUID) -> list[NeedLine]:
    """All eight areas with their newest look, highest need first; never looked at stands last."""
    newest = {row.area: row for row in session.execute(_NEEDS, {"person_id": person_id})}
    lines = [
        NeedLine(
            area=area, level=row.level, words=row.words, strengths=row.strengths, assessed_on=row.assessed_on
        )
        if (row := newest.get(area.value)) else NeedLine(area=area, level=None)
        for area in Area
    ]  # fmt: skip
    return sorted(lines, key=lambda line: -1 if line.level is None else line.level, reverse=True)


def needs_of(person_id: uuid.UUID) -> dict[str, int]:
    """Assessed need by area (0 none … 3 high); an area that was never assessed is absent, never zero."""
    return {str(row.area): row.level for row in session.execute(_NEEDS, {"person_id": person_id})}


def open_steps(person_id: uuid.UUID) -> list[OpenStep]:
    """The person's steps that are not done, in the plan's order."""
    rows = session.execute(_OPEN_STEPS, {"person_id": person_id})
    return [OpenStep(id=row.id, text=row.text, goal=row.goal, area=str(row.area)) for row in rows]


def _step_line(row: Any) -> StepLine:
    return StepLine(
        id=row.id, actor=StepActor(row.actor_code), text=row.text, state=StepState(row.state), words=row.words,
        due_on=row.due_on, link_kind=row.link_kind, link_words=row.link_words, completed_at=row.completed_at,
        closed_itself=row.closed_itself,
    )  # fmt: skip


def _goal_lines(plan_id: uuid.UUID, levels: Mapping[Area, int]) -> list[GoalLine]:
    """The goals: those being worked on first, and among them the highest need."""
    steps: dict[uuid.UUID, list[StepLine]] = {}
    for row in session.execute(_STEPS, {"plan_id": plan_id}):
        steps.setdefault(row.goal_id, []).append(_step_line(row))
    lines = [
        GoalLine(
            id=row.id, words=row.words, area=Area(row.area), state=GoalState(row.state), reason=row.reason,
            target_on=row.target_on, own_wish=row.own_wish, steps=steps.get(row.id, []),
        )
        for row in session.execute(_GOALS, {"plan_id": plan_id})
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (list(GoalState).index(line.state), -levels.get(line.area, 0)))


def _version_lines(plan_id: uuid.UUID) -> list[VersionLine]:
    rows = session.execute(_VERSIONS, {"plan_id": plan_id}).mappings()
    return [VersionLine(**{**row, "agreement": Agreement(row["agreement"])}) for row in rows]


def sheet_of(person_id: uuid.UUID) -> PlanSheet | None:
    """The person's open plan, whole, or the one that closed last; None when there never was one."""
    row = session.execute(_NEWEST_PLAN, {"person_id": person_id}).first()
    if row is None:
        return None
    needs = need_lines(person_id)
    levels = {line.area: line.level or 0 for line in needs}
    return PlanSheet(
        id=row.id, owner=row.owner, owner_id=row.owner_id, opened_on=row.opened_on, review_on=row.review_on,
        changed_at=row.changed_at, agreed_at=row.agreed_at, closed_on=row.closed_on, needs=needs,
        goals=_goal_lines(row.id, levels), versions=_version_lines(row.id),
    )  # fmt: skip


def open_plan(person_id: uuid.UUID) -> Plan | None:
    """The open plan's own row, or None."""
    return session.scalar(sa.select(Plan).where(Plan.person_id == person_id, Plan.closed_on.is_(None)))


def plan_record(person_id: uuid.UUID) -> Plan:
    """The open plan's own row, to be changed by a command. Raises NotFound."""
    found = open_plan(person_id)
    if found is None:
        raise NotFound(_("This person has no plan yet. Begin one first."))
    return found


def goal_record(person_id: uuid.UUID, goal_id: uuid.UUID) -> Goal:
    """A goal of this person. Raises NotFound."""
    found = session.get(Goal, goal_id)
    if found is None or found.person_id != person_id:
        raise NotFound(_("There is no such goal in this plan."))
    return found


def step_record(step_id: uuid.UUID, person_id: uuid.UUID | None = None) -> Step:
    """A step, of this person when one is named. Raises NotFound. Without one the caller fetches its person first."""
    found = session.get(Step, step_id)
    if found is None or person_id not in {None, found.person_id}:
        raise NotFound(_("There is no such step, or you may not know of it."))
    return found


def version_record(person_id: uuid.UUID, version_id: uuid.UUID) -> PlanVersion:
    """A version of this person's plan. Raises NotFound."""
    found = session.get(PlanVersion, version_id)
    owner = session.get(Plan, found.plan_id) if found else None  # a version keeps its old id when files are merged
    if found is None or owner is None or owner.person_id != person_id:
        raise NotFound(_("There is no such version of this plan."))
    return found


def snapshot_of(sheet: PlanSheet) -> dict[str, Any]:
    """The needs and goals of a plan as plain JSON, for the version that is kept."""
    facts = {"needs": [asdict(one) for one in sheet.needs], "goals": [asdict(one) for one in sheet.goals]}
    plain: dict[str, Any] = json.loads(json.dumps(facts, default=str))
    return plain


def goals_of_many(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Person → the words of the open goals of the plan in force, for several people in one statement."""
    rows = session.execute(
        sa.select(goal.c.person_id, goal.c.words)
        .join(plan, plan.c.id == goal.c.plan_id)
        .where(goal.c.person_id.in_(people), plan.c.closed_on.is_(None), goal.c.state.in_(sorted(OPEN_GOALS)))
        .order_by(goal.c.id)
    )
    found: dict[uuid.UUID, list[str]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row.words)
    return found
