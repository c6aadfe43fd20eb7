"""Pure decisions of the catalogue."""

from __future__ import annotations


def total_minutes(modules: list[tuple[str, int]]) -> int:
    """The minutes of a curriculum."""
    return sum(minutes for _name, minutes in modules)
