"""What stands on the paper of a plan, and what a look at its code tells. Pure."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from casework.people.models import Certainty, SecurityLevel
from casework.plans.models import Agreement
from casework.plans.rules import PlanSheet, StepLine
from casework.release.rules import NextStep
from kernel.enums import LabelledEnum
from kernel.i18n import _l

AGREED = frozenset({Agreement.AGREED, Agreement.UPDATED_AGREED})
MOST_STEPS = 6
"""So many of the person's own next steps stand on the second page."""


class Standing(LabelledEnum):
    """What the public page says of a paper, and nothing else."""

    CURRENT = "current", _l("This paper is the current version.")
    OLD = "old", _l("This paper is not the current version: there is a newer one.")
    UNKNOWN = "unknown", _l("We know no such paper. Check the address on it.")


def new_token() -> str:
    """128 random bits: whoever holds the paper can look it up, and nobody can guess another."""
    return secrets.token_hex(16)


def standing_of(number: int | None, newest: int | None) -> Standing:
    """How a version with this number stands when ``newest`` is the plan's last; None: no such paper or no open plan."""
    if number is None:
        return Standing.UNKNOWN
    return Standing.CURRENT if number == newest else Standing.OLD


@dataclass(frozen=True, kw_only=True)
class Saved:
    """Money as the paper says it."""

    words: str
    sum: str


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the person said of the plan, as the paper repeats it."""

    agreement: Agreement
    words: str
    on: dt.date
    number: int


@dataclass(frozen=True, kw_only=True)
class PaperFacts:
    """The second page: level, dates, savings, what comes next. ``said`` is None for a draft."""

    printed_on: dt.date
    said: Said | None
    level: SecurityLevel | None = None
    level_since: dt.date | None = None
    level_review: dt.date | None = None
    release_on: dt.date | None = None
    certainty: Certainty = Certainty.NONE
    expiry_on: dt.date | None = None
    saved: Sequence[Saved] = field(default_factory=tuple)
    waiting: Sequence[NextStep] = field(default_factory=tuple)

    @property
    def agreed(self) -> bool:
        """Whether the person agreed with what is printed."""
        return self.said is not None and self.said.agreement in AGREED


def own_next(sheet: PlanSheet) -> list[StepLine]:
    """What the person can do next: their own open steps of goals being worked on, the nearest day first."""
    own = [
        step for goal in sheet.goals if goal.state == "active"
        for step in goal.steps if not step.done and step.actor == "person"
    ]  # fmt: skip
    return sorted(own, key=lambda step: (step.due_on is None, step.due_on or dt.date.max))[:MOST_STEPS]
