"""What a fact of the file allows as an answer. Pure: the form says which fact belongs to which question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.questions.rules import Form, Item, Scalar, Test


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing that the file says: its value, in words, and since when it is so, where there is a day."""

    value: Scalar
    words: str
    on: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the file says on a question. ``allowed`` are the answers that agree with it; one alone is suggested."""

    words: str
    allowed: frozenset[Scalar]
    on: dt.date | None = None

    @property
    def suggested(self) -> Scalar:
        """The one answer that agrees with the file; None where several do."""
        return next(iter(self.allowed)) if len(self.allowed) == 1 else None

    def agrees(self, value: Scalar) -> bool:
        """Whether an answer agrees with the file. Not known contradicts nothing."""
        return value is None or value in self.allowed


def wanted(definition: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    """Question → (fact, months that it looks back; 0 without limit) as far as the form declares it."""
    return {key: (one["fact"], one.get("months", 0)) for key, one in definition.get("record", {}).items()}


def told_of(form: Form, definition: Mapping[str, Any], facts: Mapping[tuple[str, int], Fact]) -> dict[str, Told]:
    """Question → what the file says on it. A question whose fact is not on file is left out."""
    found = {}
    for key, source in wanted(definition).items():
        fact = facts.get(source)
        if fact is not None and key in form.questions:
            allowed = _allowed(form.item(key), definition["record"][key], fact.value)
            if allowed:
                found[key] = Told(words=fact.words, allowed=allowed, on=fact.on)
    return found


def _allowed(item: Item, declared: Mapping[str, Any], value: Scalar) -> frozenset[Scalar]:
    for case in declared.get("cases", ()):
        ends = {"from": "low", "to": "high", "below": "below"}
        limits = {ends[name]: end for name, end in case.items() if name in ends}
        values = frozenset({case["is"]}) if "is" in case else None
        if Test(name=item.key, values=values, **limits).holds(value):
            return frozenset(case["answers"])
    return frozenset() if declared.get("cases") else frozenset({value})
