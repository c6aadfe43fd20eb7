"""How the makers' part of a price is shared."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from kernel.money import split


def shares(minor: int, makers: Sequence[tuple[uuid.UUID, int, int]]) -> dict[uuid.UUID, int]:
    """``minor`` units shared by minutes, or by pieces where nobody's minutes were noted; nothing is lost or invented.

    ``makers`` are (person, minutes, pieces). Without makers the answer is empty.
    """
    by_minutes = [minutes for _person, minutes, _pieces in makers]
    weights = by_minutes if any(by_minutes) else [pieces for _person, _minutes, pieces in makers]
    if not any(weights):
        return {}
    parts = split(minor, weights)
    return {person: part for (person, _minutes, _pieces), part in zip(makers, parts, strict=True) if part}
