"""What a scoring form is made of. Plain values: no clock, no database, nothing that a version could change later."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Scalar = str | float | dt.date | None
"""One value: an option, a number, a date. None says "none" or "not scored", never "not known"."""
YES, NO, NONE = "yes", "no", "none"
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)


@dataclass(frozen=True)
class Span:
    """Every value between two ends, both included; ``none`` when "not scored" is possible too."""

    low: Any
    high: Any
    none: bool = False


Values = frozenset[Any] | Span
"""All that a question or a result may still be."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One way to answer: its words, its points (for every sum, or sum → points), and what it becomes in time."""

    value: str
    text: Any
    points: float | dict[str, float] = 0
    becomes: tuple[tuple[int, str], ...] = ()
    at_age: tuple[tuple[int, str], ...] = ()
    """(age, value): what it is from that birthday on."""
    near_release: tuple[tuple[int, str], ...] = ()
    """(months, value): what it is from so many months before release on."""
    earned: bool = False
    """Somebody can come to it by what they do, as by a completed course."""

    def points_in(self, output: str) -> float:
        """The points it gives to one sum."""
        return self.points.get(output, 0) if isinstance(self.points, dict) else self.points


@dataclass(frozen=True, kw_only=True)
class Item:
    """A question. ``domain`` is all it may be answered with, ``default`` what silence means where the form says so."""

    key: str
    text: Any
    kind: str
    choices: tuple[Option, ...]
    domain: Values
    names: tuple[str, ...] = ()
    default: Scalar = None
    silent: bool = False
    whole: bool = True
    least: float = -math.inf
    most: float = math.inf
    open_when: tuple[tuple[str, frozenset[Any]], ...] = ()
    fresh_months: int | None = None
    help: Any = ""
    about: str = ""
    """``needs`` for a question that is never put about somebody who is not convicted."""

    @property
    def options(self) -> dict[str, tuple[Any, Any]]:
        """The options as value → (words, points), for forms on screen."""
        return {one.value: (one.text, one.points) for one in self.choices}

    def option(self, value: Scalar) -> Option | None:
        """The option with this value."""
        return self._by_value.get(value)

    @functools.cached_property
    def _by_value(self) -> dict[Scalar, Option]:
        return {one.value: one for one in self.choices}


@dataclass(frozen=True, kw_only=True)
class Test:
    """One condition on one value: among ``values``, or from ``low`` to ``high`` (or below ``below``)."""

    name: str
    values: frozenset[Any] | None = None
    low: float = -math.inf
    high: float = math.inf
    below: float = math.inf

    def holds(self, value: Scalar) -> bool:
        """Whether one value meets it. What is not scored meets nothing."""
        if value is None:
            return False
        if self.values is not None:
            return value in self.values
        return isinstance(value, int | float) and self.low <= value <= self.high and value < self.below


@dataclass(frozen=True, kw_only=True)
class Case:
    """If every test holds, this is given. ``place`` is where the author wrote it."""

    tests: tuple[Test, ...]
    give: Scalar
    text: Any = ""
    titled: bool = False
    place: str = ""


@dataclass(frozen=True, kw_only=True)
class Override:
    """What must be, whatever the score says: at least a level, or exactly it."""

    code: str
    text: Any
    tests: tuple[Test, ...]
    level: str
    exact: bool


@dataclass(frozen=True, kw_only=True)
class Output:
    """One result and the one way it comes about: ``how`` is sum, cases, highest, first, logistic, log or years."""

    key: str
    text: Any
    how: str
    parts: tuple[str, ...] = ()
    cases: tuple[Case, ...] = ()
    unless: tuple[Test, ...] = ()
    numbers: Mapping[str, float] = field(default_factory=dict)
    over: tuple[float | str, ...] = ()
    under: tuple[float | str, ...] = ()
    overrides: tuple[Override, ...] = ()
    name: str = ""

    @functools.cached_property
    def tested(self) -> tuple[str, ...]:
        """What its cases look at."""
        return tuple(sorted({test.name for case in self.cases for test in case.tests}))


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form ready to score. ``split`` are the values that several results share: they are tried one by one."""

    code: str
    items: tuple[Item, ...]
    outputs: tuple[Output, ...]
    result: str
    number: str
    levels: tuple[str, ...]
    also: tuple[str, ...] = ()
    """Other results that must be settled too before a score is final."""
    report: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    without: str = ""
    cautious: bool = False
    at: str = ""
    """The question that holds the day the form is filled in for, where there is one."""
    split: frozenset[str] = frozenset()

    def item(self, key: str) -> Item:
        """The question with this key. Raises KeyError when there is none."""
        return self.questions[key]

    @functools.cached_property
    def questions(self) -> dict[str, Item]:
        """Key → question."""
        return {one.key: one for one in self.items}

    @functools.cached_property
    def sums(self) -> dict[str, tuple[str, ...]]:
        """Question → the sums that it is a part of."""
        every = [one for one in self.outputs if one.how == "sum"]
        return {item.key: tuple(one.key for one in every if item.key in one.parts) for item in self.items}

    def output(self, key: str) -> Output:
        """The result with this key. Raises StopIteration when there is none."""
        return next(one for one in self.outputs if one.key == key)

    @property
    def words(self) -> dict[Scalar, Any]:
        """What a result is called, where the form says so."""
        cases = [case for output in self.outputs for case in output.cases]
        return {case.give: case.text for case in cases if case.titled and isinstance(case.give, str)}

    def rank(self, level: Scalar) -> float:
        """The place of a level, lowest first; a number ranks as itself, nothing below all."""
        if level is None:
            return -math.inf
        return self.levels.index(level) if isinstance(level, str) else float(level)  # type: ignore[arg-type]


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months on; the last day where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return dt.date(year, month, min(day.day, last))


def value_on(item: Item, value: Scalar, happened_on: dt.date, day: dt.date) -> Scalar:
    """What an answer has become by a day, when what it tells of happened on ``happened_on``: points lapse in time."""
    option = item.option(value)
    for months, then in option.becomes if option else ():
        if day > months_after(happened_on, months):
            value = then
    return value


def changes_of(item: Item, value: Scalar, happened_on: dt.date) -> list[tuple[dt.date, str]]:
    """The days on which an answer becomes another one, in order: the first day on which the new one holds."""
    option = item.option(value)
    dates = [(months_after(happened_on, months), then) for months, then in (option.becomes if option else ())]
    return [(day + dt.timedelta(days=1), then) for day, then in dates]


def is_stale(item: Item, known_since: dt.date, day: dt.date) -> bool:
    """Whether evidence of a day is too old for this question, by the form's own limit."""
    return item.fresh_months is not None and day > months_after(known_since, item.fresh_months)
