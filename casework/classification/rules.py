"""Pure scoring and pure decisions: what a form says, what is still open, which step may follow which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.classification.models import ClassificationState as State
from casework.definitions import rules as definitions
from casework.instruments import rules as instruments
from casework.people.models import SecurityLevel
from casework.questions import rules as questions

PREDECESSORS: dict[State, frozenset[State]] = {
    State.DRAFT: frozenset(),
    State.RECOMMENDED: frozenset({State.DRAFT, State.GIVEN_BACK}),
    State.GIVEN_BACK: frozenset({State.RECOMMENDED}),
    State.DECIDED: frozenset({State.RECOMMENDED, State.APPEALED}),
    State.APPEALED: frozenset({State.DECIDED}),
    State.SUPERSEDED: frozenset({State.DECIDED, State.APPEALED}),
    State.CANCELLED: frozenset({State.DRAFT, State.RECOMMENDED, State.GIVEN_BACK}),
}
"""What each state may follow. A jump that is not here is refused, even with two windows open."""
OPEN = frozenset({State.DRAFT, State.RECOMMENDED, State.GIVEN_BACK})
CURRENT = frozenset({State.DECIDED, State.APPEALED})

Form = questions.Form
form_of = definitions.form_of


@dataclass(frozen=True, kw_only=True)
class Score:
    """A score between its extremes.

    ``matters`` are the unanswered questions that could change the level, by leverage.
    """

    low: int
    high: int
    lowest: SecurityLevel
    highest: SecurityLevel
    gate: int
    gated: bool
    contributions: tuple[instruments.Contribution, ...]
    matters: tuple[tuple[str, Any, int], ...]

    @property
    def final(self) -> bool:
        """Whether every way to answer what is missing gives the same level."""
        return self.lowest is self.highest

    @property
    def total(self) -> int | None:
        """The exact score, once nothing is missing."""
        return self.low if self.low == self.high else None


def score(form: Form, answers: Mapping[str, Any], doubtful: frozenset[str] = frozenset()) -> Score:
    """Score ``answers`` (item → option) of a security form. What is missing lies between its extremes.

    The score is the total, or the gate alone once that has decided. What is ``doubtful`` (stale evidence) may be
    anything too.
    """
    known = {item.key: answers[item.key] for item in form.items if answers.get(item.key) is not None
             and (not item.choices or answers[item.key] in item.options)}  # fmt: skip
    found = instruments.score(form, known, doubtful)
    low, high = (int(end) for end in instruments.ends_of(form, found.may[form.number]))  # type: ignore[arg-type]
    lowest, highest = (SecurityLevel(str(end)) for end in instruments.ends_of(form, found.may[form.result]))
    total, *gates = form.output(form.number).parts
    gate = instruments.ends_of(form, found.may[gates[0]])[0] if gates else 0
    return Score(
        low=low, high=high, lowest=lowest, highest=highest, gate=int(gate or 0),  # type: ignore[arg-type]
        gated=bool(gates) and found.may[total] == frozenset({None}),
        contributions=found.contributions, matters=found.matters,
    )  # fmt: skip


def may_follow(before: State, after: State) -> bool:
    """Whether a classification may go from one state to the other."""
    return before in PREDECESSORS[after]


def direction(suggested: SecurityLevel, chosen: SecurityLevel) -> str:
    """``"up"``, ``"down"`` or ``""``: which way a decision leaves the suggestion."""
    return "up" if chosen.rank > suggested.rank else "down" if chosen.rank < suggested.rank else ""
