"""What a price pays for, and how titles are folded for search."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from kernel.money import split

LABEL_OF = 1000
"""The fairness label explains 10.00: a sum that everyone can picture."""


@dataclass(frozen=True, kw_only=True)
class CostCard:
    """What one piece costs, in minor units. The four parts are the price."""

    materials: int
    labour: int
    overhead: int
    margin: int

    @property
    def price(self) -> int:
        """The price of one piece."""
        return self.materials + self.labour + self.overhead + self.margin


def fairness(card: CostCard) -> list[tuple[str, int]]:
    """What 10.00 of the price pays for: (part, minor units), summing to exactly 1000."""
    names = ("labour", "materials", "overhead", "margin")
    weights = [getattr(card, name) for name in names]
    return list(zip(names, split(LABEL_OF, weights), strict=True))


def fold(text: str) -> str:
    """Text without accents and letter case, so that "Étagère" is found by "etagere"."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())
