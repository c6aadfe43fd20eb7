"""What a form says of a set of answers: its results, each question's part, what is open, what to ask next."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.questions.rules import Form, Item, Scalar, Span, Values
from casework.scoring.rules import possible

MENDABLE = ("words", "record", "areas")
TRIALS = 600
"""About so many trials tell how much each open question decides; fewer combinations than that are all tried."""


@dataclass(frozen=True, kw_only=True)
class Contribution:
    """One question's part. ``points`` None when not known or not counted in points, ``counted`` False behind a gate."""

    key: str
    text: Any
    answer: Any
    value: Scalar
    known: bool
    points: Any
    counted: bool


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a form says.

    ``may`` is every result that the open answers still allow, ``shown`` the one that stands (None while it is open),
    ``matters`` the open questions that can change it with the percentage of cases in which each does, most first.
    """

    may: Mapping[str, Values]
    shown: Mapping[str, Scalar]
    provisional: bool
    missing: tuple[str, ...]
    contributions: tuple[Contribution, ...]
    matters: tuple[tuple[str, Any, int], ...]
    overrides: tuple[tuple[str, Any], ...] = ()


def definition_hash(definition: Mapping[str, Any]) -> str:
    """SHA-256 of the definition as canonical JSON: one version is one text.

    What changes no score may be mended later: translations, where the file is looked at, what a plan takes over.
    """
    original = {key: part for key, part in definition.items() if key not in MENDABLE}
    text = json.dumps(original, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def ends_of(form: Form, values: Values) -> tuple[Scalar, Scalar]:
    """The lowest and the highest of a set of values."""
    if isinstance(values, Span):
        return values.low, values.high
    ranked = sorted(values, key=form.rank)
    return ranked[0], ranked[-1]


def score(form: Form, answers: Mapping[str, Scalar], doubtful: frozenset[str] = frozenset()) -> Result:
    """Score known answers (question → value). What is absent is not known: it may be anything the form allows.

    ``doubtful`` are answers that rest on stale evidence: they stand, but the result is provisional while they matter.
    """
    known = _told(form, answers)
    unsure = {one.key for one in form.items if one.key in doubtful or _is_preliminary(one, known)}
    sure = {key: value for key, value in known.items() if key not in unsure}
    may = possible(form, sure)
    standing = possible(form, known) if unsure & known.keys() else may
    provisional = any(_single(may[key]) is _OPEN for key in (form.result, *form.also))
    missing = [one for one in form.items if one.key not in known]
    asked = [one for one in form.items if one.key not in sure]
    matters = _matters(form, sure, asked) if provisional else ()
    first = [key for key, _text, _share in matters]
    return Result(
        may=may, shown=_shown(form, standing, known, provisional=provisional), provisional=provisional,
        missing=tuple(sorted((one.key for one in missing), key=lambda key: first.index(key) if key in first else 999)),
        contributions=tuple(_contribution(form, one, known, may) for one in form.items), matters=matters,
        overrides=tuple(_overrides(form, known)),
    )  # fmt: skip


def reach(form: Form, answers: Mapping[str, Scalar]) -> Mapping[str, Values]:
    """``score(...).may`` alone: every result that the answers still allow, without asking which question matters."""
    known = _told(form, answers)
    return possible(form, {key: value for key, value in known.items() if not _is_preliminary(form.item(key), known)})


def _told(form: Form, answers: Mapping[str, Scalar]) -> dict[str, Scalar]:
    return {one.key: one.default for one in form.items if one.silent and one.key not in answers} | dict(answers)


_OPEN = object()


def _single(values: Values) -> Any:
    if isinstance(values, Span):
        return values.low if values.low == values.high and not values.none else _OPEN
    return next(iter(values)) if len(values) == 1 else _OPEN


def _is_preliminary(item: Item, known: Mapping[str, Scalar]) -> bool:
    return bool(item.open_when) and all(known.get(name) in values for name, values in item.open_when)


def _shown(
    form: Form, standing: Mapping[str, Values], known: Mapping[str, Scalar], *, provisional: bool
) -> dict[str, Scalar]:
    shown = {key: None if _single(values) is _OPEN else _single(values) for key, values in standing.items()}
    if provisional and any(key not in known for key in form.required):
        shown[form.result] = form.without
    elif form.cautious and _single(standing[form.result]) is _OPEN:
        shown[form.result] = ends_of(form, standing[form.result])[0]
    return shown


def _overrides(form: Form, known: Mapping[str, Scalar]) -> Iterator[tuple[str, Any]]:
    """The overrides that hold by questions alone."""
    for one in form.output(form.result).overrides:
        if all(test.name in known and test.holds(known[test.name]) for test in one.tests):
            yield one.code, one.text


# ---- each question's part -------------------------------------------------------------------------------------------


def _contribution(form: Form, item: Item, known: Mapping[str, Scalar], may: Mapping[str, Values]) -> Contribution:
    value, option = known.get(item.key), item.option(known.get(item.key))
    sums = form.sums[item.key]
    live = [key for key in sums if may[key] != frozenset({None})]
    points: Any = None
    if item.key in known and sums:
        points = value if item.kind == "number" else None
        if option:
            points = option.points_in((live or sums)[0])
            points = option.points if isinstance(option.points, dict) else points
    words = option.text if option else ("" if value is None else value)
    return Contribution(
        key=item.key, text=item.text, answer=words, value=value, known=item.key in known, points=points,
        counted=not sums or bool(live) or _is_tested(form, item.key),
    )  # fmt: skip


def _is_tested(form: Form, key: str) -> bool:
    return any(test.name == key for one in form.outputs for case in one.cases for test in case.tests)


# ---- what to ask next -----------------------------------------------------------------------------------------------


def candidates(item: Item) -> list[Scalar]:
    """The answers to try for an open question: all of them, or both ends and the middle of a span."""
    if isinstance(item.domain, frozenset):
        return sorted(item.domain, key=str)
    low, high = item.domain.low, item.domain.high
    middle = low + (high - low) / 2 if isinstance(low, dt.date) or not item.whole else low + (high - low) // 2
    return [low, middle, high]


def _matters(form: Form, known: Mapping[str, Scalar], asked: Sequence[Item]) -> tuple[tuple[str, Any, int], ...]:
    """A case is one way to answer all the other open questions; a question that decides in none is left out."""
    tries = {one.key: candidates(one) for one in asked}
    most = max(10, TRIALS // sum(len(values) for values in tries.values()))
    found = []
    for item in asked:
        rows = list(_rows({key: values for key, values in tries.items() if key != item.key}, most))
        decided = sum(_decides(form, {**known, **row}, item.key, tries[item.key]) for row in rows)
        if decided:
            found.append((item.key, item.text, max(1, round(100 * decided / len(rows)))))
    found = found or [(one.key, one.text, 1) for one in asked]
    return tuple(sorted(found, key=lambda line: -line[2]))


def _rows(tries: Mapping[str, Sequence[Scalar]], most: int) -> Iterator[dict[str, Scalar]]:
    if math.prod(len(values) for values in tries.values()) <= most:
        for row in itertools.product(*tries.values()):
            yield dict(zip(tries, row, strict=True))
        return
    chance = random.Random(0)  # noqa: S311 - the same cases every time, nothing secret
    for _nth in range(most):
        yield {key: chance.choice(values) for key, values in tries.items()}


def _decides(form: Form, known: dict[str, Scalar], key: str, values: Sequence[Scalar]) -> bool:
    told = [possible(form, {**known, key: value}) for value in values]
    return any(len({str(one[result]) for one in told}) > 1 for result in (form.result, *form.also))
