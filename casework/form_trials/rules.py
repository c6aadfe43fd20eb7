"""What a new form makes of answers given to the one before. Pure.

Answers are taken over as an officer would take them over (``classification.service.renew``): the same question, the
same option. What has no counterpart is not known, so the score lies between its extremes.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casework.decisions.rules import suggestion
from casework.definitions.rules import form_of
from casework.form_trials.models import Move
from casework.instruments.rules import ends_of, reach
from casework.people.models import SecurityLevel
from casework.questions.rules import Form

LIMITS = "="
"""Stands for a reason that is no question: the points are the same, but levels begin elsewhere."""
KEPT = 50_000
"""So many different sets of answers are remembered while everybody is scored."""
Answers = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Rescored:
    """The ends of what the new form allows, as a decision would find them: the form's own demands included."""

    lowest: SecurityLevel
    highest: SecurityLevel
    low: int
    high: int


def carried(form: Form, answers: Answers) -> dict[str, str]:
    """The answers that the form has a place for: its own question with the same option."""
    return {key: value for key, value in answers.items() if key in form.questions and form.item(key).option(value)}


def scorer(definition: Mapping[str, Any]) -> Callable[[Answers], Rescored]:
    """What scores answers by one definition; equal answers are scored once."""
    form = form_of(definition)

    @functools.lru_cache(maxsize=KEPT)
    def scored(pairs: frozenset[tuple[str, str]]) -> Rescored:
        answers = dict(pairs)
        may = reach(form, answers)
        low, high = ends_of(form, may[form.number])
        lowest, highest = (SecurityLevel(str(end)) for end in ends_of(form, may[form.result]))
        found = suggestion(definition, answers, lowest, highest)
        return Rescored(lowest=found.lowest, highest=found.level, low=int(low), high=int(high))  # type: ignore[arg-type]

    return lambda answers: scored(frozenset(carried(form, answers).items()))


def move_of(before: SecurityLevel, after: Rescored) -> Move:
    """Where the new form surely takes a level, or that it is open."""
    if after.lowest.rank > before.rank:
        return Move.HIGHER
    if after.highest.rank < before.rank:
        return Move.LOWER
    return Move.SAME if after.lowest is after.highest else Move.OPEN


def reasons(old: Form, new: Form, answers: Answers, move: Move) -> list[str]:
    """Which questions count otherwise for these answers: lost, new or with other points; else the limits of levels."""
    if move is Move.SAME:
        return []
    found = list(_unlike(old, new, answers))
    return found or [LIMITS]


def _unlike(old: Form, new: Form, answers: Answers) -> Iterator[str]:
    for key in sorted({*old.questions, *new.questions}):
        before = old.questions[key].option(answers.get(key)) if key in old.questions else None
        after = new.questions[key].option(answers.get(key)) if key in new.questions else None
        silent = key in new.questions and new.questions[key].silent
        if (key in new.questions and after is None and not silent) or (
            (before.points if before else 0) != (after.points if after else 0)
        ):
            yield key
