"""Pure decisions on plans: who may own one, which steps are open or stuck, when to look again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from casework.people.models import LegalStatus
from casework.plans.models import GoalState, StepState

DONE = frozenset({StepState.COMPLETED, StepState.NOT_NEEDED})
OPEN_GOALS = frozenset({GoalState.ACTIVE, GoalState.FUTURE})
MUST_SAY_WHY = frozenset({StepState.CANNOT_YET, StepState.NOT_NEEDED})
REVIEW_EVERY = dt.timedelta(days=182)
"""A plan is looked at again at least twice a year; sooner when the person moves or a need changes."""
THRESHOLD = 2
"""From this level of need on, an area ought to have a goal (or a reason why not)."""
UNCONVICTED = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CIVIL})
UNTRIED_RULE = "Mandela Rules 111 and 122"
HIGHEST = 3


def needs_allowed(status: LegalStatus) -> bool:
    """Whether needs may be scored: never for the unconvicted, whom nothing may imply to need re-education (111, 122)."""
    return status not in UNCONVICTED


def unmet(needs: Mapping[str, int], goal_areas: set[str]) -> list[str]:
    """Areas of real need that no goal answers, highest need first."""
    found = [area for area, level in needs.items() if level >= THRESHOLD and area not in goal_areas]
    return sorted(found, key=lambda area: (-needs[area], area))


def is_stuck(state: StepState, due_on: dt.date | None, today: dt.date) -> bool:
    """A step that cannot be done yet, or whose day has passed."""
    return state not in DONE and (state is StepState.CANNOT_YET or (due_on is not None and due_on < today))
