"""A look at one area of life, as a command; what a signed form says of each area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casework.assessing.rules import Standing
from casework.plans.models import Area
from casework.questions.rules import YES


@dataclass(frozen=True, kw_only=True)
class NewNeed:
    """A look at one area: 0 no need to 3 high; what stands behind it, and what is strong there."""

    area: Area
    level: int
    words: str = ""
    strengths: str = ""


def looks_of(one: Standing, areas: Mapping[str, Any]) -> list[NewNeed]:
    """What a form found in each area that was talked about. An area that nobody knows stays as it was seen before."""
    found = []
    for name, declared in areas.items():
        value = one.known.get(declared["of"])
        if value is None:
            continue
        steps = declared.get("from")
        level = sum(value >= start for start in steps) if steps else declared.get("levels", {}).get(value, 0)
        given, strong = one.given[declared["of"]], one.given.get(declared.get("strength", ""))
        told = strong is not None and strong.value == YES
        found.append(NewNeed(area=Area(name), level=level, words=given.evidence,
                             strengths=strong.evidence if told and strong else ""))  # fmt: skip
    return found
