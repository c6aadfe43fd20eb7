"""What the shop manager's day shows: each feature adds its own number."""

from __future__ import annotations

from collections.abc import Callable

from casework.public import Stat
from kernel.authz import Actor

DayNumber = Callable[[Actor], Stat | None]
_numbers: list[DayNumber] = []


def contribute_day(number: DayNumber) -> None:
    """Add a number to the shop manager's home, or None when there is nothing to do. Called from ``connect()``."""
    if number not in _numbers:
        _numbers.append(number)


def day_stats(actor: Actor) -> list[Stat]:
    """The numbers of the day, in the order they were added; those with nothing to do are left out."""
    return [stat for number in _numbers if (stat := number(actor)) is not None and stat.number]
