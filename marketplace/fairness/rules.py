"""The fairness label: pure. Every cent of the sum is told, by largest remainder, so the parts come to it exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.money import split
from marketplace.products.rules import CostCard

LABEL_OF = 1000
"""The label explains 10.00: a sum that everyone can picture."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of the sum in minor units; ``within`` are the parts of it that are told apart, which come to it."""

    key: str
    minor: int
    within: tuple[Part, ...] = ()


def label_of(card: CostCard, shares: Sequence[tuple[str, int]], of: int = LABEL_OF) -> list[Part]:
    """What ``of`` minor units of the price pay for. ``shares`` are (role, minor) of the makers' part by the rules."""
    names = ("labour", "materials", "overhead", "margin")
    parts = dict(zip(names, split(of, [getattr(card, name) for name in names]), strict=True))
    weights = [minor for _role, minor in shares]
    told = split(parts["labour"], weights) if sum(weights) else []
    within = tuple(Part(key=role, minor=minor) for (role, _minor), minor in zip(shares, told, strict=False) if minor)
    return [Part(key=name, minor=minor, within=within if name == "labour" else ()) for name, minor in parts.items()]
