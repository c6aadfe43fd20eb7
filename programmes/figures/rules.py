"""Periods, medians and groups of the figures. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kernel.i18n import _l
from programmes.places.models import EndReason

MONTHS, WEEK = 12, 7
MOST_WEEKLY = 40
"""Hours a week from which a bar is marked: what is left must allow for rest and education (Mandela Rule 102)."""
BUCKETS = (
    ("none", _l("None"), 0), ("to5", _l("Under 5 hours"), 5 * 60), ("to10", _l("5 to 10"), 10 * 60),
    ("to20", _l("10 to 20"), 20 * 60), ("to30", _l("20 to 30"), 30 * 60), ("to40", _l("30 to 40"), MOST_WEEKLY * 60),
    ("over", _l("Over 40"), 10**9),
)  # fmt: skip
"""(key, label, minutes a week up to which somebody is in it)."""
TAKING_PART = {
    "work": _l("Work"), "education": _l("Education"), "vocational": _l("Vocational training"),
    "several": _l("Two or more of these"), "other": _l("Other programmes only"), "none": _l("Nothing"),
}  # fmt: skip
OUTCOMES = {
    "completed": _l("Completed"), "partly": _l("Partly"), "not_completed": _l("Not completed"),
    "left": _l("Left before the end"), "moved": _l("Transferred or released"), "going": _l("Still taking part"),
}  # fmt: skip
SEATS = {
    "filled": _l("Filled"), "offered": _l("An offer is out"), "wanted": _l("People wait, no offer"),
    "unwanted": _l("Nobody waits"), "later": _l("Begins later"),
}  # fmt: skip
WAITING = {"given": _l("Got a place"), "waits": _l("Wait now")}
_MOVED = frozenset({EndReason.TRANSFERRED, EndReason.RELEASED})
_OUTCOME_OF = {EndReason.COMPLETED: "completed", EndReason.PARTLY: "partly", EndReason.NOT_COMPLETED: "not_completed"}


@dataclass(frozen=True)
class Period:
    """Whole months, so that no single day can be told from two tables. ``last`` is counted too."""

    key: str
    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        """How many days are counted."""
        return (self.last - self.first).days + 1


def periods(today: dt.date) -> list[Period]:
    """What can be chosen: each of the last twelve months that are over, then the last three and the last twelve."""
    found = []
    end = today.replace(day=1) - dt.timedelta(days=1)
    for _n in range(MONTHS):
        first = end.replace(day=1)
        found.append(Period(f"{first:%Y-%m}", first, end))
        end = first - dt.timedelta(days=1)
    newest = found[0].last
    return [*found, Period("quarter", found[2].first, newest), Period("year", found[-1].first, newest)]


def outcome_of(state: str, reason: str | None) -> str:
    """What became of somebody who began: one of OUTCOMES."""
    if state != "ended" or reason is None:
        return "going"
    why = EndReason(reason)
    return "moved" if why in _MOVED else _OUTCOME_OF.get(why, "left")


def reasons_of(outcome: str) -> list[EndReason]:
    """The ends of a place that count as this outcome."""
    return [one for one in EndReason if outcome_of("ended", one) == outcome]


def median(histogram: Mapping[int, int]) -> int | None:
    """The middle of counted values: of an even number the lower one. None of nothing."""
    total, seen = sum(histogram.values()), 0
    for value in sorted(histogram):
        seen += histogram[value]
        if seen * 2 >= total and total:
            return value
    return None


def seats_of(free: int, offers: int, waiting: int, *, later: bool) -> dict[str, int]:
    """Why the free seats of a group are empty: each seat has one reason."""
    if later:
        return {"later": free}
    offered = min(free, offers)
    wanted = min(free - offered, waiting)
    return {"offered": offered, "wanted": wanted, "unwanted": free - offered - wanted}


@dataclass(kw_only=True)
class Grid:
    """A table of people: a row for each group, a column for each kind; ``cells`` None where a number is hidden."""

    name: str
    title: Any
    head: Any
    columns: Mapping[str, Any]
    rows: Sequence[tuple[str, Any]]
    counts: Sequence[Sequence[int]]
    cells: Sequence[Sequence[int | None]] = field(default_factory=list)


def counted(found: Iterable[tuple[Any, str, int]], columns: Iterable[str]) -> dict[Any, list[int]]:
    """(group, column, people) as one row of counts for each group."""
    order = {key: n for n, key in enumerate(columns)}
    rows: dict[Any, list[int]] = {}
    for group, column, people in found:
        rows.setdefault(group, [0] * len(order))[order[column]] += people
    return rows
