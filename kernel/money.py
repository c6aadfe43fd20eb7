"""Money is an integer of minor units and a currency. Nothing here knows fractions of a cent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.numbers import get_currency_precision

if TYPE_CHECKING:
    from collections.abc import Sequence

_TYPED = re.compile(r"^(\d{1,12})(?:[.,](\d{1,4}))?$")


@dataclass(frozen=True, order=True)
class Money:
    """``minor`` units (cents, tiyn, millimes) of an ISO 4217 ``currency``."""

    minor: int
    currency: str


def split(minor: int, weights: Sequence[int]) -> list[int]:
    """Share ``minor`` units by ``weights`` so that the parts sum to it exactly, by largest remainder.

    Ties go to the earlier part. Raises ValueError when no weight is positive or one is negative.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must not be negative and must not all be zero")
    parts = [minor * weight // total for weight in weights]
    remainders = [minor * weight % total for weight in weights]
    order = sorted(range(len(weights)), key=lambda i: (-remainders[i], i))
    for i in order[: minor - sum(parts)]:
        parts[i] += 1
    return parts


def parse_minor(typed: str, currency: str) -> int:
    """Minor units from what a person typed ("12", "12.5", "12,50"). Raises ValueError with too many decimals."""
    match = _TYPED.match(typed.strip().replace("\u202f", "").replace(" ", ""))
    places: int = get_currency_precision(currency)
    decimals = (match.group(2) or "") if match else ""
    if not match or len(decimals) > places:
        raise ValueError(f"an amount in {currency} has at most {places} decimals")
    return int(match.group(1) + decimals.ljust(places, "0"))
