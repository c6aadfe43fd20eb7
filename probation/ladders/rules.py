"""Whether a step of a ladder may be taken now, and if not, why. Pure: the same answer for every role and every door."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kernel.i18n import _, said

REVIEW = "support_review"
REPORTS = frozenset({"breach", "recall"})


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step. ``by``: the lowest role that may take it."""

    key: str
    name: Any
    by: str
    respond_days: int = 0


@dataclass(frozen=True, kw_only=True)
class Ladder:
    """The steps for some kinds of orders in a country, or everywhere (``country`` empty)."""

    country: str
    kinds: frozenset[str]
    citation: Any
    steps: tuple[Step, ...]

    def step(self, key: str) -> Step | None:
        """The step of this name, if the ladder has it."""
        return next((one for one in self.steps if one.key == key), None)


@dataclass(frozen=True, kw_only=True)
class Rung:
    """Where somebody stands on a ladder since the last reset.

    ``taken``: step and day of those not withdrawn; the support review counts from the day it was closed with a step on.
    """

    failures: Sequence[dt.date]
    limit: int | None
    taken: Mapping[str, dt.date]
    review_open: bool = False
    outreach_owed: bool = False
    runs: bool = True


def read_ladders(raw: Mapping[str, Any]) -> tuple[Ladder, ...]:
    """The ladders of a data file. Raises ValueError where one does not begin with a support review."""
    words, found = raw.get("words", {}), []
    for one in raw["ladder"]:
        steps = tuple(Step(**{**step, "name": said(step["name"], words)}) for step in one["steps"])
        if steps[0].key != REVIEW:
            raise ValueError("the first step of a ladder is a support review")
        found.append(Ladder(country=one["country"], kinds=frozenset(one["kinds"]), steps=steps,
                            citation=said(one["citation"], words)))  # fmt: skip
    return tuple(found)


def ladder_for(ladders: Sequence[Ladder], kind: str, country: str) -> Ladder:
    """The ladder of a kind of order: that of the country, else the one that holds everywhere."""
    fitting = [one for one in ladders if kind in one.kinds and one.country in {"", country}]
    return max(fitting, key=lambda one: bool(one.country))


def over_limit(rung: Rung) -> bool:
    """Whether more days were missed than the order allows. An order without a limit allows any."""
    return rung.limit is not None and len(rung.failures) > rung.limit


def why_not(ladder: Ladder, key: str, rung: Rung) -> str:
    """Why this step may not be taken now, in words that say what comes first; empty where it may."""
    step = ladder.step(key)
    if step is None:
        return _("This ladder has no such step for this kind of order.")
    if not rung.runs:
        return _("The order is not running, so nothing follows from a missed contact.")
    if rung.outreach_owed:
        return _("Reach out to the person first: the first missed appointment gets a call or a visit, not a letter.")
    if key in rung.taken:
        return _("This step was taken already. A new day has to be missed before the next one.")
    if key == REVIEW:
        return _("A support review is open already.") if rung.review_open else ""
    return _before(ladder, step, rung)


def _before(ladder: Ladder, step: Step, rung: Rung) -> str:
    before = ladder.steps[ladder.steps.index(step) - 1]
    if rung.review_open:
        return _("A support review is open. Close it first: it decides what comes next.")
    if before.key not in rung.taken:
        return _("First comes: %(step)s.", step=before.name)
    if before.key == REVIEW:
        return "" if over_limit(rung) else _("No more days were missed than the order allows.")
    missed = [day for day in rung.failures if day > rung.taken[before.key]]
    return "" if missed else _("No day was missed without a good reason since the last step.")
