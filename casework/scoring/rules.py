"""The engine. Each question and each result is the set of all values that it may still have.

Sound: whatever the open answers turn out to be, the final result was in every set shown before. Exact for forms of
options, because values that several results share are tried one by one. Never change what a published form means: add a
new way to compute, leave these as they are. A golden test holds them.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from casework.questions.rules import Case, Form, Output, Override, Scalar, Span, Test, Values

MOST = 4096
"""Up to so many combinations are tried one by one; beyond, ends are taken (wider, never wrong)."""


def possible(form: Form, known: Mapping[str, Scalar]) -> dict[str, Values]:
    """Every result → all it may still be, given the known answers (question → value)."""
    start: dict[str, Values] = {
        one.key: frozenset({known[one.key]}) if one.key in known else one.domain for one in form.items
    }
    worlds = [start]
    for item in form.items:
        worlds = [other for world in worlds for other in _worlds(form, world, item.key)]
    for output in form.outputs:
        for world in worlds:
            world[output.key] = value_of(form, output, world)
        worlds = [other for world in worlds for other in _worlds(form, world, output.key)]
    return {one.key: union([world[one.key] for world in worlds]) for one in form.outputs}


def _worlds(form: Form, world: dict[str, Values], key: str) -> Iterable[dict[str, Values]]:
    values = world[key]
    if key not in form.split or isinstance(values, Span) or len(values) == 1:
        return (world,)
    return ({**world, key: frozenset({value})} for value in values)


def union(sets: Sequence[Values]) -> Values:
    """All that any of these may be."""
    if len(sets) == 1:
        return sets[0]
    if all(isinstance(one, frozenset) for one in sets):
        return frozenset().union(*sets)  # type: ignore[arg-type]
    ends = [end for one in sets for end in _ends(one)]
    return Span(min(ends), max(ends), any(_may_be_none(one) for one in sets)) if ends else frozenset({None})


def _ends(values: Values) -> list[Any]:
    if isinstance(values, Span):
        return [values.low, values.high]
    return [one for one in values if one is not None]


def _may_be_none(values: Values) -> bool:
    return values.none if isinstance(values, Span) else None in values


def value_of(form: Form, output: Output, world: Mapping[str, Values]) -> Values:
    """One result in a world: what it may be."""
    found = _WAYS[output.how](form, output, world)
    if output.unless:
        true, false = _holds(output.unless, world)
        found = union([*([found] if false else []), *([frozenset({None})] if true else [])])
    for override in output.overrides:
        true, false = _holds(override.tests, world)
        moved = _overridden(form, override, found)
        found = union([*([found] if false else []), *([moved] if true else [])])
    return found


def _overridden(form: Form, override: Override, values: Values) -> Values:
    if override.exact or isinstance(values, Span):
        return frozenset({override.level})
    return frozenset(max(one, override.level, key=form.rank) for one in values)


def _test(test: Test, values: Values) -> tuple[bool, bool]:
    """(it can hold, it can fail)."""
    if isinstance(values, frozenset):
        told = {test.holds(value) for value in values}
        return True in told, False in told
    if test.values is not None:
        return any(values.low <= one <= values.high for one in test.values), True
    inside = test.low <= values.low and values.high <= test.high and values.high < test.below
    touching = values.low <= test.high and values.low < test.below and values.high >= test.low
    return touching, values.none or not inside


def _holds(tests: Iterable[Test], world: Mapping[str, Values]) -> tuple[bool, bool]:
    told = [_test(one, world[one.name]) for one in tests]
    return all(true for true, _false in told), any(false for _true, false in told)


def _combinations(sets: Sequence[Values]) -> Iterable[tuple[Scalar, ...]] | None:
    """Every combination, when all sets can be listed and they are not too many."""
    if any(isinstance(one, Span) for one in sets) or math.prod(map(len, sets)) > MOST:  # type: ignore[arg-type]
        return None
    return itertools.product(*sets)  # type: ignore[arg-type]


def matching(cases: Sequence[Case], row: Mapping[str, Scalar]) -> Case | None:
    """The first case whose tests all hold for single values."""
    return next((one for one in cases if all(test.holds(row[test.name]) for test in one.tests)), None)


def _cases(_form: Form, output: Output, world: Mapping[str, Values]) -> Values:
    names = output.tested
    rows = _combinations([world[name] for name in names])
    if rows is not None:
        found = (matching(output.cases, dict(zip(names, row, strict=True))) for row in rows)
        return frozenset(one.give if one else None for one in found)
    given = set()
    for case in output.cases:
        true, false = _holds(case.tests, world)
        given |= {case.give} if true else set()
        if true and not false:
            return frozenset(given)
    return frozenset(given | {None}) if not _covers(output, world) else frozenset(given)


def _covers(output: Output, world: Mapping[str, Values]) -> bool:
    """Whether some case must hold: a last one without tests, or bands of one value that leave no hole."""
    return output.numbers.get("whole_line", 0) == 1 and not any(_may_be_none(world[name]) for name in output.tested)


def _points(form: Form, output: Output, part: str, values: Values) -> Values:
    item = form.questions.get(part)
    if item is None or item.kind == "number" or isinstance(values, Span):
        return values
    return frozenset(one.points_in(output.key) for value in values if (one := item.option(value)))


def _sum(form: Form, output: Output, world: Mapping[str, Values]) -> Values:
    found: Values = frozenset({output.numbers.get("constant", 0)})
    for part in output.parts:
        found = _added(found, _points(form, output, part, world[part]))
    return found


def _added(one: Values, other: Values) -> Values:
    if isinstance(one, frozenset) and isinstance(other, frozenset) and len(one) == len(other) == 1:
        (a,), (b,) = one, other  # most sums are of known points: no need to build their combinations
        return frozenset((None if a is None or b is None else a + b,))
    if (rows := _combinations([one, other])) is not None:
        return frozenset(None if a is None or b is None else a + b for a, b in rows)  # type: ignore[operator]
    left, right, none = _ends(one), _ends(other), _may_be_none(one) or _may_be_none(other)
    if not left or not right:
        return frozenset({None})
    return Span(min(left) + min(right), max(left) + max(right), none)


def _highest(form: Form, output: Output, world: Mapping[str, Values]) -> Values:
    found: Values = frozenset({None})
    for part in output.parts:
        found = frozenset(max(a, b, key=form.rank) for a in found for b in world[part])  # type: ignore[union-attr]
    return found


def _first(_form: Form, output: Output, world: Mapping[str, Values]) -> Values:
    seen: list[Values] = []
    for part in output.parts:
        values = world[part]
        seen.append(Span(values.low, values.high) if isinstance(values, Span) else values - {None})
        if not _may_be_none(values):
            return union([one for one in seen if one])
    return union([*(one for one in seen if one), frozenset({None})])


def _logistic(_form: Form, output: Output, world: Mapping[str, Values]) -> Values:
    return _mapped(world[output.parts[0]], lambda points: _percent(points, output.numbers))


def _mapped(values: Values, way: Callable[[Any], Any]) -> Values:
    """What a way that only rises or only falls makes of a set."""
    if isinstance(values, Span):
        low, high = sorted((way(values.low), way(values.high)))
        return Span(low, high, values.none)
    return frozenset(None if one is None else way(one) for one in values)


def _percent(points: float, numbers: Mapping[str, float]) -> float:
    """100 / (1 + e^-(intercept + slope x)), the share rounded first, then the percentage, halves upward."""
    share = 1 / (1 + math.exp(-(numbers["intercept"] + numbers.get("slope", 1) * points)))
    exact = Decimal(repr(share)).quantize(Decimal(1).scaleb(-int(numbers.get("share_decimals", 12))), ROUND_HALF_UP)
    decimals = int(numbers.get("decimals", 0))
    rounded = (exact * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    kept = min(max(float(rounded), numbers.get("least", 0)), numbers.get("most", 100))
    return kept if decimals else int(kept)


def _amount(terms: Sequence[float | str], world: Mapping[str, Values]) -> Values:
    found: Values = frozenset({0})
    for term in terms:
        if not isinstance(term, str):
            found = _added(found, frozenset({term}))
        elif term.startswith("-"):
            found = _added(found, _mapped(world[term[1:]], lambda one: -one))
        else:
            found = _added(found, world[term])
    return found


def _log(_form: Form, output: Output, world: Mapping[str, Values]) -> Values:
    """``times`` · ln(over / under); what is not above nothing is no rate and counts as not scored."""
    over, under = _amount(output.over, world), _amount(output.under, world)
    times = output.numbers.get("times", 1)
    if (rows := _combinations([over, under])) is not None:
        return frozenset(times * math.log(a / b) if a and b and a > 0 and b > 0 else None for a, b in rows)  # type: ignore[operator]
    least, above = max(min(_ends(over), default=0), 1e-9), max(_ends(over), default=0)
    below = [max(one, 1e-9) for one in _ends(under)]
    if above <= 0 or not below:
        return frozenset({None})
    ends = [times * math.log(a / b) for a in (least, above) for b in (min(below), max(below))]
    none = _may_be_none(over) or _may_be_none(under) or min(_ends(over)) <= 0 or min(_ends(under)) <= 0
    return Span(min(ends), max(ends), none)


def years_between(first: dt.date, last: dt.date, *, after: bool = False) -> int:
    """Whole years from one day to another; with ``after`` the anniversary itself still belongs to the year before."""
    early = (last.month, last.day) < (first.month, first.day)
    same = (last.month, last.day) == (first.month, first.day)
    return last.year - first.year - (early or (after and same))


def _years(_form: Form, output: Output, world: Mapping[str, Values]) -> Values:
    first, last = (world[part] for part in output.parts)
    after = bool(output.numbers.get("after_anniversary"))
    if (rows := _combinations([first, last])) is not None:
        return frozenset(None if a is None or b is None else years_between(a, b, after=after) for a, b in rows)  # type: ignore[arg-type]
    starts, ends, none = _ends(first), _ends(last), _may_be_none(first) or _may_be_none(last)
    if not (starts and ends):
        return frozenset({None})
    low = years_between(max(starts), min(ends), after=after)
    high = years_between(min(starts), max(ends), after=after)
    return Span(low, high, none) if none or high - low > MOST else frozenset(range(low, high + 1))


_WAYS = {
    "sum": _sum, "cases": _cases, "highest": _highest, "first": _first,
    "logistic": _logistic, "log": _log, "years": _years,
}  # fmt: skip
