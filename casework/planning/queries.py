"""The lists of plans that wait for somebody: one statement for the number and for the list, so they agree."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.access.queries import visible_to
from casework.people.models import Person
from casework.plans.models import Area, Goal, GoalState, Need, Plan, Step
from casework.plans.queries import is_stuck
from casework.plans.rules import ANSWERING, DONE, OPEN_GOALS, THRESHOLD
from casework.worklists.queries import Scope
from casework.worklists.queries import count as count_of
from kernel.accounts.models import Human
from kernel.db import session, table_of
from kernel.paging import Page, page_of
from kernel.units.models import Unit

person, _plan, _goal, _step = table_of(Person), table_of(Plan), table_of(Goal), table_of(Step)
_need, _unit, _human = table_of(Need), table_of(Unit), table_of(Human)
SOON, NEAR = dt.timedelta(days=30), dt.timedelta(days=90)
"""How long before its day a review stands on the list; how long before release a person does."""
_NO_DAY = sa.literal(dt.date(9999, 12, 31), sa.Date)


class Desk(enum.StrEnum):
    """The lists, by their name in the address, in order of harm if missed."""

    RELEASE = "release"
    STUCK = "stuck"
    DONE = "done"
    REVIEW = "review"
    AGREE = "agree"


Listed = tuple[sa.Select[Any], tuple[sa.ColumnElement[Any], ...], sa.ColumnElement[Any]]
"""A statement, the columns that order it, its row id."""
_HOUSE = sa.case((person.c.in_custody, person.c.establishment_id), else_=person.c.office_id)
_WHO = (
    person.c.id.label("person_id"), person.c.name, person.c.other_name, person.c.number, _unit.c.name.label("place"),
    _human.c.name.label("owner"),
)  # fmt: skip


def _plans(scope: Scope, *columns: sa.ColumnElement[Any], of: sa.FromClause = _plan) -> sa.Select[Any]:
    """Open plans of people in scope with who keeps them. ``of`` is a join that the plan is part of."""
    found = (
        sa.select(*columns, *_WHO)
        .select_from(
            of.join(person, person.c.id == _plan.c.person_id)
            .join(_human, _human.c.id == _plan.c.owner_id)
            .outerjoin(_unit, _unit.c.id == _HOUSE)
        )
        .where(visible_to(scope.actor), _plan.c.closed_on.is_(None))
    )
    return found.where(_plan.c.owner_id == scope.actor.human_id) if scope.mine else found


def to_agree(scope: Scope) -> Listed:
    """Plans that changed since the person last said what they think of them, the longest waiting first."""
    goals = sa.select(sa.func.count()).where(_goal.c.plan_id == _plan.c.id, _goal.c.state.in_(sorted(OPEN_GOALS)))
    found = _plans(
        scope, _plan.c.id, _plan.c.changed_at.label("at"), _plan.c.agreed_at, goals.scalar_subquery().label("goals")
    ).where(sa.or_(_plan.c.agreed_at.is_(None), _plan.c.changed_at > _plan.c.agreed_at))
    return found, (_plan.c.changed_at,), _plan.c.id


def to_review(scope: Scope) -> Listed:
    """Plans whose day of review has passed or comes within a month."""
    found = _plans(scope, _plan.c.id, _plan.c.review_on.label("day"), _plan.c.agreed_at)
    return found.where(_plan.c.review_on <= scope.today + SOON), (_plan.c.review_on,), _plan.c.id


def stuck(scope: Scope) -> Listed:
    """Steps of open goals that cannot be done yet or whose day has passed: the oldest day first, without a day last."""
    day = sa.func.coalesce(_step.c.due_on, _NO_DAY, type_=sa.Date)
    steps = _step.join(_goal, _goal.c.id == _step.c.goal_id).join(_plan, _plan.c.id == _goal.c.plan_id)
    found = _plans(
        scope, _step.c.id, _step.c.goal_id, _step.c.text, _step.c.state, _step.c.words, _step.c.actor_code,
        _step.c.due_on, of=steps,
    ).where(_goal.c.state.in_(sorted(OPEN_GOALS)), is_stuck(scope.today))  # fmt: skip
    return found, (day,), _step.c.id


def finished(scope: Scope) -> Listed:
    """Goals being worked on of which every step is done: perhaps achieved, perhaps in need of a next step."""
    of_it = sa.select(_step.c.id).where(_step.c.goal_id == _goal.c.id)
    found = _plans(
        scope, _goal.c.id, _goal.c.id.label("goal_id"), _goal.c.words.label("text"), _goal.c.target_on,
        _plan.c.changed_at.label("at"), of=_goal.join(_plan, _plan.c.id == _goal.c.plan_id),
    ).where(
        _goal.c.state == GoalState.ACTIVE, of_it.exists(), ~of_it.where(_step.c.state.not_in(sorted(DONE))).exists()
    )  # fmt: skip
    return found, (_plan.c.changed_at,), _goal.c.id


_later = _need.alias("later")
_UNMET = (
    _need.c.level >= THRESHOLD,
    ~sa.exists().where(
        _later.c.person_id == _need.c.person_id,
        _later.c.area == _need.c.area,
        sa.tuple_(_later.c.assessed_on, _later.c.id) > sa.tuple_(_need.c.assessed_on, _need.c.id),
    ),
    ~sa.exists().where(
        _plan.c.person_id == _need.c.person_id,
        _plan.c.closed_on.is_(None),
        _goal.c.plan_id == _plan.c.id,
        _goal.c.area == _need.c.area,
        _goal.c.state.in_(sorted(ANSWERING)),
    ),
)
"""The newest look at an area found a clear need, and no goal answers it."""


def near_release(scope: Scope) -> Listed:
    """People who leave within three months and have needs without a goal: most need first, then the nearest day."""
    weight = (
        sa.select(sa.func.coalesce(sa.func.sum(_need.c.level), 0))
        .where(_need.c.person_id == person.c.id, *_UNMET)
        .scalar_subquery()
    )
    own = person.c.officer_id == scope.actor.human_id
    one = (
        sa.select(person.c.id, *_WHO, person.c.release_on.label("day"), (-weight).label("weight"))
        .select_from(
            person.outerjoin(_unit, _unit.c.id == _HOUSE).outerjoin(_human, _human.c.id == person.c.officer_id)
        )
        .where(
            visible_to(scope.actor), person.c.in_custody, person.c.release_on <= scope.today + NEAR,
            own if scope.mine else sa.true(),
        )
        .subquery()
    )  # fmt: skip
    return sa.select(one).where(one.c.weight < 0), (one.c.weight, one.c.day), one.c.id


LISTS: Mapping[Desk, Callable[[Scope], Listed]] = {
    Desk.RELEASE: near_release,
    Desk.STUCK: stuck,
    Desk.DONE: finished,
    Desk.REVIEW: to_review,
    Desk.AGREE: to_agree,
}


def page(desk: Desk, scope: Scope, after: uuid.UUID | None = None, size: int = 50) -> Page[sa.Row[Any]]:
    """One page of a list."""
    statement, keys, row_id = LISTS[desk](scope)
    return page_of(statement, *keys, row_id=row_id, after=after, size=size)


def count(desk: Desk, scope: Scope) -> int:
    """How long a list is, as far as numbers are counted."""
    statement, keys, row_id = LISTS[desk](scope)
    return count_of((statement, keys[0], row_id))


def unmet_areas(people: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Area]]:
    """The areas of clear need without a goal of each of some people, highest need first, in one statement."""
    rows = session.execute(
        sa.select(_need.c.person_id, _need.c.area)
        .where(_need.c.person_id.in_(people), *_UNMET)
        .order_by(_need.c.level.desc(), _need.c.area)
    )
    found: dict[uuid.UUID, list[Area]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(Area(row.area))
    return found
