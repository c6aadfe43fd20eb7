"""Pure scoring and pure decisions: what a form says, what is still open, which step may follow which."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.classification.models import ClassificationState as State
from casework.people.models import SecurityLevel
from kernel.i18n import said

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

REVIEW_MONTHS: dict[str, int] = {"untried": 3, "maximum": 6, "close": 6, "medium": 12, "minimum": 12}
"""House rule until a country pack says otherwise: months until a level is looked at again. Never above twelve."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question: its options as value → (words, points). The words speak the reader's language when they are shown."""

    key: str
    text: Any
    options: dict[str, tuple[Any, int]]

    @property
    def least(self) -> int:
        """The fewest points it can give."""
        return min(points for _text, points in self.options.values())

    @property
    def most(self) -> int:
        """The most points it can give."""
        return max(points for _text, points in self.options.values())


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form ready to score. Bands are (at least, level), highest first; the last one has no floor (None)."""

    items: tuple[Item, ...]
    gate_items: frozenset[str]
    gate_bands: tuple[tuple[int, SecurityLevel], ...]
    bands: tuple[tuple[int | None, SecurityLevel], ...]


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One question's part: ``points`` None when the answer is not known, ``counted`` False behind a closed gate."""

    key: str
    text: Any
    answer: Any
    points: int | None
    counted: bool


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
    contributions: tuple[Contribution, ...]
    matters: tuple[tuple[str, Any, int], ...]

    @property
    def final(self) -> bool:
        """Whether every way to answer what is missing gives the same level."""
        return self.lowest is self.highest

    @property
    def total(self) -> int | None:
        """The exact score, once nothing is missing."""
        return self.low if self.low == self.high else None


def form_of(definition: Mapping[str, Any]) -> Form:
    """Read a definition; ``words`` are its texts in other languages. Raises KeyError or ValueError where it is none."""
    words = definition.get("words", {})
    items = tuple(
        Item(
            key=one["key"],
            text=said(one["text"], words),
            options={o["value"]: (said(o["text"], words), int(o["points"])) for o in one["options"]},
        )
        for one in definition["items"]
    )
    gate = definition.get("gate", {"items": [], "bands": []})
    return Form(
        items=items,
        gate_items=frozenset(gate["items"]),
        gate_bands=tuple((int(b["from"]), SecurityLevel(b["level"])) for b in gate["bands"]),
        bands=tuple((b.get("from"), SecurityLevel(b["level"])) for b in definition["total"]["bands"]),
    )


def _level(form: Form, gate: int, total: int) -> tuple[SecurityLevel, bool]:
    """(level, whether the gate alone decided it)."""
    for floor, level in form.gate_bands:
        if gate >= floor:
            return level, True
    return next(level for floor, level in form.bands if floor is None or total >= floor), False


def _extremes(form: Form, answers: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    return {
        item.key: (item.options[answers[item.key]][1],) * 2
        if answers.get(item.key) in item.options
        else (item.least, item.most)
        for item in form.items
    }


def score(form: Form, answers: Mapping[str, str]) -> Score:
    """Score ``answers`` (item → option). What is missing is scored at both extremes, so the truth lies between them.

    The score is the total, or schedule A alone once that has decided.
    """
    ends = _extremes(form, answers)
    low_gate, high_gate = (sum(ends[key][side] for key in form.gate_items) for side in (0, 1))
    low, high = (sum(pair[side] for pair in ends.values()) for side in (0, 1))
    reached = [*_reachable(form, ends)]
    gated = bool(form.gate_bands) and low_gate >= min(floor for floor, _band in form.gate_bands)
    if gated:
        low, high = low_gate, high_gate
    elif form.gate_bands and high_gate >= (floor := min(floor for floor, _band in form.gate_bands)):
        low, high = min(low, max(low_gate, floor)), max(high, high_gate)
    return Score(
        low=low, high=high, lowest=reached[0], highest=reached[-1], gate=low_gate, gated=gated,
        contributions=_contributions(form, answers, gated=gated),
        matters=_matters(form, answers, gated=gated) if reached[0] is not reached[-1] else (),
    )  # fmt: skip


def _reachable(form: Form, ends: Mapping[str, tuple[int, int]]) -> list[SecurityLevel]:
    """The lowest and the highest level that some answers to the missing questions lead to."""
    rest = [pair for key, pair in ends.items() if key not in form.gate_items]
    rest_ends = [sum(pair[side] for pair in rest) for side in (0, 1)]
    gates = [sum(ends[key][side] for key in form.gate_items) for side in (0, 1)]
    sums = range(gates[0], gates[1] + 1)
    levels = {_level(form, gate, gate + end)[0] for gate in sums for end in rest_ends}
    return sorted(levels, key=lambda level: level.rank)


def _contributions(form: Form, answers: Mapping[str, str], *, gated: bool) -> tuple[Contribution, ...]:
    lines = []
    for item in form.items:
        known = item.options.get(answers.get(item.key, ""))
        words, points = known or ("", None)
        counted = not gated or item.key in form.gate_items
        lines.append(Contribution(key=item.key, text=item.text, answer=words, points=points, counted=counted))
    return tuple(lines)


def _matters(form: Form, answers: Mapping[str, str], *, gated: bool) -> tuple[tuple[str, Any, int], ...]:
    """Unanswered questions that can change the level, with the percentage of cases in which each does.

    A case is one way to answer all other missing questions. A question that changes the level in none is left out.
    """
    missing = [
        item for item in form.items
        if answers.get(item.key) not in item.options and (not gated or item.key in form.gate_items)
    ]  # fmt: skip
    found = []
    for item in missing:
        cases = _cases(form, answers, without=item.key)
        decided = sum(n for sums, n in cases.items() if _decides(form, item, *sums))
        if decided:
            found.append((item.key, item.text, max(1, round(100 * decided / cases.total()))))
    return tuple(sorted(found, key=lambda line: -line[2]))


def _cases(form: Form, answers: Mapping[str, str], *, without: str) -> Counter[tuple[int, int]]:
    """How many ways to answer the missing questions but one lead to each (gate, total)."""
    found: Counter[tuple[int, int]] = Counter({(0, 0): 1})
    for item in form.items:
        if item.key == without:
            continue
        known = item.options.get(answers.get(item.key, ""))
        choices = [known[1]] if known else [points for _text, points in item.options.values()]
        grown: Counter[tuple[int, int]] = Counter()
        for (gate, total), n in found.items():
            for points in choices:
                grown[gate + points * (item.key in form.gate_items), total + points] += n
        found = grown
    return found


def _decides(form: Form, item: Item, gate: int, total: int) -> bool:
    at_gate = item.key in form.gate_items
    ends = [_level(form, gate + points * at_gate, total + points)[0] for points in (item.least, item.most)]
    return ends[0] is not ends[1]


def may_follow(before: State, after: State) -> bool:
    """Whether a classification may go from one state to the other."""
    return before in PREDECESSORS[after]


def direction(suggested: SecurityLevel, chosen: SecurityLevel) -> str:
    """``"up"``, ``"down"`` or ``""``: which way a decision leaves the suggestion."""
    return "up" if chosen.rank > suggested.rank else "down" if chosen.rank < suggested.rank else ""


def next_review(level: SecurityLevel, decided_on: dt.date, *, untried: bool) -> tuple[dt.date, str]:
    """The day the level is looked at again, and the name of the rule that says so."""
    rule = "untried" if untried else level.value
    months = decided_on.month - 1 + REVIEW_MONTHS[rule]
    year, month = decided_on.year + months // 12, months % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(decided_on.day, last)), rule
