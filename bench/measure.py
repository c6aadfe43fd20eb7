"""Interleaved rounds of CPU time, and what is printed of them."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

from typing_extensions import override

SLACK = 1.25
"""A goal counts as met up to a quarter above it: neighbours on the machine move even ratios."""
WHAT = """\
CPU of the product beside a floor that does the same duties: bare Flask, the same template, the raw driver.
Only the ratio means anything on another machine; the microseconds are illustration.
Median of interleaved rounds; a goal counts as met up to 25 % above it. Nothing here fails a build."""
HEADER = f"{'case':<20}{'ours us':>10} {'floor us':>10} {'ratio':>7} {'range':>13} {'goal':>5}  verdict"


@dataclass(frozen=True, kw_only=True)
class Case:
    """``ours`` and ``floor`` each do the thing once, ``times`` in each round; ``goal`` is the ratio aimed at."""

    goal: float
    ours: Callable[[], object]
    floor: Callable[[], object]
    times: int = 40
    per: int = 1
    """How many units one call does (rows of an import)."""
    rounds: int = 9
    warm: int = 5


@dataclass(frozen=True)
class Result:
    """Median CPU microseconds of one unit on each side, and the median of the rounds' ratios."""

    case: Case
    ours: float
    floor: float
    ratio: float
    spread: tuple[float, float]

    @override
    def __str__(self) -> str:
        """One line of the table."""
        verdict = "met" if self.ratio <= self.case.goal * SLACK else "MISSED"
        low, high = self.spread
        return (
            f"{self.ours:>10.0f} {self.floor:>10.0f} {self.ratio:>7.2f} {low:>6.2f}-{high:<6.2f}"
            f" {self.case.goal:>5.1f}  {verdict}"
        )


def _cpu(work: Callable[[], object], times: int) -> float:
    begun = time.process_time()
    for _n in range(times):
        work()
    return (time.process_time() - begun) / times


def measure(case: Case) -> Result:
    """Warm both sides, then alternate them; the garbage collector is kept out of both alike."""
    for _n in range(case.warm):
        case.ours()
        case.floor()
    ours, floor = list[float](), list[float]()
    gc.collect()
    gc.disable()
    try:
        for n in range(case.rounds):
            sides = [(case.ours, ours), (case.floor, floor)]
            for work, seen in sides if n % 2 else reversed(sides):
                seen.append(_cpu(work, case.times) / case.per * 1e6)
            gc.collect()
    finally:
        gc.enable()
    ratios = [a / b for a, b in zip(ours, floor, strict=True)]
    return Result(
        case, statistics.median(ours), statistics.median(floor), statistics.median(ratios), (min(ratios), max(ratios))
    )
