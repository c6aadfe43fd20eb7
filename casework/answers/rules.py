"""What was typed, as answers: an option by its name or its points, a number, a date; what is no answer is refused."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casework.questions.rules import NO, YES, Form, Item, Scalar, is_stale, value_on
from kernel.i18n import _, comma


class AnswerRefused(ValueError):
    """What was given is no answer to the question."""

    def __init__(self, item: Item, raw: object) -> None:
        self.item = item
        may = comma().join(one.value for one in item.choices) or _shape(item)
        super().__init__(
            _("%(key)s: %(given)s is no answer. It takes %(may)s.", key=item.key, given=repr(raw), may=may)
        )


def _shape(item: Item) -> str:
    if item.kind == "date":
        return _("a date like 2026-11-30")
    ends = {"low": f"{item.least:g}", "high": f"{item.most:g}"}
    if item.whole:
        return _("a whole number from %(low)s to %(high)s", **ends)
    return _("a number from %(low)s to %(high)s", **ends)


def answer_of(item: Item, raw: Any) -> Scalar:
    """The value behind what a file or a page holds: an option by its name or its points, a number, a date.

    Raises AnswerRefused.
    """
    if item.kind == "number":
        return _number(item, raw)
    if item.kind == "date":
        return _date(item, raw)
    given = raw
    if isinstance(raw, bool) or (item.kind == "yes_no" and isinstance(raw, int) and raw in {0, 1}):
        given = YES if raw else NO
    named = [one.value for one in item.choices if one.value.casefold() == str(given).casefold()]
    if not named and isinstance(given, int | float):
        named = [one.value for one in item.choices if one.points == given]
    if not named:
        raise AnswerRefused(item, raw)
    return named[0]


def _number(item: Item, raw: Any) -> Scalar:
    try:
        found = float(raw) if not isinstance(raw, bool) else math.nan
    except (TypeError, ValueError):
        found = math.nan
    if not item.least <= found <= item.most or (item.whole and found != int(found)):
        raise AnswerRefused(item, raw)
    return int(found) if item.whole else found


def _date(item: Item, raw: Any) -> Scalar:
    try:
        found = raw if isinstance(raw, dt.date) else dt.date.fromisoformat(str(raw))
    except ValueError:
        raise AnswerRefused(item, raw) from None
    if not item.domain.low <= found <= item.domain.high:  # type: ignore[union-attr]
        raise AnswerRefused(item, raw)
    return found


def read_answers(form: Form, raw: Mapping[str, Any]) -> tuple[dict[str, Scalar], list[str]]:
    """(question → value, names that are no question). Absent, null and empty mean "not known". Raises AnswerRefused."""
    names = {name: item for item in form.items for name in (item.key, *item.names)}
    given = {name: value for name, value in _flat(raw) if value is not None and value != ""}
    known = {names[name].key: answer_of(names[name], value) for name, value in given.items() if name in names}
    return known, sorted(set(given) - set(names))


def _flat(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Tables inside tables as ``outer.inner``."""
    for name, value in raw.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{inner}", one) for inner, one in _flat(value))
        else:
            yield name, value


@dataclass(frozen=True, kw_only=True)
class Dated:
    """An answer with its days: when what it tells of happened, when its evidence is from. None where nobody knows."""

    value: Scalar
    happened_on: dt.date | None = None
    evidence_of: dt.date | None = None


def as_of(form: Form, answers: Mapping[str, Dated], day: dt.date) -> tuple[dict[str, Scalar], frozenset[str]]:
    """(question → what its answer has become by a day, questions whose evidence is too old): points lapse in time."""
    known, stale = {}, set()
    for key, one in answers.items():
        item = form.item(key)
        known[key] = value_on(item, one.value, one.happened_on, day) if one.happened_on else one.value
        if one.evidence_of and is_stale(item, one.evidence_of, day):
            stale.add(key)
    return known, frozenset(stale)
