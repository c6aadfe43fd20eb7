"""Pure decisions on plans: who may own one, which steps are open or stuck, when to look again."""

from __future__ import annotations

import calendar
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.people.models import LegalStatus
from casework.plans.models import Agreement, Area, GoalState, NeedLevel, StepActor, StepState
from kernel.authz import Role

DONE = frozenset({StepState.COMPLETED, StepState.NOT_NEEDED})
OPEN_GOALS = frozenset({GoalState.ACTIVE, GoalState.FUTURE})
ANSWERING = OPEN_GOALS | {GoalState.ACHIEVED}
"""Goals that answer a need: one taken out answers nothing."""
MUST_SAY_WHY = frozenset({StepState.CANNOT_YET, StepState.NOT_NEEDED})
REVIEW_EVERY = dt.timedelta(days=182)
"""A plan is looked at again at least twice a year; sooner when the person moves or a need changes."""
REMIND = dt.timedelta(days=14)
"""So long before its day a review is asked for on the plan itself."""
THRESHOLD = 2
"""From this level of need on, an area ought to have a goal (or a reason why not)."""
UNCONVICTED = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CIVIL})
UNTRIED_RULE = "Mandela Rules 111 and 122"
HIGHEST = 3
NEEDS_RULE = "Mandela Rule 94"
"""The plan is made in the light of what is known of the person's needs and capacities."""
WRITERS = (Role.CASE_MANAGER, Role.PROBATION_OFFICER)
READERS = (
    *WRITERS, Role.PROBATION_SUPERVISOR, Role.PROGRAMME_COORDINATOR, Role.CLASSIFICATION_OFFICER, Role.GOVERNOR,
    Role.INSPECTOR,
)  # fmt: skip
LINKERS = frozenset({
    Role.CASE_MANAGER, Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.PROGRAMME_COORDINATOR,
    Role.INSTRUCTOR, Role.SHOP_MANAGER,
})  # fmt: skip
"""Who runs what a step can be tied to: places, appointments, savings targets."""


def needs_allowed(status: LegalStatus) -> bool:
    """Whether needs may be scored: never for the unconvicted, who are presumed innocent (111, 122)."""
    return status not in UNCONVICTED


def answers_something(level: int | None, *, own_wish: bool) -> bool:
    """Whether a goal in an area with this need may stand: it answers a need, or is the person's own wish (94)."""
    return own_wish or bool(level)


def unmet(needs: Mapping[str, int], goal_areas: set[str]) -> list[str]:
    """Areas of real need that no goal answers, highest need first."""
    found = [area for area, level in needs.items() if level >= THRESHOLD and area not in goal_areas]
    return sorted(found, key=lambda area: (-needs[area], area))


def months_on(day: dt.date, months: int) -> dt.date:
    """The same day so many months on; the month's last when that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@dataclass(frozen=True, kw_only=True)
class NeedLine:
    """The newest look at an area; ``level`` None when nobody has looked."""

    area: Area
    level: int | None
    words: str = ""
    strengths: str = ""
    assessed_on: dt.date | None = None

    @property
    def degree(self) -> NeedLevel | None:
        """The level in words, None when nobody has looked."""
        return None if self.level is None else NeedLevel(str(self.level))


@dataclass(frozen=True, kw_only=True)
class StepLine:
    """A step as the page and the paper show it."""

    id: uuid.UUID
    actor: StepActor
    text: str
    state: StepState
    words: str
    due_on: dt.date | None
    link_kind: str
    completed_at: dt.datetime | None
    closed_itself: bool
    link_words: str = ""

    @property
    def done(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state in DONE


@dataclass(frozen=True, kw_only=True)
class GoalLine:
    """A goal with its steps."""

    id: uuid.UUID
    words: str
    area: Area
    state: GoalState
    reason: str
    target_on: dt.date | None
    own_wish: bool = False
    steps: list[StepLine] = field(default_factory=list)

    @property
    def all_done(self) -> bool:
        """Whether every step is done, so that the goal may be achieved."""
        return bool(self.steps) and all(step.done for step in self.steps)


@dataclass(frozen=True, kw_only=True)
class VersionLine:
    """An agreed (or not agreed) version, without its snapshot."""

    id: uuid.UUID
    number: int
    agreement: Agreement
    words: str
    agreed_at: dt.datetime
    by: str
    document_id: uuid.UUID | None
    sha256: str
    public_token: str = ""


@dataclass(frozen=True, kw_only=True)
class PlanSheet:
    """The whole plan of one person, as one page of paper."""

    id: uuid.UUID
    owner: str
    owner_id: uuid.UUID
    opened_on: dt.date
    review_on: dt.date
    changed_at: dt.datetime
    agreed_at: dt.datetime | None
    closed_on: dt.date | None = None
    needs: list[NeedLine]
    goals: list[GoalLine]
    versions: list[VersionLine]

    @property
    def to_agree(self) -> bool:
        """Whether something changed since the person last said what they think of it."""
        return self.agreed_at is None or self.changed_at > self.agreed_at

    @property
    def unmet(self) -> list[Area]:
        """Areas of real need without a goal, highest need first."""
        levels = {line.area.value: line.level for line in self.needs if line.level is not None}
        covered = {line.area.value for line in self.goals if line.state in ANSWERING}
        return [Area(area) for area in unmet(levels, covered)]

    @property
    def closed_itself(self) -> list[StepLine]:
        """Steps that closed by their own fact since the plan was last agreed."""
        since = self.agreed_at
        return [
            line for one in self.goals for line in one.steps
            if line.closed_itself and (since is None or (line.completed_at and line.completed_at > since))
        ]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class NewGoal:
    """A goal in the person's words. ``id`` is made by the form, so that a double click is one goal."""

    id: uuid.UUID
    words: str
    area: Area
    target_on: dt.date | None = None
    state: GoalState = GoalState.ACTIVE
    own_wish: bool = False


@dataclass(frozen=True, kw_only=True)
class NewStep:
    """Who does what by when. ``id`` is made by the form."""

    id: uuid.UUID
    actor_code: StepActor
    text: str
    due_on: dt.date | None = None
