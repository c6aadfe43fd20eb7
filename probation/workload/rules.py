"""Points, capacity and what another case would do to them. Pure.

The arithmetic is that of the published calculator (hmpps-workload, CapacityCalculator and WorkloadCalculator).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kernel.i18n import said

THOUSANDTH = Decimal("0.001")
FULL = 100


@dataclass(frozen=True, kw_only=True)
class Table:
    """Points by kind and level, and how many an officer of full hours has."""

    key: str
    citation: Any
    available: int
    points: Mapping[str, Mapping[str, int]]

    def worth(self, kind: str, level: str) -> int:
        """The points of a case; a level that is not in the table is worth 0. Raises KeyError for an unknown kind."""
        row = self.points[kind]
        return row.get(level, row.get("any", 0))


def read_table(raw: Mapping[str, Any]) -> Table:
    """A table from its file. Raises ValueError where points are not whole and not below nothing."""
    for kind, row in raw["points"].items():
        if any(not isinstance(value, int) or value < 0 for value in row.values()):
            raise ValueError(f"{kind}: points are whole numbers from 0")
    return Table(
        key=raw["key"], citation=said(raw["citation"], raw.get("words", {})), available=raw["available"],
        points=raw["points"],
    )  # fmt: skip


def available_points(nominal: int, contracted: Decimal, hours: Decimal, reduction_hours: Decimal) -> int:
    """The points of somebody with these hours a week less a reduction; the part of a point is dropped."""
    if contracted <= 0:
        return 0
    return max(0, int(nominal * (hours - reduction_hours) / contracted))


def reduced(nominal: int, percent: int) -> int:
    """What is left of the points after reductions that together take so many percent; never below nothing."""
    return nominal * max(0, FULL - percent) // FULL


def total_points(counts: Mapping[str, int], weights: Mapping[str, int]) -> int:
    """Things by kind times their weight; a kind without a weight is worth nothing."""
    return sum(n * weights.get(kind, 0) for kind, n in counts.items())


def workload(cases: int, reports: int = 0, *, for_others: int = 0, by_others: int = 0) -> int:
    """All points of an officer: what was done for others adds, what others did takes away."""
    return cases + reports + for_others - by_others


def capacity(points: int, available: int) -> Decimal:
    """The share of the points that are taken, in percent; nothing when either is nothing."""
    if not points or not available:
        return Decimal(0)
    return (Decimal(points) / available).quantize(THOUSANDTH, ROUND_HALF_UP) * FULL


@dataclass(frozen=True, kw_only=True)
class Load:
    """What one officer carries, and how much of it was measured in contacts of the last 28 days."""

    name: str
    cases: int
    points: int
    available: int
    minutes: int = 0

    @property
    def percent(self) -> Decimal:
        """The share that is taken."""
        return capacity(self.points, self.available)

    def with_more(self, points: int) -> Decimal:
        """The share that would be taken with another case of so many points."""
        return capacity(self.points + points, self.available)
