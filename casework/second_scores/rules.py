"""The draw, and how far two scorers agree. Pure."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

PERCENT = 5
ENOUGH = 20
"""Pairs below which agreement says nothing yet."""
_WHOLE = 2**64


def is_drawn(seed: str, key: uuid.UUID, percent: int = PERCENT) -> bool:
    """Whether a decision is drawn: the first 64 bits of SHA-256 of ``seed:key``, below ``percent`` of all there are.

    Anybody with the seed and the list of keys repeats the draw; nobody without the seed foresees it.
    """
    digest = hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()
    return int(digest[:16], 16) * 100 < percent * _WHOLE


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """How often two scorers gave the same level, and how much of that is more than chance.

    ``kappa`` is Cohen's (1960): 1 is full agreement, 0 what chance alone would give. It is None where both gave one and
    the same level to everybody: then chance explains all, and nothing can be said.
    """

    pairs: int
    agreed: int
    kappa: Fraction | None

    @property
    def percent(self) -> int:
        """The share of equal pairs."""
        return round(Fraction(100 * self.agreed, self.pairs)) if self.pairs else 0


def agreement(pairs: Sequence[tuple[Hashable, Hashable]]) -> Agreement:
    """Agreement over (first, second) pairs, in exact fractions.

    Observed agreement p_o, agreement by chance p_e = sum over levels of the product of both scorers' shares;
    kappa = (p_o - p_e) / (1 - p_e). Source: Cohen, Educational and Psychological Measurement 20 (1960), 37-46.
    """
    n, agreed = len(pairs), sum(first == second for first, second in pairs)
    if not n:
        return Agreement(pairs=0, agreed=0, kappa=None)
    firsts, seconds = Counter(first for first, _second in pairs), Counter(second for _first, second in pairs)
    chance = sum((Fraction(firsts[level] * seconds[level], n * n) for level in firsts), Fraction(0))
    kappa = None if chance == 1 else (Fraction(agreed, n) - chance) / (1 - chance)
    return Agreement(pairs=n, agreed=agreed, kappa=kappa)


def by_question(pairs: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> list[tuple[str, int, int]]:
    """(question, equal answers, pairs) of each question that both answered, the least agreed first."""
    asked: Counter[str] = Counter()
    equal: Counter[str] = Counter()
    for first, second in pairs:
        for key in first.keys() & second.keys():
            one, two = (given[key].get("value") for given in (first, second))
            if one and two:
                asked[key] += 1
                equal[key] += one == two
    return sorted(
        ((key, equal[key], n) for key, n in asked.items()), key=lambda row: (Fraction(row[1], row[2]), row[0])
    )
