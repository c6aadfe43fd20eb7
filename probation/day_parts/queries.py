"""The parts of the officer's day that features contribute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class DayPart:
    """A part of my day. ``load`` answers what ``template`` is given as ``part``; None: nothing waits."""

    key: str
    template: str
    order: int
    load: Callable[[Actor], Mapping[str, Any] | None]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A part with what it shows."""

    template: str
    data: Mapping[str, Any]


_parts: dict[str, DayPart] = {}


def contribute_day(part: DayPart) -> None:
    """Add a part to my day; lower ``order`` stands higher."""
    _parts[part.key] = part


def day_parts(actor: Actor) -> list[Shown]:
    """What waits for this actor, in order; parts without anything are left out."""
    loaded = [(one, one.load(actor)) for one in sorted(_parts.values(), key=lambda one: one.order)]
    return [Shown(template=one.template, data=data) for one, data in loaded if data is not None]
