"""Interleaved rounds of CPU time, and what is printed of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

ROUNDS = 9
SLACK = 1.25
"""A goal counts as met up to a quarter above it: neighbours on the machine move even ratios."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """``ours`` and ``floor`` each do the thing once, ``times`` in each round; ``goal`` is the ratio aimed at."""

    name: str
    goal: float
    ours: Callable[[], object]
    floor: Callable[[], object]
    times: int = 40
    per: int = 1
    """How many units one call does (rows of an import)."""


@dataclass(frozen=True)
class Result:
    """Median CPU microseconds of one unit on each side, and the median of the rounds' ratios."""

    case: Case
    ours: float
    floor: float
    ratio: float
    spread: tuple[float, float]

    def __str__(self) -> str:
        """One line of the table."""
        verdict = "met" if self.ratio <= self.case.goal * SLACK else "MISSED"
        low, high = self.spread
        return (
            f"{self.case.name:<34} {self.ours:>10.0f} {self.floor:>10.0f} {self.ratio:>8.2f} {low:>6.2f}-{high:<6.2f}"
            f" {self.case.goal:>6.1f}  {verdict}"
        )


HEADER = f"{'case':<34} {'ours us':>10} {'floor us':>10} {'ratio':>8} {'range':>13} {'goal':>6}"


def _cpu(work: Callable[[], object], times: int) -> float:
    begun = time.process_time()
    for _n in range(times):
        work()
    return (time.process_time() - begun) / times


def measure(case: Case, rounds: int = ROUNDS) -> Result:
    """Warm both sides, then alternate them; the garbage collector is kept out of both alike."""
    for _n in range(3):
        case.ours()
        case.floor()
    ours, floor = [], []
    gc.collect()
    gc.disable()
    try:
        for n in range(rounds):
            sides = [(case.ours, ours), (case.floor, floor)]
            for work, seen in sides if n % 2 else reversed(sides):
                seen.append(_cpu(work, case.times) / case.per * 1e6)
    finally:
        gc.enable()
    ratios = [a / b for a, b in zip(ours, floor, strict=True)]
    return Result(
        case, statistics.median(ours), statistics.median(floor), statistics.median(ratios), (min(ratios), max(ratios))
    )
