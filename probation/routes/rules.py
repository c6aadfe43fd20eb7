"""The order of a day's visits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def in_route_order(visits: Sequence[Any], stops: Sequence[str]) -> list[Any]:
    """The visits as the officer arranged them; those not named in ``stops`` come after, in the order they have."""
    place = {stop: n for n, stop in enumerate(stops)}
    return sorted(visits, key=lambda one: place.get(str(one.id), len(place)))


def moved(stops: Sequence[str], stop: str, *, up: bool) -> list[str]:
    """The stops with one of them a place earlier, or later; the ends stay where they are."""
    found = list(stops)
    at = found.index(stop)
    to = at - 1 if up else at + 1
    if 0 <= to < len(found):
        found[at], found[to] = found[to], found[at]
    return found
